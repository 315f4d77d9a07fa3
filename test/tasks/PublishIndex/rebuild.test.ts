import assert from 'node:assert/strict'
import { renderHtml } from '../../../core/index/html.ts'
import { formatProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { assertConsistent } from './consistent.ts'
import { asked, blind, documentIn, listedIn, type Rebuildings, startRebuilding } from './rebuilding.ts'

const [one, two, lonely] = ['six-1.0-py3-none-any.whl', 'six-2.0-py3-none-any.whl', 'eggs-1.0-py3-none-any.whl']
const writes = /^(?:PUT|DELETE)/

describe('PublishIndex, rebuilding its own index', () => {
  let rebuilding: Rebuildings
  before(async () => {
    rebuilding = await startRebuilding()
    for (const name of [one, two, lonely]) await rebuilding.wheel(`new/${name}`)
  })
  after(async () => await rebuilding.close())
  beforeEach(() => (rebuilding.log.lines.length = 0))

  const published = async (): Promise<MemoryStore> => {
    const store = memoryStore()
    await rebuilding.publish(store)
    store.requests.length = 0
    return store
  }
  const put = (store: MemoryStore, key: string, text: string | Uint8Array): void =>
    void store.objects.set(key, { bytes: Buffer.from(text), type: '', cache: '' })
  /** Changes a document behind everybody's back. */
  const edit = async (store: MemoryStore, name: string, change: (document: ProjectDocument) => ProjectDocument): Promise<void> =>
    put(store, `simple/${name}/index.json`, formatProject(change(await documentIn(store, name))))
  const rich = (document: ProjectDocument): ProjectDocument => ({
    ...document,
    deleted: ['six-0.1-py3-none-any.whl'],
    status: { status: 'deprecated', reason: 'old' },
    meta: { tracks: ['https://pypi.org/simple/six/'] },
    kept: { _x: 1 },
    files: document.files.map((file, at) =>
      at === 0
        ? { ...file, yanked: 'bad', uploadTime: '2020-01-01T00:00:00.000000Z', kept: { _y: 2, provenance: 'https://x.example/p' } }
        : file,
    ),
  })

  it('keeps all that documents tell, reads no file, and puts every page anew', async () => {
    const store = await published()
    await edit(store, 'six', rich)
    const before = await documentIn(store, 'six')
    for (const key of store.objects.keys()) if (/^simple\/[^/]+\/(?:index\.html)?$/.test(key)) put(store, key, '')
    const outcome = await rebuilding.rebuild(store)
    const { shown: _shown, ...after } = await documentIn(store, 'six')
    const { shown: _before, ...kept } = before
    assert.deepEqual(after, kept)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '0', '3'])
    assert.deepEqual(asked(store, /^(?:RANGE|FETCH|HEAD|DELETE)|packages/), [])
    assert.equal(textOf(store, 'simple/six/index.html'), renderHtml(await documentIn(store, 'six')))
    await assertConsistent(store)
  })

  it('puts right what has become of a page of ours, whatever stands there', async () => {
    const store = await published()
    put(store, 'simple/six/', '{"torn')
    put(store, 'simple/six/index.html', '<meta name="pypi:repository-version" content="9.0">')
    assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    assert.equal(textOf(store, 'simple/six/index.html'), renderHtml(await documentIn(store, 'six')))
    await assertConsistent(store)
  })

  it('lists what is stored and no document tells of: one range of each wheel, and its metadata', async () => {
    const store = await published()
    const late = 'six-3.0-py3-none-any.whl'
    put(store, `packages/${late}`, wheelBytes(late))
    const outcome = await rebuilding.rebuild(store)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '1', '3'])
    assert.deepEqual(asked(store, /^(?:RANGE|FETCH)/), [`RANGE packages/${late}`])
    const entry = (await documentIn(store, 'six')).files.find(({ filename }) => filename === late)
    assert.equal(entry?.sha256, sha256Of(wheelBytes(late)))
    await assertConsistent(store)
  })

  it('makes an index whose documents are all gone from its files and pages', async () => {
    const store = await published()
    for (const key of store.objects.keys()) if (key.startsWith('simple/')) store.objects.delete(key)
    await rebuilding.rebuild(store)
    assert.deepEqual(
      await listedIn(store),
      [lonely, one, two].map((name) => `${name} ../../packages/${name}`),
    )
    await assertConsistent(store)
  })

  it('does not bring back what was deleted', async () => {
    const store = await published()
    await edit(store, 'six', (now) => ({ ...now, deleted: [one], files: now.files.slice(1) }))
    await rebuilding.rebuild(store)
    assert.deepEqual(
      (await documentIn(store, 'six')).files.map(({ filename }) => filename),
      [two],
    )
  })

  it('takes a project that has no document from the root, whatever else', async () => {
    const store = await published()
    for (const key of store.objects.keys()) if (/eggs/.test(key)) store.objects.delete(key)
    assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    assert.deepEqual(
      await listedIn(store),
      [one, two].map((name) => `${name} ../../packages/${name}`),
    )
  })

  it('has nothing to do with an empty store', async () => assert.equal(await rejectedCode(rebuilding.rebuild(memoryStore())), 'NO_WHEELS'))

  const torn = '{"meta":{"api-version":"1.4"},"name":"six","files":['
  const losses: [what: string, harm: (store: MemoryStore) => void | Promise<void>, says: RegExp, left: readonly string[]][] = [
    [
      'a listed file whose bytes are gone',
      (store) => void store.objects.delete(`packages/${one}`),
      /six-1\.0.* is listed, and/,
      [lonely, two],
    ],
    ['a listed file of another size', (store) => put(store, `packages/${one}`, 'x'), /six-1\.0.* bytes, and stored are 1/, [lonely, two]],
    ['a torn document', (store) => put(store, 'simple/six/index.json', torn), /six: cannot be read/, [lonely, one, two]],
    ['a torn root', (store) => put(store, 'simple/index.json', '<'), /list of projects: cannot be read/, [lonely, one, two]],
  ]
  for (const [what, harm, says, left] of losses) {
    it(`names ${what} and writes nothing`, async () => {
      const store = await published()
      await harm(store)
      const outcome = await rebuilding.rebuild(store)
      assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['LOSS']])
      assert.match(rebuilding.log.text(), says)
      assert.match(outcome.summary, /What would be lost/)
      assert.deepEqual(asked(store, writes), [])
      assert.equal((await rebuilding.rebuild(store, { dryRun: true, acceptLoss: true })).result, 'succeeded')
      assert.deepEqual(asked(store, writes), [])
    })
    it(`goes on without ${what} where loss is accepted`, async () => {
      const store = await published()
      await harm(store)
      const outcome = await rebuilding.rebuild(store, { acceptLoss: true })
      assert.deepEqual([outcome.result, outcome.problems], ['issues', []])
      assert.match(outcome.summary, /What was lost/)
      assert.deepEqual(
        await listedIn(store),
        left.map((name) => `${name} ../../packages/${name}`),
      )
      assert.deepEqual(asked(store, /^DELETE packages/), [])
      assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    })
  }

  it('keeps the bytes of a torn document beside it, and what its page tells of yanks and times', async () => {
    const store = await published()
    await edit(store, 'six', rich)
    await rebuilding.rebuild(store)
    put(store, 'simple/six/index.json', torn)
    store.requests.length = 0
    await rebuilding.rebuild(store, { acceptLoss: true })
    const key = `simple/six/index.json.broken-${sha256Of(torn).slice(0, 8)}`
    assert.equal(textOf(store, key), torn)
    const [first] = (await documentIn(store, 'six')).files
    assert.deepEqual([first?.yanked, first?.uploadTime], ['bad', '2020-01-01T00:00:00.000000Z'])
    assert.deepEqual(asked(store, /^(?:RANGE|FETCH)/).sort(), [`RANGE packages/${one}`, `RANGE packages/${two}`])
  })

  it('remembers the names of files that are gone', async () => {
    const store = await published()
    store.objects.delete(`packages/${one}`)
    await rebuilding.rebuild(store, { acceptLoss: true })
    assert.deepEqual((await documentIn(store, 'six')).deleted, [one])
  })

  it('takes no file for gone that was published after the list', async () => {
    const inner = await published()
    const store: ObjectStore = {
      ...inner,
      async *list(prefix) {
        for await (const object of inner.list(prefix)) if (!object.key.includes(two)) yield object
      },
    }
    assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    assert.equal((await listedIn(inner)).length, 3)
  })

  it('lists hashes later that it did not compute', async () => {
    const store = await published()
    for (const key of store.objects.keys()) if (key.startsWith('simple/')) store.objects.delete(key)
    await rebuilding.rebuild(blind(store), { computeHashes: false })
    assert.deepEqual(asked(store, /^FETCH/), [])
    assert.deepEqual(
      (await documentIn(store, 'six')).files.map(({ sha256, metadata }) => [sha256, metadata === undefined]),
      [
        [undefined, false],
        [undefined, false],
      ],
    )
    store.requests.length = 0
    await rebuilding.rebuild(blind(store))
    assert.equal(asked(store, /^FETCH/).length, 3)
    assert.ok((await documentIn(store, 'six')).files.every(({ sha256 }) => sha256 !== undefined))
    await assertConsistent(store)
  })

  it('and a publish at the same time lose nothing of each other', async () => {
    for (let round = 0; round < 10; round++) {
      const store = memoryStore()
      await rebuilding.publish(store, { distributions: [`${rebuilding.folder}/new/${one}`] })
      const late = 'six-3.0-py3-none-any.whl'
      put(store, `packages/${late}`, wheelBytes(late))
      await Promise.all([rebuilding.rebuild(store), rebuilding.publish(store), rebuilding.rebuild(store)])
      assert.equal((await listedIn(store)).length, 4)
      await assertConsistent(store)
    }
  })

  for (const answered of [true, false])
    it(`is whole wherever it is stopped ${answered ? 'between two requests' : 'before an answer came'}; the next run ends it`, async () => {
      for (let n = 0; ; n++) {
        const store = await published()
        await edit(store, 'six', rich)
        await rebuilding.rebuild(store)
        put(store, 'packages/six-3.0-py3-none-any.whl', wheelBytes('six-3.0-py3-none-any.whl'))
        store.objects.delete(`packages/${two}`)
        put(store, 'simple/eggs/index.json', 'torn')
        const stopped = await rebuilding.rebuild(stopAfter(store, n, answered), { acceptLoss: true }).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Stopped) return true
            throw error
          },
        )
        await rebuilding.rebuild(store, { acceptLoss: true })
        await assertConsistent(store)
        assert.deepEqual(
          (await listedIn(store)).map((line) => line.split(' ')[0]),
          [lonely, one, 'six-3.0-py3-none-any.whl'],
          `stopped after ${n}`,
        )
        const six = await documentIn(store, 'six')
        assert.deepEqual([six.kept, six.files[0]?.yanked, six.deleted], [{ _x: 1 }, 'bad', ['six-0.1-py3-none-any.whl', two]])
        if (!stopped) return assert.ok(n > 25, String(n))
      }
    })

  it('refuses a store that ignores conditions, before it writes', async () => {
    const store = await published()
    await edit(store, 'six', (now) => now)
    put(store, 'simple/index.json', textOf(store, 'simple/index.json').replace('"_checked":"memory"', '"_checked":""'))
    const careless: ObjectStore = { ...store, put: async (key, body, how) => await store.put(key, body, { ...how, when: 'always' }) }
    assert.equal(await rejectedCode(rebuilding.rebuild(careless)), 'STORE_UNSAFE')
    assert.deepEqual(
      asked(store, writes).filter((request) => !request.includes('probe')),
      [],
    )
  })
})
