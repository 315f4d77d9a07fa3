import assert from 'node:assert/strict'
import fc from 'fast-check'
import { entryKinds, entryName, secondsName } from '../../../core/cache/place.ts'
import type { StoredObject } from '../../../core/store.ts'
import { listedIn, writtenAt } from '../../../flows/cache/listed.ts'
import { keyOf, place } from './world.ts'

const object = (key: string, second?: number): StoredObject => ({
  key,
  size: 0,
  ...(second === undefined ? {} : { modified: new Date(second * 1000).toISOString() }),
})
const [one, two, three] = [keyOf('1'), keyOf('2'), keyOf('3')]

describe('listedIn', () => {
  it('tells kinds, duration and time of each key, the last written first', () =>
    assert.deepEqual(
      listedIn([
        object(secondsName(place, one, 41.4), 99),
        object(entryName(place, one, 'whole'), 10),
        object(entryName(place, two, 'wheel'), 20),
        object(entryName(place, two, 'failed'), 30),
        object(entryName('wheels/other/linux', two, 'whole')),
      ]),
      new Map([
        [
          place,
          [
            { key: two, kinds: new Set(['wheel', 'failed']), seconds: undefined, modified: 30_000 },
            { key: one, kinds: new Set(['whole']), seconds: 41, modified: 10_000 },
          ],
        ],
        ['wheels/other/linux', [{ key: two, kinds: new Set(['whole']), seconds: undefined, modified: 0 }]],
      ]),
    ))

  it('takes the duration that was written last', () => {
    const marks = [object(secondsName(place, one, 9), 1), object(secondsName(place, one, 8), 3), object(secondsName(place, one, 7), 2)]
    const found = listedIn([...marks, object(entryName(place, one, 'whole'), 3)])
    assert.equal(found.get(place)?.[0]?.seconds, 8)
  })

  it('knows no key that has no document, and nothing of what is none of ours', () => {
    const names = [
      secondsName(place, one, 1),
      `entries/${place}/notes.json`,
      `entries/${place}/${one}.txt`,
      `entries/${place}/${one}.old.json`,
      `entries/${place}/${one.toUpperCase()}.json`,
      `files/${place}/${one}/${two}`,
      'simple/spam/index.json',
    ]
    assert.deepEqual([...listedIn(names.map((name) => object(name))).values()].flat(), [])
  })

  it('does not depend on the order of what is listed', () => {
    const names = [one, two, three].flatMap((key) => [...entryKinds.map((kind) => entryName(place, key, kind)), secondsName(place, key, 5)])
    const objects = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }).map((some) => some.map((name, at) => object(name, at % 3)))
    const shuffled = objects.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })))
    fc.assert(
      fc.property(shuffled, ([some, other]) => assert.deepEqual(listedIn(other), listedIn(some))),
      { numRuns: 200 },
    )
  })
})

describe('writtenAt', () => {
  for (const [modified, expected] of [
    ['1970-01-01T00:00:01.500Z', 1500],
    ['yesterday', 0],
  ] as const)
    it(`${modified} is ${expected}`, () => assert.equal(writtenAt({ modified }), expected))

  it('is 0 where the store does not tell', () => assert.equal(writtenAt({}), 0))
})
