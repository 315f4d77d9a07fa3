import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { entryName, fileName, secondsName } from '../../../core/cache/place.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore, ObjectStore } from '../../../core/store.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { readStatus } from '../../../flows/cache/read-status.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { memoryStore, type MemoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { asCache, dated, type Desk, keyOf, type Made, openDesk, place } from './world.ts'

const ref = { place, key: keyOf('one') }
const document = entryName(place, ref.key, 'whole')

describe('saveEntry', () => {
  let desk: Desk
  let made: Made
  let other: Made
  let tries = 0
  before(async () => {
    desk = await openDesk()
    made = await desk.make({ files: { 'spam-1.0-py3-none-any.whl': 'a wheel', 'tool.exe': 'a program', 'again.exe': 'a program' } })
    other = await desk.make({ files: { 'spam-1.0-py3-none-any.whl': 'another' }, seconds: 7 })
  })
  after(async () => await desk.close())

  const save = async (one: Made, store: ObjectStore, replace = false): Promise<string> =>
    await saveEntry(one.entry, one.pathOf, asCache(store), { replace })
  /** Whose entry is there, whole; else `absent` or `broken`. */
  const found = async (store: ObjectStore): Promise<string> => {
    const folder = join(desk.folder, `fetched ${tries++}`)
    const there = await fetchEntry(ref, ['whole'], folder, { store, files: desk.files })
    if (there.kind !== 'there') return there.kind
    const whose = [made, other].find(({ entry }) => entry.seconds === there.entry.seconds)
    assert.deepEqual(there.entry, whose?.entry)
    return whose === made ? 'made' : 'other'
  }
  const filesOf = ({ entry }: Made): string[] =>
    [...new Set(entry.stored.map(({ sha256 }) => fileName(entry.place, entry.key, sha256)))].sort()

  it('writes files and the duration, each once, and the document last', async () => {
    const store = memoryStore()
    assert.equal(await save(made, store), 'saved')
    const [first, ...puts] = store.requests
    assert.equal(first, `HEAD ${document}`)
    assert.equal(puts.at(-1), `PUT ${document}`)
    const names = [...filesOf(made), secondsName(place, ref.key, 41)]
    assert.deepEqual(puts.slice(0, -1).sort(), names.map((name) => `PUT ${name}`).sort())
    assert.equal(await found(store), 'made')
    const listed = (await readStatus([ref], store)).of(ref)
    assert.deepEqual([listed?.seconds, [...(listed?.kinds ?? [])]], [41, ['whole']])
  })

  it('is served so that files are kept for ever and documents are not', async () => {
    const store = memoryStore()
    await save(made, store)
    assert.match(store.objects.get(document)?.cache ?? '', /max-age=0/)
    assert.match(store.objects.get(filesOf(made)[0] ?? '')?.cache ?? '', /immutable/)
  })

  it('leaves what is there, after one request', async () => {
    const store = memoryStore()
    await save(made, store)
    store.requests.length = 0
    assert.equal(await save(other, store), 'there')
    assert.deepEqual(store.requests, [`HEAD ${document}`])
    assert.equal(await found(store), 'made')
  })

  it('replaces what is worth nothing', async () => {
    const store = memoryStore()
    await save(made, store)
    assert.equal(await save(other, store, true), 'saved')
    assert.equal(await found(store), 'other')
  })

  it('mends what an interrupted save has brought, cut or whole', async () => {
    const store = memoryStore()
    const [, cut = ''] = filesOf(made)
    await assert.rejects(save(made, stopAfter(store, 5)), Stopped)
    store.objects.set(cut, { bytes: new Uint8Array([1]), type: '', cache: '' })
    assert.deepEqual([await save(made, store), await found(store)], ['saved', 'made'])
  })

  it('leaves objects of one age, whatever an interrupted save has brought long before: a rule by age takes all of them or none', async () => {
    const memory = memoryStore()
    let now = 1000
    const store = dated(memory, () => now)
    await assert.rejects(save(made, stopAfter(store, 5)), Stopped)
    assert.ok(filesOf(made).some((name) => memory.objects.has(name)))
    now = 2000
    assert.equal(await save(made, store), 'saved')
    const ages = new Set<string | undefined>()
    for await (const { modified } of store.list('')) ages.add(modified)
    assert.deepEqual([...ages], [new Date(2000).toISOString()])
  })

  it('mends a poisoned file where it replaces', async () => {
    const store = memoryStore()
    await save(made, store)
    const [poisoned = ''] = filesOf(made)
    const there = store.objects.get(poisoned)?.bytes.length ?? 0
    store.objects.set(poisoned, { bytes: new Uint8Array(there), type: '', cache: '' })
    assert.deepEqual([await found(store), await save(made, store), await found(store)], ['broken', 'there', 'broken'])
    assert.equal(await save(made, store, true), 'saved')
    assert.equal(await found(store), 'made')
  })

  it('writes files again that are there already, whatever they hold', async () => {
    const store = memoryStore()
    for (const name of filesOf(made)) store.objects.set(name, { bytes: new TextEncoder().encode('a wheel'), type: '', cache: '' })
    assert.equal(await save(made, store), 'saved')
    assert.equal(await found(store), 'made')
  })

  /** A server that knows no conditions, as it tells and as it does not. */
  const servers: Readonly<Record<string, (store: MemoryStore) => ObjectStore['put']>> = {
    refuses: (store) => async (key, body, how) => {
      if (how.when !== 'always') throw new Problem('STORE_UNSAFE', 'It knows no conditions.', 'None.')
      return await store.put(key, body, how)
    },
    ignores: (store) => async (key, body, how) => await store.put(key, body, { ...how, when: 'always' }),
  }
  for (const [says, putOf] of Object.entries(servers))
    it(`needs no conditions of a server that ${says} them`, async () => {
      const store = memoryStore()
      assert.equal(await save(made, { ...store, put: putOf(store) }), 'saved')
      assert.equal(await found(store), 'made')
    })

  it('tells of a file that changed, and leaves no document', async () => {
    const [store, changed] = [memoryStore(), await desk.make({ files: { 'a.whl': 'before' } })]
    const [file] = changed.entry.stored
    assert.ok(file)
    await writeFile(changed.pathOf(file), 'after!')
    assert.equal(await rejectedCode(save(changed, store)), 'HASH_MISMATCH')
    assert.ok(!store.objects.has(document))
  })

  it('is a fault where nothing may be written', async () => {
    const cache: CacheStore = asCache(memoryStore(), false)
    await assert.rejects(saveEntry(made.entry, made.pathOf, cache), { message: /only read/ })
  })

  for (const answered of [true, false])
    it(`is whole or a miss wherever it is killed ${answered ? 'before' : 'after'} the work of a request, and a later save mends it`, async () => {
      const whole = memoryStore()
      await save(made, whole)
      const seen: string[] = []
      for (let n = answered ? 0 : 1; n < whole.requests.length + (answered ? 0 : 1); n++) {
        const store = memoryStore()
        await assert.rejects(save(made, stopAfter(store, n, answered)), Stopped)
        seen.push(await found(store))
        await save(made, store)
        assert.equal(await found(store), 'made', `after ${n}`)
      }
      assert.deepEqual([...new Set(seen)], answered ? ['absent'] : ['absent', 'made'])
    })

  it('leaves the old or the new wherever replacing is killed, and never a mix', async () => {
    const whole = memoryStore()
    await save(made, whole)
    whole.requests.length = 0
    await save(other, whole, true)
    for (const answered of [true, false])
      for (let n = 1; n <= whole.requests.length; n++) {
        const store = memoryStore()
        await save(made, store)
        await save(other, stopAfter(store, n, answered), true).catch((error: unknown) => assert.ok(error instanceof Stopped))
        assert.equal(await found(store), n === whole.requests.length ? 'other' : 'made')
      }
  })

  for (const code of ['STORE_UNREACHABLE', 'STORE_REFUSED'] as const)
    it(`tells ${code} of every request, and leaves no half entry`, async () => {
      const whole = memoryStore()
      await save(made, whole)
      for (let n = 0; n < whole.requests.length; n++) {
        const store = memoryStore()
        const failing = told(stopAfter(store, n), code)
        assert.equal(await rejectedCode(save(made, failing)), code)
        assert.equal(await found(store), 'absent')
      }
    })
})

/** A store that tells of its end as one does that is down. */
function told(store: ObjectStore, code: 'STORE_UNREACHABLE' | 'STORE_REFUSED'): ObjectStore {
  const problem = (error: unknown): never => {
    throw error instanceof Stopped ? new Problem(code, 'No.', 'Wait.') : error
  }
  return {
    ...store,
    head: async (key) => await store.head(key).catch(problem),
    put: async (key, body, how) => await store.put(key, body, how).catch(problem),
  }
}
