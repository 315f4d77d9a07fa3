import assert from 'node:assert/strict'
import fc from 'fast-check'
import { every } from '../../../core/matrix/combine.ts'
import { withVariables } from '../../../core/matrix/leg-variables.ts'
import type { LegVariables } from '../../../core/matrix/matrix-file.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { Problem } from '../../../core/problem.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const matrix = { os: { linux: { vmImage: 'Ubuntu' }, windows: { vmImage: 'win' } }, python: ['3.10', '3.11'] }

interface Entry {
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly set: Readonly<Record<string, string>>
}

function given(variables: readonly Entry[], of: unknown = matrix): ReturnType<typeof withVariables> {
  const file = parseMatrixFile(JSON.stringify({ matrix: of, variables }), 'm')
  return withVariables(file.matrices.flatMap(every), file.variables)
}

/** The values of a variable, leg by leg. */
function values(name: string, variables: readonly Entry[], of?: unknown): (string | undefined)[] {
  return given(variables, of).combinations.map((leg) => leg.flatMap((choice) => choice.values).find(([one]) => one === name)?.[1])
}

function text(run: () => unknown): string {
  try {
    return JSON.stringify(run())
  } catch (error) {
    return error instanceof Problem ? error.text : String(error)
  }
}

describe('withVariables', () => {
  // linux 3.10, linux 3.11, windows 3.10, windows 3.11
  const none = { set: { r: '0' } }
  const cases: [what: string, variables: Entry[], r: string[]][] = [
    ['of every leg', [none], ['0', '0', '0', '0']],
    ['by a parameter', [none, { where: { python: '3.11' }, set: { r: '1' } }], ['0', '1', '0', '1']],
    ['by the name of a set', [none, { where: { os: 'linux' }, set: { r: '1' } }], ['1', '1', '0', '0']],
    ['by a cell of a set, whatever the case', [none, { where: { VMIMAGE: 'ubuntu' }, set: { r: '1' } }], ['1', '1', '0', '0']],
    ['by all of several conditions', [none, { where: { os: 'linux', python: '3.11' }, set: { r: '1' } }], ['0', '1', '0', '0']],
    [
      'by one of several values',
      [none, { where: { python: ['3.10', '3.11', '3.12'], os: ['windows'] }, set: { r: '1' } }],
      ['0', '0', '1', '1'],
    ],
    [
      'by the later of two entries',
      [none, { where: { os: 'linux' }, set: { r: '1' } }, { where: { python: '3.11' }, set: { r: '2' } }],
      ['1', '2', '0', '2'],
    ],
    ['by a late entry for all', [{ where: { os: 'linux' }, set: { r: '1' } }, none], ['0', '0', '0', '0']],
    [
      'by a variable set before',
      [
        { set: { r: '0', full: 'no' } },
        { where: { os: 'linux' }, set: { FULL: 'yes' } },
        { where: { Full: 'YES', python: '3.10' }, set: { r: '1' } },
      ],
      ['1', '0', '0', '0'],
    ],
    [
      'by each of its own',
      [
        { where: { os: 'linux' }, set: { r: '1' } },
        { where: { os: 'windows' }, set: { r: '2' } },
      ],
      ['1', '1', '2', '2'],
    ],
    ['by what is not there', [none, { where: { later: '' }, set: { r: '1' } }], ['1', '1', '1', '1']],
    ['as it is written', [{ set: { r: '{os} $(os) %' } }], Array.from({ length: 4 }, () => '{os} $(os) %')],
  ]
  for (const [what, variables, r] of cases) it(`sets a variable ${what}`, () => assert.deepEqual(values('r', variables), r))

  it('calls a variable as it is written first', () =>
    assert.deepEqual(
      given([{ set: { Full: '0' } }, { where: { os: 'linux' }, set: { FULL: '1' } }]).combinations.map((leg) => leg.at(-1)?.values),
      [[['Full', '1']], [['Full', '1']], [['Full', '0']], [['Full', '0']]],
    ))

  it('leaves everything as it is where there are no entries, and where there are no legs', () => {
    const file = parseMatrixFile(JSON.stringify({ matrix }), 'm')
    const all = file.matrices.flatMap(every)
    assert.equal(withVariables(all, []).combinations, all)
    assert.deepEqual(given([none], {}), { combinations: [], idle: [] })
  })

  const twoMatrices = [{ python: ['3.10'], architecture: ['x86', 'x64'] }, { python: ['3.10'] }]
  it('sets a parameter of legs that do not have it', () =>
    assert.deepEqual(values('architecture', [{ set: { architecture: 'any' } }], twoMatrices), ['x86', 'x64', 'any']))

  it('refuses to change a parameter', () => {
    const change = [{ where: { python: '3.10' }, set: { Architecture: 'any' } }]
    assert.match(
      text(() => given(change, twoMatrices)),
      /variables\[0\] sets 'Architecture' of legs.*parameter.*'x86'/,
    )
    assert.equal(
      problemCode(() => given(change, twoMatrices)),
      'MATRIX_INVALID',
    )
  })

  const lacking: [what: string, variables: Entry[], says: RegExp][] = [
    [
      'some legs do not get',
      [{ where: { os: 'linux' }, set: { release: '1' } }],
      /variables\[0\] sets 'release'.*os is 'windows'.*\$\(release\).*set: \{ release: '' \}/,
    ],
    ['no leg gets', [{ where: { python: '3.14' }, set: { release: '1' } }], /python is '3\.10'/],
    [
      'only one of two entries with other names sets',
      [{ set: { a: '1' } }, { where: { python: '3.10' }, set: { b: '1' } }],
      /variables\[1\] sets 'b'/,
    ],
  ]
  for (const [what, variables, says] of lacking)
    it(`refuses a variable that ${what}`, () => {
      assert.equal(
        problemCode(() => given(variables)),
        'MATRIX_INVALID',
      )
      assert.match(
        text(() => given(variables)),
        says,
      )
    })

  const idle: [what: string, variables: Entry[], says: string[]][] = [
    ['nothing of entries that hold', [none, { where: { os: 'linux' }, set: { r: '1' } }], []],
    [
      'a value that no leg has',
      [none, { where: { os: 'linus', python: '3.12' }, set: { r: '1' } }],
      ["m: variables[1] sets nothing: no leg has os = linus. Did you mean 'linux'?"],
    ],
    [
      'several that no leg has',
      [none, { where: { python: ['2.7', 'x'.repeat(200)] }, set: { r: '1' } }],
      [`m: variables[1] sets nothing: no leg has python = 2.7 or ${'x'.repeat(200)}.`],
    ],
    [
      'conditions that no leg has together',
      [
        none,
        { where: { r: '1' }, set: { r: '2' } },
        { where: { os: 'linux' }, set: { r: '1' } },
        { where: { r: '1', os: 'windows' }, set: { r: '3' } },
      ],
      ['m: variables[1] sets nothing: no leg has r = 1.', 'm: variables[3] sets nothing: no leg has r = 1 and os = windows.'],
    ],
  ]
  for (const [what, variables, says] of idle) it(`tells ${what}`, () => assert.deepEqual(given(variables).idle, says))

  it('tells twenty of very many', () =>
    assert.equal(
      given([none, ...Array.from({ length: 50 }, (_, at) => ({ where: { python: `9.${at}` }, set: { r: '1' } }))]).idle.length,
      20,
    ))

  it('refuses very many variables of very many legs', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`v${at}`, '']))
    const wide = { a: Array.from({ length: 100 }, (_, at) => `${at}`), b: Array.from({ length: 100 }, (_, at) => `${at}`) }
    assert.equal(
      problemCode(() => given([{ set: many }], wide)),
      'TOO_MANY_JOBS',
    )
    const asked = { where: { a: Array.from({ length: 2001 }, () => 'x') }, set: { r: '' } }
    assert.equal(
      problemCode(() => given([none, asked], wide)),
      'TOO_MANY_JOBS',
    )
  })

  it('is, for each leg, the last of the entries that hold for it (property)', () => {
    const value = fc.constantFrom('0', '1', '2')
    const entries = fc.array(
      fc.record({
        where: fc.dictionary(fc.constantFrom('a', 'b'), fc.array(value, { minLength: 1, maxLength: 2 })),
        set: fc.dictionary(fc.constantFrom('x', 'y'), value, { minKeys: 1 }),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(entries, (some) => {
        const variables: LegVariables[] = [{ where: {}, set: { x: '', y: '' } }, ...some].map(({ where, set }, at) => ({
          at: `${at}`,
          where: Object.entries(where),
          set: Object.entries(set),
        }))
        const { combinations } = withVariables(
          parseMatrixFile('matrix: { a: [0, 1, 2], b: [0, 1] }', 'm').matrices.flatMap(every),
          variables,
        )
        for (const leg of combinations) {
          const cells = new Map(leg.flatMap((choice) => choice.values))
          for (const name of ['x', 'y']) {
            const holding = variables.filter(
              ({ where, set }) =>
                set.some(([one]) => one === name) && where.every(([key, wanted]) => wanted.includes(cells.get(key) ?? '')),
            )
            assert.equal(cells.get(name), holding.at(-1)?.set.find(([one]) => one === name)?.[1])
          }
        }
      }),
    )
  })
})
