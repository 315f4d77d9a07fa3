import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type EntryKind, entryKinds, entryName, type Listed, secondsName } from '../../../core/cache/place.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore, StoredObject } from '../../../core/store.ts'
import { listedIn } from '../../../flows/cache/listed.ts'
import { type EntryRef, readStatus } from '../../../flows/cache/read-status.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { keyOf } from './world.ts'

/** A store of names alone, which counts what it is asked and how much it told. */
interface Names extends Pick<CacheStore, 'head' | 'list'> {
  readonly asked: string[]
  told: number
}

function namesOf(names: readonly string[], { sorted = true, lists = true } = {}): Names {
  const all = sorted && names !== huge ? [...names].sort() : names
  const store: Names = {
    asked: [],
    told: 0,
    head: async (key) => {
      store.asked.push(`HEAD ${key}`)
      return await Promise.resolve(names.includes(key) ? { size: 1, etag: 'x' } : undefined)
    },
    list: lists ? list : undefined,
  }
  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    store.asked.push(`LIST ${prefix}`)
    await Promise.resolve()
    for (const key of all) {
      if (!key.startsWith(prefix)) continue
      store.told += 1
      yield { key, size: 0 }
    }
  }
  return store
}

const placeOf = (n: number, scope = 'wheels'): string => `${scope}/p${String(n).padStart(6, '0')}/linux`
const keys = new Map(['one', 'two', 'three', 'other', 'older'].map((name) => [name, keyOf(name)]))
const refOf = (n: number, key = 'one'): EntryRef => ({ place: placeOf(n), key: keys.get(key) ?? '' })
const entry = ({ place, key }: EntryRef): string[] => [entryName(place, key, 'whole'), secondsName(place, key, 7)]
const range = (n: number): number[] => Array.from({ length: n }, (_, at) => at)
const huge = range(12_000)
  .flatMap((n) => entry(refOf(n)))
  .sort()
const kindsOf = (listed: Listed | undefined): EntryKind[] => [...(listed?.kinds ?? [])]

/** Round trips: a list takes one for each thousand keys, and 32 requests take one. */
function roundTrips({ asked, told }: Names): number {
  return Math.ceil(asked.length / 32) + Math.floor(told / 1000)
}

describe('readStatus', () => {
  it('lists each place where there are few', async () => {
    const store = namesOf([...entry(refOf(1)), ...entry(refOf(1, 'two')), ...entry(refOf(3))])
    const status = await readStatus([refOf(1), refOf(2), refOf(2)], store)
    assert.deepEqual(store.asked, ['LIST entries/wheels/p000001/linux/', 'LIST entries/wheels/p000002/linux/'])
    assert.deepEqual(kindsOf(status.of(refOf(1))), ['whole'])
    assert.equal(status.of(refOf(1))?.seconds, 7)
    assert.equal(status.of(refOf(2)), undefined)
    assert.deepEqual(
      status
        .at(placeOf(1))
        .map(({ key }) => key)
        .sort(),
      [keyOf('one'), keyOf('two')].sort(),
    )
    assert.deepEqual(status.at(placeOf(2)), [])
  })

  it('lists the scope once where there are many', async () => {
    const store = namesOf(range(2000).flatMap((n) => entry(refOf(n))))
    const asked = range(2000).map((n) => refOf(n, n % 2 === 0 ? 'one' : 'other'))
    const status = await readStatus(asked, store)
    assert.deepEqual(store.asked, ['LIST entries/wheels/'])
    assert.deepEqual(
      asked.map((ref) => status.of(ref) !== undefined),
      range(2000).map((n) => n % 2 === 0),
    )
  })

  it('asks nothing where nothing is asked about', async () => {
    const store = namesOf([])
    assert.deepEqual((await readStatus([], store)).at(placeOf(1)), [])
    assert.deepEqual(store.asked, [])
  })

  for (const [title, at] of [
    ['at the beginning', 0],
    ['in the middle', 6000],
    ['at the end', 11_950],
  ] as const)
    it(`does not read a huge cache for 40 places ${title}`, async () => {
      const store = namesOf(huge)
      const asked = range(40).map((n) => refOf(at + n))
      const status = await readStatus(asked, store)
      assert.ok(asked.every((ref) => status.of(ref) !== undefined))
      assert.ok(roundTrips(store) <= 6, `${store.asked.length} requests, ${store.told} keys`)
    })

  it('stops after the last place, with the page on which that is clear', async () => {
    const store = namesOf(range(5000).flatMap((n) => entry(refOf(n))))
    await readStatus(
      range(40).map((n) => refOf(n)),
      store,
    )
    assert.deepEqual([store.asked.length, store.told], [1, 1000])
  })

  it('never takes more than twice the round trips of the better way, and one', async () => {
    const world = fc.record({
      there: fc.integer({ min: 0, max: 5000 }),
      step: fc.integer({ min: 1, max: 60 }),
      from: fc.integer({ min: 0, max: 3000 }),
    })
    await fc.assert(
      fc.asyncProperty(world, async ({ there, step, from }) => {
        const store = namesOf(huge.slice(0, 2 * there))
        const asked = range(Math.max(33, Math.ceil(there / step))).map((n) => refOf(from + n * step))
        await readStatus(asked, store)
        const better = Math.min(Math.ceil(asked.length / 32), 1 + Math.floor((2 * there) / 1000))
        assert.ok(roundTrips(store) <= 2 * better + 1, `${roundTrips(store)} for ${better}`)
      }),
      { numRuns: 15 },
    )
  })

  it('tells just what is there, however it is asked and however the server sorts', async () => {
    const ref = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('one', 'two', 'three')).map(([n, key]) => refOf(n, key))
    const name = fc.oneof(
      fc.tuple(ref, fc.constantFrom(...entryKinds)).map(([{ place, key }, kind]) => entryName(place, key, kind)),
      ref.map(({ place, key }) => secondsName(place, key, 9)),
    )
    const world = fc.record({
      names: fc.uniqueArray(name, { maxLength: 80 }),
      asked: fc.array(ref, { minLength: 1, maxLength: 80 }),
      sorted: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(world, async ({ names, asked, sorted }) => {
        const status = await readStatus(asked, namesOf(names, { sorted }))
        const expected = listedIn(names.map((key) => ({ key, size: 0 })))
        for (const { place, key } of asked) {
          assert.deepEqual(
            status.of({ place, key }),
            expected.get(place)?.find((one) => one.key === key),
          )
          assert.deepEqual(status.at(place), expected.get(place) ?? [])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('finds all in a huge cache whose server does not sort', async () => {
    const names = range(3000).flatMap((n) => entry(refOf((n * 1009) % 3000)))
    const asked = range(40).map((n) => refOf(n * 70))
    const status = await readStatus(asked, namesOf(names, { sorted: false }))
    assert.ok(asked.every((ref) => status.of(ref) !== undefined))
  })

  it('finds all where a server that does not sort begins with what lies behind', async () => {
    const [there, behind] = [range(40).map((n) => refOf(n)), range(5).map((n) => refOf(100 + n))]
    const names = [...behind, ...there].flatMap(entry)
    const status = await readStatus(there, namesOf(names, { sorted: false }))
    assert.equal(there.filter((ref) => status.of(ref) !== undefined).length, 40)
  })

  it('asks a store that lists nothing for the documents, of the kinds that count', async () => {
    const names = [...entry(refOf(1)), entryName(placeOf(2), keyOf('one'), 'failed'), ...entry(refOf(1, 'older'))]
    const store = namesOf(names, { lists: false })
    const status = await readStatus([refOf(1), refOf(2)], store)
    assert.deepEqual([kindsOf(status.of(refOf(1))), kindsOf(status.of(refOf(2)))], [['whole'], []])
    assert.equal(status.at(placeOf(1)).length, 1)
    assert.deepEqual(
      store.asked,
      [refOf(1), refOf(2)].map(({ place, key }) => `HEAD ${entryName(place, key, 'whole')}`),
    )
    const more = await readStatus([refOf(1), refOf(2)], store, ['whole', 'failed'])
    assert.deepEqual(kindsOf(more.of(refOf(2))), ['failed'])
  })

  it('tells a store that is down', async () => {
    const down = (): never => {
      throw new Problem('STORE_UNREACHABLE', 'It is down.', 'Wait.')
    }
    const asked = range(40).map((n) => refOf(n))
    assert.equal(await rejectedCode(readStatus(asked, { head: down, list: undefined })), 'STORE_UNREACHABLE')
    assert.equal(await rejectedCode(readStatus(asked, { head: down, list: down })), 'STORE_UNREACHABLE')
    assert.equal(await rejectedCode(readStatus(asked.slice(0, 3), { head: down, list: down })), 'STORE_UNREACHABLE')
  })
})
