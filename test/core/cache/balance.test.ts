import assert from 'node:assert/strict'
import fc from 'fast-check'
import { balance } from '../../../core/cache/balance.ts'
import { share } from '../../../core/wanted/share.ts'

interface Task {
  readonly id: number
  readonly seconds: number | undefined
}

const secondsOf = ({ seconds }: Task): number | undefined => seconds
const tasks = (...seconds: readonly (number | undefined)[]): Task[] => seconds.map((one, id) => ({ id, seconds: one }))
/** Each alone, but for those that are given together. */
const groupsOf = (given: readonly (number | undefined | readonly (number | undefined)[])[]): Task[][] => {
  let id = 0
  return given.map((one) => (Array.isArray(one) ? one : [one]).map((seconds: number | undefined) => ({ id: id++, seconds })))
}
const shown = (parts: readonly (readonly Task[])[]): (number | undefined)[][] => parts.map((part) => part.map(secondsOf))

const anyTasks = fc
  .array(fc.array(fc.option(fc.oneof(fc.nat(500), fc.constantFrom(0, 0, 1)), { nil: undefined }), { minLength: 1, maxLength: 4 }), {
    maxLength: 20,
  })
  .map(groupsOf)
const anyMost = fc.nat(8)

describe('balance', () => {
  const table: [what: string, groups: Parameters<typeof groupsOf>[0], most: number, expected: (number | undefined)[][]][] = [
    ['nothing', [], 3, []],
    ['one part for all', [3, 1, 2], 0, [[3, 1, 2]]],
    ['one that is long beside those that are short', [90, 30, 30, 30], 3, [[90], [30, 30, 30]]],
    [
      'what is even already, as it is',
      [5, 5, 5, 5],
      2,
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      'the longest first',
      [1, 2, 3, 4],
      2,
      [
        [1, 4],
        [2, 3],
      ],
    ],
    [
      'parts by their first member',
      [9, 1, 1, 1, 9, 1],
      3,
      [
        [9, 1, 1],
        [1, 9, 1],
      ],
    ],
    [
      'no more in one than there is room for',
      [100, 1, 1, 1, 1, 1],
      3,
      [
        [100, 1, 1],
        [1, 1, 1],
      ],
    ],
    [
      'a group whole',
      [[10, 10], 10, 10],
      2,
      [
        [10, 10],
        [10, 10],
      ],
    ],
    [
      'a group that is larger than any part',
      [[1, 1, 1], 9, 8],
      2,
      [
        [1, 1, 1],
        [9, 8],
      ],
    ],
    [
      'what nobody knows like the median',
      [undefined, 10, 10, 40],
      2,
      [
        [undefined, 10],
        [10, 40],
      ],
    ],
    ['one that is long beside the median of the others', [undefined, undefined, 1, 1, 50], 4, [[undefined, undefined, 1, 1], [50]]],
    [
      'what fits only when the largest goes first',
      [[40, 0, 0], 60, 50, [1, 0, 0], [5, 5]],
      5,
      [
        [40, 0, 0, 5, 5],
        [60, 50, 1, 0, 0],
      ],
    ],
    ['nothing of any, by number', [undefined, undefined, undefined], 2, [[undefined, undefined], [undefined]]],
  ]
  for (const [what, groups, most, expected] of table)
    it(what, () => assert.deepEqual(shown(balance(groupsOf(groups), most, secondsOf)), expected))

  it('exchanges what makes the longest part shorter', () => {
    const parts = balance(groupsOf([5, 5, 4, 4, 3, 3, 3]), 3, secondsOf)
    const sums = parts.map((part) => part.reduce((sum, { seconds = 0 }) => sum + seconds, 0))
    assert.deepEqual(sums, [9, 9, 9])
  })

  it('ends soon, however many there are', () => {
    const groups = groupsOf(Array.from({ length: 5000 }, (_, at) => 1 + ((at * 7919) % 997)))
    const parts = balance(groups, 20, secondsOf)
    assert.deepEqual([parts.length, parts.flat().length], [250, 5000])
  })

  it('loses nothing, keeps groups and orders, and passes the most only for a group alone', () => {
    fc.assert(
      fc.property(anyTasks, anyMost, (groups, most) => {
        const parts = balance(groups, most, secondsOf)
        const flat = parts.flat().map(({ id }) => id)
        assert.deepEqual(
          [...flat].sort((a, b) => a - b),
          groups.flat().map(({ id }) => id),
        )
        for (const part of parts)
          assert.deepEqual(
            part.map(({ id }) => id),
            part.map(({ id }) => id).sort((a, b) => a - b),
          )
        assert.deepEqual(
          parts.map(([first]) => first?.id ?? -1),
          parts.map(([first]) => first?.id ?? -1).sort((a, b) => a - b),
        )
        for (const group of groups) assert.equal(parts.filter((part) => group.some((one) => part.includes(one))).length, 1)
        for (const part of parts) if (most > 0 && part.length > most) assert.ok(groups.some((group) => group.length === part.length))
      }),
    )
  })

  it('makes as many parts as equal counts do, and none takes longer than the longest of those', () => {
    fc.assert(
      fc.property(anyTasks, anyMost, (groups, most) => {
        const [ours, equal] = [balance(groups, most, secondsOf), share(groups, most)]
        const known = groups.flat().flatMap(({ seconds }) => seconds ?? [])
        const usual = [...known].sort((a, b) => a - b)[Math.floor((known.length - 1) / 2)] ?? 1
        const longest = (parts: readonly (readonly Task[])[]): number =>
          Math.max(0, ...parts.map((part) => part.reduce((sum, { seconds }) => sum + (seconds ?? usual), 0)))
        assert.equal(ours.length, equal.length)
        assert.ok(ours.every(({ length }) => length > 0))
        assert.ok(longest(ours) <= longest(equal))
      }),
    )
  })

  it('is what equal counts give where nothing is known, or all is the same', () => {
    fc.assert(
      fc.property(anyTasks, anyMost, fc.option(fc.nat(), { nil: undefined }), (groups, most, seconds) => {
        const alone = groups.map(([first]) => (first === undefined ? [] : [first]))
        assert.deepEqual(
          balance(alone, most, () => seconds),
          share(alone, most),
        )
        assert.deepEqual(
          balance(groups, most, () => undefined),
          share(groups, most),
        )
      }),
    )
  })

  it('is within a third of the best there is, where there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 }), (seconds) => {
        const all = tasks(...seconds)
        // Two parts with room for all but one in each: the best of all ways to part them is found by trying every one.
        const most = all.length - 1
        const parts = balance(
          all.map((one) => [one]),
          most,
          secondsOf,
        )
        const took = (some: readonly Task[]): number => some.reduce((sum, one) => sum + (one.seconds ?? 0), 0)
        const ways = Array.from({ length: 2 ** all.length - 2 }, (_, way) => all.filter((__, at) => ((way + 1) >> at) % 2 === 1))
        const best = Math.min(...ways.map((some) => Math.max(took(some), took(all) - took(some))))
        assert.ok(parts.length < 2 || Math.max(...parts.map(took)) <= (4 / 3) * best)
      }),
    )
  })
})
