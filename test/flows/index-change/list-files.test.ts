import assert from 'node:assert/strict'
import { parseVersion } from '../../../core/python/version.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { parseKeep, type Retention } from '../../../core/index/retention.ts'
import { listFiles, type Listed } from '../../../flows/index-change/list-files.ts'
import { putFiles } from '../../../flows/index-change/put-files.ts'
import { readProject } from '../../../flows/read-index.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from '../../tasks/PublishIndex/consistent.ts'
import { Indexed, spam } from './indexed.ts'

const wheel = 'spam-1.0-py3-none-any.whl'
const sdist = 'spam-1.0.tar.gz'
const eggs = 'eggs-1.0-py3-none-any.whl'

describe('listFiles', () => {
  let indexed: Indexed
  let store: MemoryStore
  beforeEach(() => {
    indexed = new Indexed()
    store = memoryStore()
  })
  afterEach(() => indexed.close())

  const list = async (names: readonly string[], on: ObjectStore = store, retention?: Retention, says = ''): Promise<Listed> => {
    const plan = await indexed.plan(store, names, says)
    const { stored } = await putFiles(plan, indexed.how(store))
    const retentions = new Map(retention === undefined ? [] : [[spam, retention]])
    return await listFiles(stored, { ...plan, retentions }, { documents: plan.documents, root: undefined }, indexed.how(on))
  }

  it("tells of all of a project's files in one change, and leaves a whole index", async () => {
    const { held, won, lost } = await list([wheel, sdist, eggs])
    assert.deepEqual([won.length, lost], [3, []])
    assert.equal(held.get(spam)?.document.serial, 1)
    await assertConverged(store, { eggs: [eggs], spam: [wheel, sdist] }, true)
  })

  it('says of the project what its newest final file says', async () => {
    const plan = await indexed.plan(store, [wheel])
    const { stored } = await putFiles(plan, indexed.how(store))
    const about = { version: '1.0', summary: 'A can of it' }
    const told = stored.map((put) => ({ ...put, about }))
    const { held } = await listFiles(told, plan, { documents: plan.documents, root: undefined }, indexed.how(store))
    assert.deepEqual(held.get(spam)?.document.about, about)
  })

  it('has development versions leave that are not kept, with their bytes', async () => {
    for (const dev of ['spam-1.0.dev1-py3-none-any.whl', 'spam-1.0.dev2-py3-none-any.whl']) await list([dev])
    const keep = parseKeep('1') ?? assert.fail()
    const published = [parseVersion('1.0.dev3')?.order ?? '']
    await list(['spam-1.0.dev3-py3-none-any.whl'], store, { keep, at: '2026-11-20T12:00:00Z', published })
    await assertConsistent(store)
    const document = (await readProject(store, spam))?.document
    assert.deepEqual(document?.leaving, [])
    assert.ok((document?.deleted.length ?? 0) >= 1)
    for (const gone of document?.deleted ?? []) assert.ok(!store.objects.has(`packages/${gone}`), gone)
  })

  it('knows which files another run has kept out meanwhile', async () => {
    let raced = false
    const racing: ObjectStore = {
      ...store,
      put: async (key, body, how) => {
        if (key === 'simple/eggs/index.json' && !raced) {
          raced = true
          store.objects.delete(`packages/${eggs}`)
          const other = new Indexed()
          const plan = await other.plan(store, [eggs], 'theirs')
          const { stored } = await putFiles(plan, other.how(store))
          await listFiles(stored, plan, { documents: plan.documents, root: undefined }, other.how(store))
          other.close()
        }
        return await store.put(key, body, how)
      },
    }
    const { won, lost } = await list([wheel, eggs], racing)
    assert.deepEqual(
      won.map(({ entry }) => entry.filename),
      [wheel],
    )
    assert.deepEqual(
      lost.map(({ file, why }) => [file, why]),
      [[eggs, 'conflict']],
    )
    await assertConsistent(store)
  })
})
