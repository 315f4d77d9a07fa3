import assert from 'node:assert/strict'
import { join } from 'node:path'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { storeIndex } from '../../../flows/read-index.ts'
import { parsePlan } from '../../../core/wanted/plan-file.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { fill, oldBucket, oldFiles, oldWheel } from '../PublishIndex/old-bucket.ts'
import { startPublishing } from '../PublishIndex/publishing.ts'
import { matrix, type World, world } from './world.ts'

const wanted = { MarkupSafe: '2.1.2', 'zope.interface': '6.0', cryptography: '41.0', six: '1.16.0' }

describe('GenerateMatrix, over a bucket of spare-tire', () => {
  let here: World
  beforeEach(() => {
    here = world(matrix({ ...wanted, new: '1.0' }, ['cp311'], ['freebsd_13_1_release_amd64']))
    here.upstream = memoryIndex({
      markupsafe: ['MarkupSafe-2.1.2.tar.gz'],
      'zope-interface': ['zope.interface-6.0.tar.gz'],
      cryptography: ['cryptography-41.0.tar.gz'],
      six: ['six-1.16.0.tar.gz'],
      new: ['new-1.0.tar.gz'],
    })
  })
  afterEach(() => here.remove())

  const filled = async (files = oldFiles): Promise<MemoryStore> => {
    const store = memoryStore()
    await fill(store, oldBucket(files))
    store.requests.length = 0
    return store
  }
  const plan = async (store: MemoryStore): Promise<string[]> => {
    store.requests.length = 0
    here.store = storeIndex(store)
    const outcome: Outcome = await here.run()
    assert.equal(outcome.result, 'succeeded')
    const attached = here.pipeline.attached.at(-1)
    const { decisions } = parsePlan(new TextDecoder().decode(attached?.bytes), 'plan')
    return decisions.map(({ name, why }) => `${name}: ${why}`)
  }
  const expected = ['MarkupSafe: in-index', 'zope.interface: in-index', 'cryptography: in-index', 'six: absent', 'new: absent']

  it('builds nothing again for its spelling, by a root page and one list', async () => {
    const store = await filled()
    assert.deepEqual(await plan(store), expected)
    assert.deepEqual(store.requests, ['GET simple/index.html', 'LIST packages/'])
  })

  it('plans the same wherever an adoption was stopped, and once it is done', async () => {
    const publishing = await startPublishing()
    try {
      await publishing.wheel('new/other-1.0-py3-none-any.whl')
      const publish = async (store: Parameters<typeof publishing.publish>[0]): Promise<boolean> =>
        await publishing.publish(store, { distributions: [join(publishing.folder, 'new')] }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Stopped) return false
            throw error
          },
        )
      for (let n = 0; ; n += 3) {
        const store = await filled()
        const done = await publish(stopAfter(store, n))
        assert.deepEqual(await plan(store), expected, `stopped after ${n}`)
        if (done) break
      }
    } finally {
      await publishing.close()
    }
  })

  it('builds what is only a metadata file, or lies in a folder', async () => {
    const store = await filled(new Map([oldWheel('other-1.0-py3-none-any.whl')]))
    await fill(
      store,
      new Map([
        ['packages/new-1.0-cp311-cp311-freebsd_13_1_release_amd64.whl.metadata', new Uint8Array()],
        ['packages/new/new-1.0-cp311-cp311-freebsd_13_1_release_amd64.whl', new Uint8Array()],
      ]),
    )
    assert.deepEqual((await plan(store)).at(-1), 'new: absent')
  })
})
