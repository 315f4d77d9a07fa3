import assert from 'node:assert/strict'
import fc from 'fast-check'
import { buildOrder, linkedProjects, type ToBuild } from '../../../core/build/build-order.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseRequirement, type Requirement } from '../../../core/python/requirement.ts'

/** `a: b c` for a project that requires two others. */
function items(...lines: readonly string[]): ToBuild[] {
  return lines.map((line) => {
    const [project = '', requires = ''] = line.split(':')
    return {
      project: normalizeName(project),
      requires: requires
        .split(' ')
        .filter((one) => one !== '')
        .map(normalizeName),
    }
  })
}

describe('the order of builds', () => {
  const cases: [what: string, lines: string[], order: number[], cycles: string[][]][] = [
    ['nothing', [], [], []],
    ['items that need nothing', ['c', 'a', 'b'], [0, 1, 2], []],
    ['what is not of this leg', ['a: setuptools wheel'], [0], []],
    ['an order that is right already', ['cffi', 'cryptography: cffi'], [0, 1], []],
    ['an order that is wrong', ['cryptography: cffi', 'cffi'], [1, 0], []],
    ['a chain backwards', ['c: b', 'b: a', 'a'], [2, 1, 0], []],
    ['no more moves than needed', ['x', 'b: a', 'y', 'a', 'z'], [0, 2, 3, 1, 4], []],
    ['each python of a project', ['b: a', 'a', 'b: a', 'a'], [1, 3, 0, 2], []],
    ['a diamond', ['d: b c', 'c: a', 'b: a', 'a'], [3, 1, 2, 0], []],
    ['a project that builds itself', ['setuptools: setuptools'], [0], []],
    ['a cycle', ['a: b', 'b: a'], [0, 1], [['a', 'b']]],
    ['a cycle and what needs it', ['x: a', 'b: a', 'a: b'], [1, 2, 0], [['a', 'b']]],
    ['what a cycle needs', ['a: b x', 'b: a', 'x'], [2, 0, 1], [['a', 'b']]],
    [
      'two cycles',
      ['c: d', 'd: c', 'a: b', 'b: a'],
      [0, 1, 2, 3],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ]
  for (const [what, lines, order, cycles] of cases)
    it(`of ${what}`, () => {
      const found = buildOrder(items(...lines))
      assert.deepEqual([found.order, found.cycles], [order, cycles])
    })

  const names = 'abcdefgh'.split('').map(normalizeName)
  const anyItems = fc.array(
    fc.record({ project: fc.constantFrom(...names), requires: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }) }),
    { maxLength: 12 },
  )
  const acyclic = fc
    .array(fc.tuple(fc.nat(7), fc.uniqueArray(fc.nat(7), { maxLength: 3 })), { maxLength: 12 })
    .map((list) => list.map(([own, others]) => ({ own, others: others.filter((other) => other < own) })))
    .map((list): ToBuild[] =>
      list.map(({ own, others }) => ({
        project: names[own] ?? normalizeName('a'),
        requires: others.map((at) => names[at] ?? normalizeName('a')),
      })),
    )

  it('holds every item once', () =>
    fc.assert(
      fc.property(anyItems, (list) => {
        const { order } = buildOrder(list)
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          list.map((_, at) => at),
        )
      }),
    ))

  it('puts every item after all it requires, without a cycle', () =>
    fc.assert(
      fc.property(acyclic, (list) => {
        const { order, cycles } = buildOrder(list)
        assert.deepEqual(cycles, [])
        const place = new Map(order.map((at, position) => [at, position]))
        for (const [at, { requires }] of list.entries())
          for (const [other, { project }] of list.entries())
            if (requires.includes(project)) assert.ok((place.get(other) ?? 0) < (place.get(at) ?? 0))
      }),
    ))

  it('is the list itself where that is an order', () =>
    fc.assert(
      fc.property(acyclic, (list) => {
        const sorted = buildOrder(list).order.flatMap((at) => list[at] ?? [])
        assert.deepEqual(
          buildOrder(sorted).order,
          sorted.map((_, at) => at),
        )
      }),
    ))

  it('tells the same cycles however the list is shuffled', () =>
    fc.assert(
      fc.property(
        anyItems.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => assert.deepEqual(buildOrder(shuffled).cycles, buildOrder(list).cycles),
      ),
    ))

  it('goes through a thousand items that need each other in a row', () => {
    const chain = Array.from({ length: 1000 }, (_, at) => `p${at}: p${at + 1}`)
    assert.deepEqual(
      buildOrder(items(...chain)).order,
      chain.map((_, at) => 999 - at),
    )
  })
})

describe('the projects of a leg that a build is linked to', () => {
  const built = new Map<ProjectName, string[]>(
    Object.entries({
      cffi: ['pycparser ; implementation_name != "PyPy"'],
      pycparser: [],
      loop: ['back'],
      back: ['loop'],
      tool: ['cffi; extra == "Fast-Mode"', "pytest; extra == 'test'"],
      user: ['tool[fast_mode]>=1'],
      pytest: [],
      'not-needed': [],
    }).map(([name, lines]) => [normalizeName(name), lines]),
  )
  const requirements = (...texts: readonly string[]): Requirement[] =>
    texts.map((text) => parseRequirement(text)).filter((one) => one !== undefined)

  const cases: [requires: string[], expected: string[]][] = [
    [[], []],
    [['setuptools', 'wheel'], []],
    [['pycparser>=2'], ['pycparser']],
    [
      ['CFFI>=1; python_version > "3"', 'setuptools'],
      ['cffi', 'pycparser'],
    ],
    [['loop'], ['back', 'loop']],
    [['tool'], ['tool']],
    [['tool[fast-mode]'], ['cffi', 'pycparser', 'tool']],
    [
      ['tool', 'tool[test]'],
      ['pytest', 'tool'],
    ],
    [['user'], ['cffi', 'pycparser', 'tool', 'user']],
  ]
  for (const [requires, expected] of cases)
    it(`which requires ${requires.join(', ') || 'nothing'}`, () =>
      assert.deepEqual(linkedProjects(requirements(...requires), built), expected))
})
