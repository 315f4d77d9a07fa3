import assert from 'node:assert/strict'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { ProjectChange } from '../../../core/index/merge-project.ts'
import { changeIndex, changeProject, type Indexing, isCurrent, noteOf } from '../../../flows/index-change/change-index.ts'
import { listFiles } from '../../../flows/index-change/list-files.ts'
import { putFiles } from '../../../flows/index-change/put-files.ts'
import { readProject } from '../../../flows/read-index.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { assertConsistent, assertConverged } from '../../tasks/PublishIndex/consistent.ts'
import { Indexed, spam } from './indexed.ts'

const one = 'spam-1.0-py3-none-any.whl'
const two = 'spam-2.0-py3-none-any.whl'

describe('changeIndex', () => {
  let indexed: Indexed
  let store: MemoryStore
  beforeEach(async () => {
    indexed = new Indexed()
    store = memoryStore()
    const plan = await indexed.plan(store, [one, two])
    const { stored } = await putFiles(plan, indexed.how(store))
    await listFiles(stored, plan, { documents: plan.documents, root: undefined }, indexed.how(store))
    store.requests.length = 0
  })
  afterEach(() => indexed.close())

  const current = async (): Promise<ProjectDocument> => (await readProject(store, spam))?.document ?? assert.fail()
  const change = async (
    on: ObjectStore,
    changes: readonly ProjectChange[],
    how: Partial<Indexing> = {},
  ): Promise<ProjectDocument | undefined> => {
    const documents = new Map([[spam, await readProject(store, spam)]])
    store.requests.length = 0
    return (await changeIndex({ projects: new Map([[spam, changes]]), documents }, indexed.how(on, how))).get(spam)?.document
  }
  const removal: ProjectChange = { kind: 'remove', files: [one], stored: true }

  it('writes nothing where nothing changes', async () => {
    await change(store, [])
    await change(store, [{ kind: 'yank', files: [one], yanked: false }])
    assert.deepEqual(store.requests, [])
  })

  it('writes document, pages and then the note; the root stays as it is', async () => {
    const document = await change(store, [{ kind: 'yank', files: [one], yanked: 'broken' }])
    const keys = store.requests.filter((request) => request.startsWith('PUT')).map((request) => request.slice(4))
    assert.deepEqual(
      [keys[0], new Set(keys.slice(1, -1)), keys.at(-1)],
      ['simple/spam/index.json', new Set(['simple/spam/index.html', 'simple/spam/']), 'simple/spam/index.json'],
    )
    assert.deepEqual(
      document?.files.map(({ yanked }) => yanked),
      ['broken', false],
    )
    await assertConverged(store, { spam: [one, two] }, true)
  })

  it('removes bytes after no page links them any more', async () => {
    const seen: string[] = []
    const watched: ObjectStore = {
      ...store,
      delete: async (key, when) => {
        seen.push(key)
        for (const page of ['simple/spam/index.html', 'simple/spam/']) assert.ok(!textOf(store, page).includes(`packages/${one}`), page)
        await store.delete(key, when)
      },
    }
    const document = await change(watched, [removal])
    assert.deepEqual(seen, [`packages/${one}`, `packages/${one}.metadata`])
    assert.deepEqual([document?.deleted, document?.leaving], [[one], []])
    await assertConverged(store, { spam: [two] }, true)
  })

  it('keeps in mind what it may not remove itself, where another run was to; its own is STORE_REFUSED', async () => {
    const barred: ObjectStore = { ...store, delete: () => Promise.reject(new Problem('STORE_REFUSED', 'no right to delete.', '')) }
    assert.equal(await rejectedCode(change(barred, [removal])), 'STORE_REFUSED')
    await assertConsistent(store)
    assert.deepEqual((await change(barred, []))?.leaving, [`packages/${one}`])
    assert.deepEqual((await change(store, []))?.leaving, [])
    assert.ok(!store.objects.has(`packages/${one}`))
  })

  it('makes anew every page where that is asked for, and leaves the same bytes', async () => {
    const before = textOf(store, 'simple/spam/index.html')
    const documents = new Map([[spam, await readProject(store, spam)]])
    store.objects.set('simple/spam/index.html', { bytes: Buffer.from('spoiled'), type: '', cache: '' })
    await changeIndex({ projects: new Map([[spam, []]]), documents, anew: true }, indexed.how(store))
    assert.equal(textOf(store, 'simple/spam/index.html'), before)
  })

  for (const answered of [true, false])
    it(`stopped ${answered ? 'between two requests' : 'before an answer came'}: a whole index, and whoever comes next ends it`, async () => {
      const before = new Map(store.objects)
      for (let n = 0, stopped = true; stopped; n++) {
        store.objects.clear()
        for (const [key, object] of before) store.objects.set(key, object)
        stopped = await change(stopAfter(store, n, answered), [removal]).then(
          () => false,
          (error: unknown) => error instanceof Stopped || assert.fail(String(error)),
        )
        await assertConsistent(store)
        await change(store, [removal])
        await assertConverged(store, { spam: [two] }, true)
        assert.ok(!store.objects.has(`packages/${one}`) && !store.objects.has(`packages/${one}.metadata`))
      }
    })

  it('goes by what the store has now, whatever was read before', async () => {
    const documents = new Map([[spam, await readProject(store, spam)]])
    await change(store, [{ kind: 'yank', files: [two], yanked: true }])
    await changeIndex({ projects: new Map([[spam, [{ kind: 'yank', files: [one], yanked: true }]]]), documents }, indexed.how(store))
    assert.deepEqual(
      (await current()).files.map(({ yanked }) => yanked),
      [true, true],
    )
  })

  it('knows what is current by its serial, its pages, and what the root told', async () => {
    const document = await current()
    const how = indexed.how(store)
    assert.ok(isCurrent(document, how))
    for (const [what, other, setting] of [
      ['a later serial', { ...document, serial: document.serial + 1 }, how],
      ['bytes to be removed', { ...document, leaving: ['packages/x'] }, how],
      ['no note', { ...document, shown: undefined }, how],
      ['a page more', document, { ...how, serving: { layout: 'both', legacyJson: true } as const }],
      ['another title', document, { ...how, title: 'Another' }],
      ['another store', document, { ...how, store: { ...store, name: 'copy' } }],
    ] as const)
      assert.ok(!isCurrent(other, setting), what)
    assert.notEqual(noteOf({ store, title: 'a' }), noteOf({ store, title: 'b' }))
  })

  it('announces pages that not everybody makes, before they are put', async () => {
    const how = indexed.how(store)
    assert.equal(changeProject(await current(), spam, [], how), 'unchanged')
    const more = changeProject(await current(), spam, [], { serving: { layout: 'both', legacyJson: true } })
    assert.equal(more === 'unchanged' ? undefined : more.shown?.pages.get('pypi/spam/json'), '')
    assert.equal(changeProject(undefined, normalizeName('none'), [], how), 'unchanged')
  })
})
