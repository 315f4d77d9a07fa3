import assert from 'node:assert/strict'
import fc from 'fast-check'
import { beginningWithLetter, type Nameable, nameMatrixLegs } from '../../../core/matrix/name-legs.ts'

type Told = Nameable<readonly string[]>

function leg(name: string, suffix = '', cells: Record<string, string> = {}, item: readonly string[] = []): Told {
  return { name, suffix, cells: Object.entries(cells), item }
}

/** Equal items are one. */
const same = (a: readonly string[], b: readonly string[]): readonly string[] | undefined => (a.join() === b.join() ? a : undefined)
const names = (legs: readonly Told[]): string[] => nameMatrixLegs(legs, same).map((one) => one.leg)
const [x, y, z] = [{ a: 'x' }, { a: 'y' }, { a: 'z' }]
const long = 'n'.repeat(120)

describe('nameMatrixLegs', () => {
  const cases: [what: string, legs: Told[], names: string[]][] = [
    ['none', [], []],
    ['names as they are', [leg('a', '', x), leg('b', '', x)], ['a', 'b']],
    ['suffixes', [leg('a', '_b1', x), leg('a', '_b2', x)], ['a_b1', 'a_b2']],
    ['no name', [leg('', '', x), leg('', '_b1', x)], ['job', 'job_b1']],
    ['a digit or _ first', [leg('1_a'), leg('_a')], ['job_1_a', 'job__a']],
    ['unlawful signs', [leg('a-b c', '_x.y')], ['abc_xy']],
    ['one name, different cells', [leg('a', '', x), leg('a', '', y), leg('a', '', z)], ['a', 'a_2', 'a_3']],
    ['one name ignoring case', [leg('Ab', '', x), leg('aB', '', y)], ['Ab', 'aB_2']],
    ['one name by what is added', [leg('a', '_b1', x), leg('a_b1', '', y)], ['a_b1', 'a_b1_2']],
    ['one name of values that differ in case', [leg('a', '', x), leg('a', '', { a: 'X' })], ['a', 'a_2']],
    ['a name that others would have got', [leg('a', '', x), leg('a_2', '', y), leg('a', '', z)], ['a', 'a_2', 'a_3']],
    ['a name that comes later', [leg('a', '', x), leg('a', '', y), leg('a_2', '', z)], ['a', 'a_3', 'a_2']],
    ['one name with one suffix', [leg('a', '_b1', x), leg('a', '_b1', y)], ['a_b1', 'a_b1_2']],
    ['a long name', [leg(long, '', x)], ['n'.repeat(100)]],
    ['a long name with a suffix', [leg(long, '_ib12', x)], [`${'n'.repeat(95)}_ib12`]],
    ['long names that are cut alike', [leg(`${long}1`, '', x), leg(`${long}2`, '', x)], ['n'.repeat(100), `${'n'.repeat(98)}_2`]],
    ['a long suffix', [leg('abc', `_${'s'.repeat(200)}`, x)], [`abc${'s'.repeat(80)}`]],
    ['a long name beginning with a digit', [leg('1'.repeat(120), '_b1', x)], [`job_${'1'.repeat(93)}_b1`]],
  ]
  for (const [what, legs, expected] of cases) it(`of ${what}`, () => assert.deepEqual(names(legs), expected))

  it('makes one of legs that are equal in all, at the place of the first', () =>
    assert.deepEqual(nameMatrixLegs([leg('a', '', x), leg('b', '', y), leg('A', '', { A: 'x' })], same), [
      { leg: 'a', cells: [['a', 'x']], item: [] },
      { leg: 'b', cells: [['a', 'y']], item: [] },
    ]))

  it('takes cells in any order as equal', () =>
    assert.equal(names([leg('a', '', { ...x, b: '1' }), leg('a', '', { b: '1', ...x })]).length, 1))

  it('asks what equal legs are of, and takes what comes of it', () => {
    const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...a, ...b]
    const legs = [leg('a', '', x, ['p']), leg('a', '', x, ['q']), leg('a', '', y, ['r'])]
    assert.deepEqual(
      nameMatrixLegs(legs, union).map((one) => [one.leg, one.item]),
      [
        ['a', ['p', 'q']],
        ['a_2', ['r']],
      ],
    )
  })

  it('keeps legs whose items cannot be one', () =>
    assert.deepEqual(names([leg('a', '', x, ['p']), leg('a', '', x, ['q']), leg('a', '', x, ['p'])]), ['a', 'a_2']))

  it('does not ask across names or cells', () =>
    assert.equal(nameMatrixLegs([leg('a', '', x), leg('b', '', x), leg('a', '_s', x), leg('a', '', y)], () => assert.fail()).length, 4))

  it('is quick where all have one name', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => leg('same', '', { a: String(at) }))
    const given = names(many)
    assert.deepEqual([given[0], given[1], given.at(-1)], ['same', 'same_2', 'same_10000'])
  })

  const name = fc.oneof(fc.constantFrom('a', 'A', 'a_2', 'A_2', '', '1', 'job', 'job_1', long, `${long}x`), fc.string({ maxLength: 6 }))
  const any = fc.record({
    name,
    suffix: fc.constantFrom('', '_b1', '_2', '_ib1'),
    cells: fc.constantFrom(x, y),
    item: fc.constantFrom('p', 'q'),
  })
  const legs = fc.array(any, { maxLength: 30 }).map((all) => all.map((one) => leg(one.name, one.suffix, one.cells, [one.item])))

  it('gives names that are lawful, at most 100 long and unique ignoring case', () =>
    fc.assert(
      fc.property(legs, (all) => {
        const given = names(all)
        assert.ok(given.every((one) => /^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(one)))
        assert.equal(new Set(given.map((one) => one.toLowerCase())).size, given.length)
      }),
    ))

  it('drops nothing: what is not equal to another keeps a leg', () =>
    fc.assert(
      fc.property(legs, (all) => {
        const identity = (one: Told): string => JSON.stringify([one.name.toLowerCase(), one.suffix, one.cells, one.item])
        assert.equal(names(all).length, new Set(all.map(identity)).size)
      }),
    ))

  it('ends in what was added, wherever no mark had to follow', () =>
    fc.assert(fc.property(legs, (all) => names(all.slice(0, 1)).every((one) => one.endsWith(all[0]?.suffix ?? '')))))

  it('gives the same for the same', () => fc.assert(fc.property(legs, (all) => assert.deepEqual(names(all), names(structuredClone(all))))))

  it('is not changed by naming again what is named', () =>
    fc.assert(
      fc.property(legs, (all) => {
        const once = names(all)
        assert.deepEqual(names(once.map((one, at) => leg(one, '', { at: String(at) }))), once)
      }),
    ))
})

describe('beginningWithLetter', () => {
  const cases: [name: string, shown: string][] = [
    ['a', 'a'],
    ['Z1', 'Z1'],
    ['1', 'job_1'],
    ['_', 'job__'],
    ['', 'job'],
    ['job_1', 'job_1'],
  ]
  for (const [name, shown] of cases) it(`makes '${shown}' of '${name}'`, () => assert.equal(beginningWithLetter(name), shown))
})
