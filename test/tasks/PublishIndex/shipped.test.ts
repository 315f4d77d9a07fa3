import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseProject } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { root } from '../../root.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const project = 'simple/demo-pkg/'
const wheel = 'demo_pkg-2.0-py3-none-any.whl'

/** An index as the first release wrote it; its slash key is kept under a name that a disk can have. */
function shippedStore(): MemoryStore {
  const store = memoryStore()
  const folder = join(root, 'test', 'golden', 'shipped', 'index')
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:json|html)$/.test(path)) continue
    const key = path.replaceAll('\\', '/').replace('slash.json', '')
    store.objects.set(key, { bytes: readFileSync(join(folder, path)), type: '', cache: '' })
  }
  return store
}

describe('PublishIndex to an index that an earlier release has written', () => {
  let publishing: Publishing
  let store: MemoryStore
  before(async () => {
    publishing = await startPublishing()
    await publishing.wheel(`new/${wheel}`)
    await publishing.wheel('old/demo_pkg-0.9-py3-none-any.whl')
  })
  beforeEach(() => (store = shippedStore()))
  after(async () => await publishing.close())

  const text = (key: string): string => new TextDecoder().decode(store.objects.get(key)?.bytes)
  const document = (): ReturnType<typeof parseProject> => parseProject(text(`${project}index.json`), 'test', normalizeName('demo-pkg'))

  for (const layout of ['both', 'website'] as const)
    it(`adds to what it tells, brings its pages along, and then writes nothing (${layout})`, async () => {
      const before = document()
      const publish = async (): Promise<unknown> =>
        (await publishing.publish(store, { layout, distributions: [`${publishing.folder}/new`] })).result
      assert.equal(await publish(), 'succeeded')
      const after = document()
      const kept = after.files.filter(({ filename }) => filename !== wheel)
      assert.deepEqual([after.serial, kept, after.deleted, after.kept], [4, before.files, before.deleted, before.kept])
      for (const page of ['index.html', '']) assert.ok(text(`${project}${page}`).includes(wheel), page)
      store.requests.length = 0
      assert.equal(await publish(), 'succeeded')
      assert.deepEqual(store.requests, [`GET ${project}index.json`])
    })

  it('never uses a name that was deleted then', async () => {
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/old`] })
    assert.deepEqual([outcome.result, outcome.problems[0]?.code], ['failed', 'CONFLICT'])
  })
})
