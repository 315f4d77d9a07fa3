import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { cover } from '../../../core/wanted/cover.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import type { Making, Wanted } from '../../../core/wanted/wanted.ts'
import { satisfies } from '../../../core/python/satisfies.ts'
import { declaredWheel, wishOf } from '../../../core/wanted/wish.ts'
import { plainMaking, row, version } from './rows.ts'

function build(wanted: Wanted, text = '1.0', making: Making = plainMaking): Decision {
  const source = { kind: 'sdist' as const, url: 'u', sha256: sha256Of('') }
  return { kind: 'build', row: wanted, target: { row: wanted, version: version(text), source, making }, why: 'absent', by: '' }
}

/** `build`, or the covering row's place. */
const outcome = (...rows: Wanted[]): string[] =>
  cover(rows.map((one) => build(one))).map((one) => (one.kind === 'skip' ? `${one.why} ${one.by}` : one.kind))

describe('cover', () => {
  it('leaves rows that have nothing to do with each other', () =>
    assert.deepEqual(outcome(row(), row({ python: 'cp313' }), row({ name: 'eggs' }), row({ tag: 'win_amd64' })), [
      'build',
      'build',
      'build',
      'build',
    ]))

  it('merges equal rows into the first, whatever the machine', () =>
    assert.deepEqual(outcome(row({ at: 'a' }), row({ at: 'b', instance: 'other' }), row({ at: 'c', tag: 'LINUX_x86_64' })), [
      'build',
      'covered cp312 on linux_x86_64 (a)',
      'covered cp312 on linux_x86_64 (a)',
    ]))

  it('merges rows that differ in the spelling of their platform or version', () => {
    assert.deepEqual(outcome(row({ tag: 'manylinux2014_x86_64', at: 'a' }), row({ tag: 'ManyLinux_2_17_x86_64' })), [
      'build',
      'covered cp312 on manylinux2014_x86_64 (a)',
    ])
    assert.deepEqual(
      cover([build(row(), '1.0'), build(row(), '1.0.0')]).map(({ kind }) => kind),
      ['build', 'skip'],
    )
  })

  it('lets abi3 stand for all later CPythons, and itself by the lowest floor', () =>
    assert.deepEqual(
      outcome(
        row({ python: 'cp314' }),
        row({ python: 'cp312-abi3' }),
        row({ python: 'cp310-abi3', at: 'x' }),
        row({ python: 'cp39' }),
        row({ python: 'cp314t' }),
      ),
      ['covered cp310-abi3 on linux_x86_64 (x)', 'covered cp310-abi3 on linux_x86_64 (x)', 'build', 'build', 'build'],
    ))

  it('lets an older manylinux stand for a newer one', () =>
    assert.deepEqual(outcome(row({ tag: 'manylinux_2_28_x86_64' }), row({ tag: 'manylinux2014_x86_64', at: 'x' })), [
      'covered cp312 on manylinux2014_x86_64 (x)',
      'build',
    ]))

  it('lets a wheel for whichever python stand for each', () =>
    assert.deepEqual(outcome(row({ tag: 'any', python: 'cp312-none' }), row({ tag: 'any', python: 'py3', at: 'x' })), [
      'covered py3 on any (x)',
      'build',
    ]))

  it('never covers another version', () =>
    assert.deepEqual(
      cover([build(row(), '1.0'), build(row(), '1.1')]).map((one) => one.kind),
      ['build', 'build'],
    ))

  it('tests what stands for equal rows on all that they name', () => {
    const on = (testOn: string[]): Wanted => ({ ...row(), testOn })
    const [first] = cover([
      build(on(['cp313'])),
      build(on(['cp313', 'cp314'])),
      build(on([])),
      build({ ...row({ python: 'cp315' }), testOn: ['cp316'] }),
    ])
    assert.deepEqual(first?.kind === 'build' && first.target.row.testOn, ['cp313', 'cp314'])
  })

  it('lets what stands for equal rows be pure where all of them allow it', () => {
    const pure = (...all: boolean[]): boolean[] =>
      cover(all.map((one) => build(row(), '1.0', { ...plainMaking, pure: one }))).flatMap((one) =>
        one.kind === 'build' ? [one.target.making.pure] : [],
      )
    assert.deepEqual([pure(true, true), pure(true, false), pure(false, true), pure(true)], [[true], [false], [false], [true]])
  })

  it('never lets what may become pure stand for a row that would not take that', () => {
    const told = (allowed: boolean): string[] =>
      cover([
        build(row({ python: 'cp310-abi3' }), '1.0', { ...plainMaking, pure: true }),
        build(row({ python: 'cp312' }), '1.0', { ...plainMaking, pure: allowed }),
      ]).map(({ kind }) => kind)
    assert.deepEqual(
      [told(false), told(true)],
      [
        ['build', 'build'],
        ['build', 'skip'],
      ],
    )
  })

  describe('where recipes differ', () => {
    const making = (parts: Partial<Recipe>, build = 0): Making => ({ ...plainMaking, recipe: { ...noRecipe, ...parts }, build })
    const other = making({ environment: { A: '1' } })
    const told = (...decisions: Decision[]): string[] =>
      cover(decisions).map((one) => (one.kind === 'skip' ? `${one.why}${one.recipe === undefined ? '' : ` ${one.recipe}`}` : one.kind))

    it('takes the first of equal rows, and tells the others', () =>
      assert.deepEqual(told(build(row()), build(row({ instance: 'b' }), '1.0', other), build(row({ instance: 'c' }))), [
        'build',
        'covered differs',
        'covered',
      ]))
    it('does not mind what only tests', () =>
      assert.deepEqual(told(build(row()), build(row(), '1.0', making({ test_command: 'pytest' }))), ['build', 'covered']))
    it('has abi3 stand for later CPythons by its own recipe', () =>
      assert.deepEqual(told(build(row()), build(row({ python: 'cp310-abi3' }), '1.0', other)), ['covered', 'build']))
    it('takes the higher build tag for the lower', () =>
      assert.deepEqual(told(build(row()), build(row({ instance: 'b' }), '1.0', making({}, 2))), ['covered', 'build']))
    it('takes a wheel for any platform where pure will do', () =>
      assert.deepEqual(told(build(row(), '1.0', { ...plainMaking, pure: true }), build(row({ tag: 'any', python: 'py3' }))), [
        'covered',
        'build',
      ]))
  })

  it('leaves skips and errors as they are', () => {
    const skip: Decision = { kind: 'skip', row: row(), version: version('1.0'), why: 'in-index', by: 'f' }
    assert.deepEqual(
      cover([skip, build(row())]).map((one) => one.kind),
      ['skip', 'build'],
    )
  })

  it('builds a wheel for every wish, and none that another serves', () => {
    const rows = fc.array(
      fc.record({
        python: fc.constantFrom('cp310', 'cp311', 'cp312', 'cp314', 'cp314t', 'cp311-abi3', 'cp312-abi3', 'py3', 'pp311', 'cp312-none'),
        tag: fc.constantFrom(
          'any',
          'linux_x86_64',
          'manylinux_2_17_x86_64',
          'manylinux2014_x86_64',
          'manylinux_2_28_x86_64',
          'macosx_11_0_universal2',
          'macosx_12_0_arm64',
        ),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(rows, (parts) => {
        const decisions = cover(parts.map((one) => build(row(one))))
        const built = decisions.filter((one) => one.kind === 'build')
        for (const { row } of decisions)
          assert.ok(built.some(({ target }) => satisfies(declaredWheel(target), wishOf(row, version('1.0'), plainMaking))))
        for (const { target } of built)
          for (const other of built)
            assert.ok(other.target === target || !satisfies(declaredWheel(target), wishOf(other.row, version('1.0'), plainMaking)))
      }),
    )
  })
})
