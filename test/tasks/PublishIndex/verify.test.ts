import assert from 'node:assert/strict'
import { kinds } from '../../../core/index/inconsistency.ts'
import { served } from '../../../core/index/layout.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { memoryStore, type MemoryStore } from '../../fakes/memory-store.ts'
import { breakages, soundWheel } from './unsound.ts'
import { offeredBy, publishSound, readOnly, verifyIndex, writeSound } from './verifying.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const title = (kind: keyof typeof kinds): string => kinds[kind].title
/** What cannot be mended because of what is stored, though others of its kind can. */
const stays = (why: string): boolean => why === 'somebody copied what is no wheel'

describe('mode verify', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    await writeSound(publishing)
  })
  after(async () => await publishing.close())
  const sound = async (): Promise<MemoryStore> => {
    const store = memoryStore()
    await publishSound(publishing, store, 's3')
    return store
  }

  it('finds nothing in a sound index, and writes nothing', async () => {
    const store = await sound()
    const { result, found, problems, outputs } = await verifyIndex(publishing, readOnly(store), 's3')
    assert.deepEqual({ result, found, problems }, { result: 'succeeded', found: [], problems: [] })
    assert.deepEqual(Object.keys(outputs), ['publishedCount', 'skippedCount', 'indexUrl'])
  })

  it('costs what it says: a list, and a read a document, a page, a file and its metadata', async () => {
    const store = await sound()
    store.requests.length = 0
    await verifyIndex(publishing, store, 's3')
    const [files, projects] = [3, 2]
    assert.equal(store.requests.length, 1 + 4 + 3 * projects + 2 * files)
  })

  it('reads every file when it is asked to', async () => {
    const store = await sound()
    store.requests.length = 0
    await verifyIndex(publishing, { ...store, head: () => assert.fail('a head') }, 's3', { readFiles: true })
    assert.equal(store.requests.filter((request) => request.startsWith('FETCH')).length, 3)
  })

  it('knows every kind of inconsistency', () => {
    const tried = new Set(breakages.map(({ kind }) => kind))
    assert.deepEqual(
      Object.keys(kinds).filter((kind) => !tried.has(kind as keyof typeof kinds)),
      ['page-left'],
    )
  })

  for (const { kind, why, breakIt, after: listed } of breakages) {
    describe(`where ${why}`, () => {
      let store: MemoryStore
      let before: Awaited<ReturnType<typeof offeredBy>>
      beforeEach(async () => {
        store = await sound()
        before = await offeredBy(store)
        await breakIt(store)
      })
      const { severity, mend } = kinds[kind]

      it(`finds exactly that (${kind}), and writes nothing`, async () => {
        const { result, found, problems } = await verifyIndex(publishing, readOnly(store), 's3')
        assert.deepEqual(
          found.map((one) => one.replace(/^\S+: /, '')),
          [title(kind)],
        )
        assert.equal(result, severity === 'error' ? 'failed' : 'issues')
        assert.deepEqual(
          problems.map(({ code }) => code),
          ['INDEX_INVALID'],
        )
      })

      it('tells what would be mended, and writes nothing, on a dry run', async () => {
        const { result } = await verifyIndex(publishing, readOnly(store), 's3', { repair: true, acceptLoss: true, dryRun: true })
        assert.equal(result, severity === 'error' ? 'failed' : 'issues')
      })

      if (mend === 'none' || stays(why))
        it('leaves it to people', async () => {
          const { found } = await verifyIndex(publishing, store, 's3', { repair: true, acceptLoss: true })
          const again = await verifyIndex(publishing, store, 's3')
          assert.deepEqual(again.found, found)
          assert.equal(again.result, severity === 'error' ? 'failed' : 'issues')
        })
      else
        it('mends it, so that the next one finds nothing and a repair has nothing to do', async () => {
          if (mend === 'loss') {
            const kept = await verifyIndex(publishing, readOnly(store), 's3', { repair: true })
            assert.equal(kept.result, 'failed')
          }
          const mended = await verifyIndex(publishing, store, 's3', { repair: true, acceptLoss: mend === 'loss' })
          assert.deepEqual({ result: mended.result, problems: mended.problems }, { result: 'succeeded', problems: [] })
          const again = await verifyIndex(publishing, readOnly(store), 's3', { repair: true, acceptLoss: true })
          assert.deepEqual({ result: again.result, found: again.found }, { result: 'succeeded', found: [] })
          const offered = await offeredBy(store)
          if (listed === undefined) assert.deepEqual(offered, before)
          for (const [project, names] of Object.entries(listed ?? {}))
            assert.deepEqual(
              offered[project]?.map((file) => (file as { filename: string }).filename),
              names,
            )
        })
    })
  }

  it('takes a page of a layout that is no more away', async () => {
    const store = await sound()
    const slash = await store.get('simple/demo/')
    await publishSound(publishing, store, 's3')
    const text = new TextDecoder()
      .decode((await store.get('simple/demo/index.json'))?.bytes)
      .replace(/"simple\/demo\/":"[^"]*",?/, '')
      .replace(/,\}/, '}')
    await store.put('simple/demo/index.json', Buffer.from(text), {
      when: 'always',
      type: 'application/vnd.pypi.simple.v1+json',
      cache: 'max-age=0, must-revalidate',
    })
    assert.ok(slash !== undefined)
    const { found } = await verifyIndex(publishing, store, 's3', { layout: 'website' })
    assert.deepEqual(found, ['simple/demo/: page left over'])
    assert.equal((await verifyIndex(publishing, store, 's3', { layout: 'website', repair: true })).result, 'succeeded')
    assert.equal(await store.head('simple/demo/'), undefined)
  })

  it('brings the pages of another layout and the legacy JSON about', async () => {
    const store = await sound()
    const { found } = await verifyIndex(publishing, store, 's3', { legacyJson: true })
    assert.deepEqual([...found].sort(), ['pypi/demo/json: page missing', 'pypi/other/json: page missing'])
    assert.equal((await verifyIndex(publishing, store, 's3', { legacyJson: true, repair: true })).result, 'succeeded')
    assert.ok(await store.head('pypi/demo/json'))
  })

  it('has nothing to say of an empty store, and refuses the index of another tool', async () => {
    assert.equal((await verifyIndex(publishing, readOnly(memoryStore()), 's3')).result, 'succeeded')
    const store = memoryStore()
    await store.put('simple/index.html', Buffer.from('<html></html>'), { when: 'always', type: 'text/html', cache: '' })
    await assert.rejects(verifyIndex(publishing, store, 's3'), (error) => error instanceof Problem && error.code === 'NOT_SUPPORTED')
  })

  it('knows a file that another project lists than its name tells, on every look', async () => {
    const store = await sound()
    const old = Buffer.from('an old sdist')
    const { type, cache } = served.json
    await store.put('packages/demo-0.5.tar.gz', old, { when: 'always', type, cache })
    const file = `{"filename":"demo-0.5.tar.gz","url":"../../packages/demo-0.5.tar.gz","size":${old.length},"hashes":{"sha256":"${sha256Of(old)}"}}`
    const text = new TextDecoder().decode((await store.get('simple/other/index.json'))?.bytes).replace('"files":[', `"files":[${file},`)
    await store.put('simple/other/index.json', Buffer.from(text), { when: 'always', type, cache })
    await verifyIndex(publishing, store, 's3', { repair: true })
    await store.delete('simple/demo/index.html')
    assert.deepEqual((await verifyIndex(publishing, store, 's3')).found, ['simple/demo/index.html: page missing'])
    assert.equal((await verifyIndex(publishing, store, 's3', { repair: true })).result, 'succeeded')
    assert.deepEqual((await offeredBy(store))['demo']?.length, 2)
  })

  it('tells how much there is of others', async () => {
    const store = await sound()
    for (const key of ['readme.txt', 'simple/Not_Ours/index.json', 'packages/notes.txt', 'logs/a'])
      await store.put(key, Buffer.from('x'), { when: 'always', type: 'text/plain', cache: '' })
    const { lines, result } = await verifyIndex(publishing, store, 's3')
    assert.equal(result, 'succeeded')
    assert.match(lines.join('\n'), /4 objects of others/)
  })

  it('takes no file that is listed where s3pypi left it for one of others', async () => {
    const store = await sound()
    const file = 'demo-7.0-py3-none-any.whl'
    await store.put(`demo/${file}`, soundWheel(file), { when: 'always', ...served.wheel })
    const rebuilt = await publishing.publish(store, { mode: 'rebuild' })
    assert.deepEqual([rebuilt.result, rebuilt.outputs['publishedCount']], ['succeeded', '1'])
    const { lines, result } = await verifyIndex(publishing, store, 's3')
    assert.equal(result, 'succeeded')
    assert.doesNotMatch(lines.join('\n'), /of others/)
  })
})
