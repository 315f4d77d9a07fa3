import assert from 'node:assert/strict'
import { parseProject } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const dev = (n: number): string => `demo-1.0.dev${n}-py3-none-any.whl`
const final = 'demo-1.0-py3-none-any.whl'
const two = { kind: 'versions', count: 2 } as const

describe('PublishIndex, keeping some development versions', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    await publishing.wheel(`0/${final}`)
    for (const n of [1, 2, 3, 4, 5]) await publishing.wheel(`${n}/${dev(n)}`)
    await publishing.wheel('other/other-1.0.dev1-py3-none-any.whl')
  })
  after(async () => await publishing.close())
  beforeEach(() => void publishing.log.lines.splice(0))

  /** Publishes one folder, as many days later as its number says. */
  const publish = async (
    on: ObjectStore,
    n: number,
    keep: { kind: 'versions' | 'days'; count: number } = two,
    dryRun = false,
  ): Promise<Outcome> =>
    await publishing.publish(
      on,
      { distributions: [`${publishing.folder}/${n}`], keep, dryRun },
      { clock: fixedClock(`2026-11-${String(10 + n)}T12:00:00.000Z`) },
    )
  const filled = async (): Promise<MemoryStore> => {
    const store = memoryStore()
    await publishing.publish(store, { distributions: [`${publishing.folder}/other`] })
    for (const n of [0, 1, 2]) await publish(store, n)
    store.requests.length = 0
    return store
  }
  const listed = (store: MemoryStore): string[] =>
    parseProject(textOf(store, 'simple/demo/index.json'), 'demo', normalizeName('demo')).files.map((file) => file.filename)

  it('removes the oldest beyond so many with its bytes, in the write that adds the new one, and tells why', async () => {
    const store = await filled()
    const outcome = await publish(store, 3)
    assert.deepEqual([outcome.result, listed(store)], ['succeeded', [final, dev(2), dev(3)]])
    assert.equal(
      [...store.objects.keys()].some((key) => key.includes(dev(1))),
      false,
    )
    assert.equal(store.objects.has('packages/other-1.0.dev1-py3-none-any.whl'), true)
    assert.match(publishing.log.text(), /remove {3}demo-1\.0\.dev1.*of 2026-11-11, not among the 2 newest/)
    assert.match(publishing.log.text(), /removing them takes 2 requests more/)
    assert.match(outcome.summary, /demo-1\.0\.dev1.* removed: of 2026-11-11/)
    assert.equal(store.requests.filter((request) => request === 'PUT simple/demo/index.json').length, 2)
    assert.ok(store.requests.length <= 2 + 5 + 4 + 2, store.requests.join('\n'))
    await assertConverged(store, { demo: [final, dev(2), dev(3)], other: ['other-1.0.dev1-py3-none-any.whl'] }, true)
  })

  it('removes the bytes of what is served from elsewhere, below whatever address', async () => {
    const store = memoryStore()
    for (const n of [1, 2, 3])
      await publishing.publish(
        store,
        { distributions: [`${publishing.folder}/${n}`], keep: { kind: 'versions', count: 1 }, filesUrl: 'https://cdn.example.com/wheels' },
        { clock: fixedClock(`2026-11-1${n}T12:00:00.000Z`) },
      )
    assert.deepEqual(listed(store), [dev(3)])
    assert.deepEqual(
      [...store.objects.keys()].filter((key) => key.startsWith('packages/')),
      [`packages/${dev(3)}`, `packages/${dev(3)}.metadata`],
    )
  })

  it('removes bytes only after the pages that linked them', async () => {
    const store = await filled()
    await publish(store, 3)
    const at = (request: string): number => store.requests.indexOf(request)
    for (const page of ['', 'index.html']) assert.ok(at(`PUT simple/demo/${page}`) < at(`DELETE packages/${dev(1)}`))
    assert.ok(at(`DELETE packages/${dev(1)}`) < store.requests.lastIndexOf('PUT simple/demo/index.json'))
  })

  it('removes those that are older than so many days', async () => {
    const store = await filled()
    await publish(store, 5, { kind: 'days', count: 3 })
    assert.deepEqual(listed(store), [final, dev(2), dev(5)])
  })

  it('tells in a dry run, and does nothing', async () => {
    const store = await filled()
    const outcome = await publish(store, 3, two, true)
    assert.match(outcome.summary, /demo-1\.0\.dev1.* would be removed/)
    assert.equal(
      store.requests.some((request) => /^(?:PUT|DELETE)/.test(request)),
      false,
    )
  })

  it('writes nothing the second time, and never uses a removed name again', async () => {
    const store = await filled()
    await publish(store, 3)
    store.requests.length = 0
    await publish(store, 3)
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
    const again = await publish(store, 1)
    assert.deepEqual([again.result, again.problems.map(({ code }) => code)], ['failed', ['CONFLICT']])
    assert.equal(store.objects.has(`packages/${dev(1)}`), false)
  })

  it('removes what a smaller number leaves out when the very same files are published again', async () => {
    const store = await filled()
    await publish(store, 2, { kind: 'versions', count: 1 })
    assert.deepEqual(listed(store), [final, dev(2)])
    await publish(store, 2, { kind: 'versions', count: 1 })
    await assertConsistent(store)
  })

  it('removes nothing where the only new file is refused, or keep is not set', async () => {
    const store = await filled()
    await publishing.write(`9/${dev(9)}`, 'no zip')
    assert.equal((await publish(store, 9, { kind: 'versions', count: 1 })).result, 'failed')
    await publishing.publish(store, { distributions: [`${publishing.folder}/3`] })
    assert.deepEqual(listed(store), [final, dev(1), dev(2), dev(3)])
  })

  it('leaves no page that links a missing file, wherever it is stopped, and the next run goes on', async () => {
    const before = await filled()
    let stops = 0
    for (const answered of [true, false])
      for (let n = 0, stopped = true; stopped; n++, stops++) {
        const store = memoryStore()
        for (const [key, value] of before.objects) store.objects.set(key, value)
        stopped = await publish(stopAfter(store, n, answered), 3).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Stopped) return true
            throw error
          },
        )
        await assertConsistent(store)
        await publish(store, 3)
        await assertConverged(store, { demo: [final, dev(2), dev(3)], other: ['other-1.0.dev1-py3-none-any.whl'] }, true)
        assert.equal(
          [...store.objects.keys()].some((key) => key.includes(dev(1))),
          false,
        )
      }
    assert.ok(stops > 20, String(stops))
  })

  it('keeps so many in all when two publish at once, wherever the one comes between the requests of the other', async () => {
    const before = await filled()
    for (let n = 0, met = true; met; n++) {
      const store = memoryStore()
      for (const [key, value] of before.objects) store.objects.set(key, value)
      met = false
      let left = n
      const between = async (): Promise<void> => {
        if (left-- !== 0) return
        met = true
        await publish(store, 4)
        await assertConsistent(store)
      }
      const gated = async <T>(work: () => Promise<T>): Promise<T> => {
        await between()
        return await work()
      }
      const racing: ObjectStore = {
        ...store,
        get: async (key) => await gated(async () => await store.get(key)),
        put: async (key, body, how) => await gated(async () => await store.put(key, body, how)),
        delete: async (key, when) => await gated(async () => await store.delete(key, when)),
      }
      await publish(racing, 3)
      if (!met) break
      // Whoever came second may have found the other's version among the newest already.
      const rest = listed(store)
      assert.deepEqual(rest, [final, dev(3), dev(4)], `after ${n}`)
      await assertConverged(store, { demo: rest, other: ['other-1.0.dev1-py3-none-any.whl'] }, true)
      assert.equal(
        [...store.objects.keys()].some((key) => key.includes(dev(1)) || key.includes(dev(2))),
        false,
      )
    }
  })
})
