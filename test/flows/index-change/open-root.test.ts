import assert from 'node:assert/strict'
import { probeKey } from '../../../core/index/place.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { listFiles } from '../../../flows/index-change/list-files.ts'
import { prove, readRoot } from '../../../flows/index-change/open-root.ts'
import { putFiles } from '../../../flows/index-change/put-files.ts'
import { readProject } from '../../../flows/read-index.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { Indexed, spam } from './indexed.ts'

describe('an index about to be changed', () => {
  let indexed: Indexed
  let store: MemoryStore
  beforeEach(async () => {
    indexed = new Indexed()
    store = memoryStore('s3://bucket')
    await published(true)
    store.requests.length = 0
  })
  afterEach(() => indexed.close())

  const published = async (probe: boolean): Promise<void> => {
    const plan = await indexed.plan(store, ['spam-1.0-py3-none-any.whl'])
    const how = indexed.how(store, { probe })
    const { stored } = await putFiles(plan, how)
    await listFiles(stored, plan, { documents: plan.documents, root: undefined }, how)
  }
  const held = async (): ReturnType<typeof readProject> => await readProject(store, spam)

  it('has its root read only where some project was not marked under it as it is to be', async () => {
    const known = await held()
    assert.equal(await readRoot([known], { store, title: undefined }), undefined)
    assert.equal(await readRoot([], { store, title: undefined }), undefined)
    assert.deepEqual((await readRoot([known, undefined], { store, title: undefined }))?.held?.document.projects, [spam])
    assert.notEqual(await readRoot([known], { store, title: 'Another' }), undefined)
    assert.notEqual(await readRoot([known], { store: { ...store, name: 'a copy elsewhere' }, title: undefined }), undefined)
  })

  it('is known to have none in an empty store', async () => {
    const empty = memoryStore()
    assert.deepEqual(await readRoot([undefined], { store: empty, title: undefined }), { held: undefined })
  })

  for (const [what, probes, root, probe, name] of [
    ['nothing is new', false, 'unread', true, 's3://bucket'],
    ['the root tells that it was proved', false, 'read', true, 's3://bucket'],
    ['the root tells so of another store', true, 'read', true, 's3://copy'],
    ['there is no root', true, 'none', true, 's3://bucket'],
    ['a folder needs no proof', false, 'none', false, 's3://bucket'],
  ] as const)
    it(`${probes ? 'proves' : 'does not prove'} conditions where ${what}`, async () => {
      const read = {
        read: { held: (await readRoot([undefined], { store, title: undefined }))?.held },
        none: { held: undefined },
        unread: undefined,
      }
      await prove(read[root], { store: { ...store, name }, probe })
      assert.equal(store.objects.has(probeKey), probes)
    })

  it('is STORE_UNSAFE where they do not hold, before anything else is written', async () => {
    const careless: ObjectStore = { ...store, put: async (key, body, how) => await store.put(key, body, { ...how, when: 'always' }) }
    const before = [...store.objects.keys()]
    assert.equal(await rejectedCode(prove({ held: undefined }, { store: careless, probe: true })), 'STORE_UNSAFE')
    assert.deepEqual(
      [...store.objects.keys()].filter((key) => !before.includes(key)),
      [probeKey],
    )
  })
})
