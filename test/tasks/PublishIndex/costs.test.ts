import assert from 'node:assert/strict'
import type { Layout } from '../../../core/index/layout.ts'
import { formatRoot, parseRoot, rootKey } from '../../../core/index/root-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { type Publishing, startPublishing } from './publishing.ts'

/** Pages beside the document, by layout. */
const pages = { website: 1, both: 2 } as const satisfies Partial<Record<Layout, number>>
const shapes = [
  { k: 1, p: 1 },
  { k: 20, p: 1 },
  { k: 20, p: 20 },
] as const

describe('what PublishIndex costs', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    for (const { k, p } of shapes)
      for (const version of [1, 2, 3])
        for (let at = 0; at < k; at++) await publishing.wheel(`${k}-${p}/${version}/p${at % p}-${version}.${at}-py3-none-any.whl`)
    await publishing.wheel('old/old-1.0-py3-none-any.whl')
  })
  after(async () => await publishing.close())

  const publish = async (store: ObjectStore, layout: Layout, folder: string): Promise<void> => {
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/${folder}`], layout })
    assert.equal(outcome.result, 'succeeded')
  }
  const count = (store: MemoryStore): number => store.requests.splice(0).length
  const asked = (store: MemoryStore, pattern: RegExp): string[] => store.requests.filter((request) => pattern.test(request))

  for (const [layout, f] of Object.entries(pages) as [keyof typeof pages, number][])
    for (const { k, p } of shapes)
      it(`${layout}: of ${k} wheels of ${p} projects 2k + (3+f)p, new ones 4 more, none listed or looked at; again p reads`, async () => {
        const store = memoryStore()
        await publish(store, layout, 'old')
        store.requests.length = 0
        // Projects that the index has not.
        await publish(store, layout, `${k}-${p}/1`)
        assert.deepEqual(asked(store, /^(?:LIST|HEAD|DELETE|FETCH|RANGE)/), [])
        assert.equal(count(store), 2 * k + (3 + f) * p + 4)
        // Projects that it has: the list of projects is not even read.
        await publish(store, layout, `${k}-${p}/2`)
        assert.deepEqual(asked(store, /simple\/index\.|^(?:LIST|HEAD|DELETE|FETCH|RANGE)/), [])
        assert.equal(count(store), 2 * k + (3 + f) * p)
        await publish(store, layout, `${k}-${p}/2`)
        assert.deepEqual([...new Set(store.requests.map((request) => request.slice(0, 3)))], ['GET'])
        assert.equal(count(store), p)
      })

  it('the first publish of all asks whether the index is of another tool, whether the store honours conditions, and puts the page for people', async () => {
    const store = memoryStore()
    await publish(store, 'both', '1-1/1')
    assert.deepEqual(store.requests, [
      'GET simple/p0/index.json',
      'GET simple/index.json',
      'GET simple/index.html',
      'PUT .wheelworks-probe',
      'PUT .wheelworks-probe',
      'PUT .wheelworks-probe',
      'PUT packages/p0-1.0-py3-none-any.whl',
      'PUT packages/p0-1.0-py3-none-any.whl.metadata',
      'PUT simple/p0/index.json',
      'PUT simple/p0/index.html',
      'PUT simple/p0/',
      'PUT simple/index.json',
      'PUT simple/index.html',
      'PUT index.html',
      'PUT simple/index.json',
      'PUT simple/p0/index.json',
    ])
  })

  it('reads and writes no more bytes in an index of 10,000 projects, where none is new', async () => {
    const spent: [read: number, written: number][] = []
    for (const many of [0, 10_000]) {
      const store = memoryStore()
      await publish(store, 'both', '1-1/1')
      const root = store.objects.get(rootKey) ?? assert.fail()
      const document = parseRoot(new TextDecoder().decode(root.bytes), 'root')
      const projects = [...document.projects, ...Array.from({ length: many }, (_, at) => normalizeName(`other-${at}`))].sort()
      store.objects.set(rootKey, { ...root, bytes: new TextEncoder().encode(formatRoot({ ...document, projects })) })
      const bytes: [number, number] = [0, 0]
      const counting: ObjectStore = {
        ...store,
        get: async (key) => {
          const found = await store.get(key)
          bytes[0] += found?.bytes.length ?? 0
          return found
        },
        put: async (key, body, how) => {
          bytes[1] += body instanceof Uint8Array ? body.length : body.size
          return await store.put(key, body, how)
        },
      }
      await publish(counting, 'both', '1-1/2')
      spent.push(bytes)
    }
    assert.deepEqual(spent[0], spent[1])
    assert.ok((spent[0]?.[0] ?? 0) < 2_000, String(spent[0]))
  })

  it('asks a store anew whether it honours conditions when its index was copied there, and renews the notes: once', async () => {
    const store = memoryStore('s3://one')
    await publish(store, 'both', '1-1/1')
    const copy = memoryStore('s3://two')
    for (const [key, value] of store.objects) copy.objects.set(key, value)
    await publish(copy, 'both', '1-1/2')
    assert.ok(asked(copy, /^PUT \.wheelworks-probe$/).length > 0)
    assert.equal(parseRoot(new TextDecoder().decode(copy.objects.get(rootKey)?.bytes), 'root').checked, 's3://two')
    copy.requests.length = 0
    await publish(copy, 'both', '1-1/3')
    assert.equal(count(copy), 2 + 5)
  })

  it('renews the list of projects once when its title is another, by whichever publish comes first', async () => {
    const store = memoryStore()
    await publish(store, 'both', '20-20/1')
    await publish(store, 'both', '1-1/1')
    const named = async (folder: string): Promise<void> => {
      store.requests.length = 0
      await publishing.publish(store, { distributions: [`${publishing.folder}/${folder}`], title: 'New' })
    }
    await named('1-1/1')
    assert.equal(asked(store, /^PUT simple\/index\.html$/).length, 1)
    assert.equal(asked(store, /packages|simple\/p0\/(?:index\.html)?$/).length, 0)
    await named('1-1/1')
    assert.deepEqual(store.requests, ['GET simple/p0/index.json'])
    await named('20-20/1')
    assert.deepEqual(asked(store, /^PUT simple\/index\.|packages|^PUT simple\/p\d+\/(?:index\.html)?$/), [])
  })
})
