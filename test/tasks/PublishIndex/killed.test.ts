import assert from 'node:assert/strict'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const first = ['demo-1.0-py3-none-any.whl', 'other-1.0+cpu-py3-none-any.whl']
const second = ['demo-2.0-py3-none-any.whl', 'demo-3.0-py3-none-any.whl', 'third-1.0-py3-none-any.whl']
const all = { demo: [first[0] ?? '', ...second.slice(0, 2)], other: [first[1] ?? ''], third: [second[2] ?? ''] }

describe('PublishIndex, stopped', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    for (const name of first) await publishing.wheel(`first/${name}`)
    for (const name of [...first, ...second]) await publishing.wheel(`all/${name}`)
  })
  after(async () => await publishing.close())
  const publish = async (store: ObjectStore, folder: 'first' | 'all', kind: 's3' | 'folder'): Promise<void> => {
    const location = kind === 's3' ? ({ kind, bucket: 'b', prefix: '' } as const) : ({ kind, path: store.name } as const)
    await publishing.publish(store, { distributions: [join(publishing.folder, folder)], store: { location } })
  }

  /** Stops a publish after every request, looks at what is there, and lets the next run go on. */
  const stopEverywhere = async (
    fresh: () => ObjectStore,
    kind: 's3' | 'folder',
    begun: boolean,
    answered: boolean,
    step = 1,
  ): Promise<number> => {
    for (let n = 0; ; n += step) {
      const store = fresh()
      if (begun) await publish(store, 'first', kind)
      const stopped = await publish(stopAfter(store, n, answered), 'all', kind).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Stopped) return true
          throw error
        },
      )
      await assertConsistent(store)
      await publish(store, 'all', kind)
      await assertConverged(store, all, kind === 's3')
      if (!stopped) return n
    }
  }

  for (const begun of [false, true]) {
    for (const answered of [true, false]) {
      const where = `${begun ? 'an index that is there' : 'an empty store'}, ${answered ? 'between two requests' : 'before an answer came'}`
      it(`leaves ${where}, whole, wherever it is stopped; the next run goes on`, async () => {
        assert.ok((await stopEverywhere(() => memoryStore(), 's3', begun, answered)) > 20)
      })
    }
  }

  it('does so on a folder too, tried at every third', async () => {
    let folders = 0
    const fresh = (): ObjectStore => folderStore(join(publishing.folder, `store-${++folders}`))
    assert.ok((await stopEverywhere(fresh, 'folder', true, true, 3)) > 15)
  })

  it('knows the older JSON that a stopped run has left for its own', async () => {
    const publish = async (store: ObjectStore): Promise<unknown> =>
      await publishing.publish(store, { distributions: [join(publishing.folder, 'first')], legacyJson: true })
    for (let n = 0, stopped = true; stopped; n++) {
      const store = memoryStore()
      stopped = await publish(stopAfter(store, n, false)).then(
        () => false,
        (error: unknown) => error instanceof Stopped,
      )
      await publish(store)
      assert.ok(store.objects.has('pypi/demo/json'))
    }
  })

  it('writes nothing once it has converged', async () => {
    const store = memoryStore()
    await assert.rejects(publish(stopAfter(store, 12), 'all', 's3'), Stopped)
    await publish(store, 'all', 's3')
    store.requests.length = 0
    await publish(store, 'all', 's3')
    assert.deepEqual(
      store.requests.map((request) => request.slice(0, 3)),
      ['GET', 'GET', 'GET'],
    )
  })
})
