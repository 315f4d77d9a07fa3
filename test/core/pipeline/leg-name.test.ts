import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type LegSubject, nameLegs } from '../../../core/pipeline/leg-name.ts'

const subject = (base: string, more: string[] = [], legs = 1): LegSubject => ({ base, more, legs })
const long = 'wheel_'.padEnd(150, 'x')

describe('nameLegs', () => {
  const table: [why: string, given: LegSubject[], expected: string[][]][] = [
    ['takes the base', [subject('wheel_win_amd64', ['amd64', 'w'])], [['wheel_win_amd64']]],
    ['writes _ for what is unlawful', [subject('wheel_macosx_11.0_x86-64é')], [['wheel_macosx_11_0_x86_64_']]],
    ['begins with a letter', [subject('3d')], [['leg_3d']]],
    ['numbers several legs', [subject('a', [], 3)], [['a_1', 'a_2', 'a_3']]],
    ['has none for no leg to number', [subject('a', [], 0)], [['a']]],
    ['adds the next part to all in a clash', [subject('a', ['x86', 'i']), subject('a', ['arm', 'i'])], [['a_x86'], ['a_arm']]],
    [
      'adds parts until they differ',
      [subject('a', ['x', 'i']), subject('a', ['x', 'j']), subject('a', ['y', 'i'])],
      [['a_x_i'], ['a_x_j'], ['a_y']],
    ],
    ['sees clashes of numbered legs', [subject('a', ['x'], 2), subject('a_1', ['y'])], [['a_x_1', 'a_x_2'], ['a_1_y']]],
    ['sees clashes ignoring case', [subject('a', ['x']), subject('A', ['y'])], [['a_x'], ['A_y']]],
  ]
  for (const [why, given, expected] of table) it(why, () => assert.deepEqual(nameLegs(given), expected))

  it('tells instances apart that sanitise alike', () => {
    const [[first = ''] = [], [second = ''] = []] = nameLegs([subject('a', ['x', 'b/1.0']), subject('a', ['x', 'b_1_0'])])
    assert.match(first, /^a_x_b_1_0_[0-9a-f]{10}$/)
    assert.match(second, /^a_x_b_1_0_[0-9a-f]{10}$/)
    assert.notEqual(first, second)
  })

  it('cuts what is too long, and tells the cut ones apart', () => {
    const names = nameLegs([subject(long, ['x'], 12), subject(`${long}y`, ['x'])]).flat()
    assert.equal(new Set(names).size, 13)
    assert.ok(names.every((name) => name.length <= 100 && name.length > 90))
  })

  it('refuses equal subjects rather than run for ever', () => assert.throws(() => nameLegs([subject('a'), subject('a')])))

  const part = fc.oneof(
    fc.constantFrom('x86_64', 'X86_64', 'freebsd/14.4', 'freebsd_14_4', 'a', 'A', '1', ''),
    fc.string({ maxLength: 120 }),
  )
  const subjects = fc.uniqueArray(
    fc.record({
      base: part.map((text) => `wheel_${text}`),
      more: fc.array(part, { minLength: 2, maxLength: 2 }),
      legs: fc.integer({ min: 0, max: 12 }),
    }),
    { selector: ({ base, more }) => JSON.stringify([base, more]), maxLength: 12 },
  )

  it('makes lawful names, unique ignoring case', () => {
    fc.assert(
      fc.property(subjects, (given) => {
        const names = nameLegs(given).flat()
        for (const name of names) assert.match(name, /^[A-Za-z][A-Za-z0-9_]{0,99}$/)
        assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length)
      }),
    )
  })

  it('makes the same names in any order', () => {
    fc.assert(
      fc.property(subjects, fc.infiniteStream(fc.nat()), (given, stream) => {
        const names = nameLegs(given)
        const shuffled = given.map((one, at) => ({ one, at, rank: stream.next().value ?? 0 })).sort((a, b) => a.rank - b.rank)
        const again = nameLegs(shuffled.map(({ one }) => one))
        assert.deepEqual(
          again,
          shuffled.map(({ at }) => names[at]),
        )
      }),
    )
  })
})
