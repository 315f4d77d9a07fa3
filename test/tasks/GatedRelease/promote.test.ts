import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseSha256, sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { storeIndex } from '../../../flows/read-index.ts'
import { type Moto, motoKeys, startMoto } from '../../servers/moto.ts'
import { ownBucket } from '../../servers/own-bucket.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from '../PublishIndex/consistent.ts'
import { documentOf, PromotingRelease } from './promoting.ts'

const wheel = 'spam-1.0-py3-none-any.whl'
const native = 'spam-1.0-cp312-cp312-win_amd64.whl'
const sdist = 'spam-1.0.tar.gz'
const eggs = 'eggs-1.0-py3-none-any.whl'
const all = { eggs: [eggs], spam: [native, wheel, sdist] }

describe('promote', () => {
  let release: PromotingRelease
  let store: MemoryStore
  beforeEach(() => {
    release = new PromotingRelease()
    store = memoryStore()
  })
  afterEach(() => release.close())

  const files = (): ReturnType<PromotingRelease['file']>[] => [wheel, native, sdist, eggs].map((name) => release.file(name))
  const outcomes = (run: Awaited<ReturnType<PromotingRelease['promote']>>): unknown => [Object.fromEntries(run.outcomes), run.failure?.code]

  it('makes an index in an empty store: all files first, then one change a project', async () => {
    const run = await release.promote(store, files())
    assert.deepEqual(outcomes(run), [Object.fromEntries([wheel, native, sdist, eggs].map((name) => [name, 'published'])), undefined])
    await assertConverged(store, all, true)
    const puts = store.requests.filter((request) => request.startsWith('PUT '))
    const first = puts.findIndex((request) => request.includes(' simple/'))
    assert.ok(
      puts.slice(first).every((request) => !request.includes(' packages/')),
      puts.join('\n'),
    )
    // Nobody ever sees some of a project's files alone: its document is written with all of them, and then marked.
    assert.equal((await documentOf(store, 'spam'))?.serial, 1)
  })

  it('proves that a bucket honours conditions before the first write, once a store', async () => {
    await release.promote(store, files())
    assert.match(store.requests.find((request) => request.startsWith('PUT ')) ?? '', /^PUT \.wheelworks-probe$/)
    store.requests.length = 0
    await release.promote(store, [release.file('spam-2.0-py3-none-any.whl')])
    assert.equal(store.requests.filter((request) => /probe/.test(request)).length, 0)
  })

  it('writes nothing where a bucket takes conditions and ignores them', async () => {
    const careless: ObjectStore = { ...store, put: async (key, body, how) => await store.put(key, body, { ...how, when: 'always' }) }
    const run = await release.promote(careless, files())
    assert.equal(run.failure?.code, 'STORE_UNSAFE')
    assert.deepEqual([...new Set(run.outcomes.values())], ['failed'])
    assert.ok([...store.objects.keys()].every((key) => !/^(?:packages|simple)\//.test(key)))
  })

  it('keeps which run made a file, by which recipe, and the METADATA beside it', async () => {
    const recipe = parseSha256('a'.repeat(64)) ?? assert.fail()
    await release.promote(store, [{ ...release.file(wheel, 'x', recipe), madeBy: 'run 41' }, release.file(native)])
    const [other, file] = (await documentOf(store, 'spam'))?.files ?? []
    const { run, commit } = approvedRelease().plan.source
    assert.deepEqual(
      [other?.build, file?.build],
      [
        { run: String(run), commit },
        { run: String(run), commit, recipe, madeBy: 'run 41' },
      ],
    )
    assert.equal(file?.metadata, sha256Of(store.objects.get(`packages/${wheel}.metadata`)?.bytes ?? new Uint8Array()))
  })

  it('leaves all else of an index as it is', async () => {
    await release.promote(store, [release.file('spam-0.9.dev1-py3-none-any.whl'), release.file('other-1.0-py3-none-any.whl')])
    const other = textOf(store, 'simple/other/index.json')
    await release.promote(store, files())
    await assertConverged(
      store,
      { ...all, spam: ['spam-0.9.dev1-py3-none-any.whl', ...all.spam], other: ['other-1.0-py3-none-any.whl'] },
      true,
    )
    assert.equal(textOf(store, 'simple/other/index.json'), other)
  })

  it('is told of a file that somebody else has put there meanwhile: the same bytes are skipped', async () => {
    await release.promote(store, [release.file(eggs)])
    assert.deepEqual(outcomes(await release.promote(store, files())), [
      { [wheel]: 'published', [native]: 'published', [sdist]: 'published', [eggs]: 'skipped' },
      undefined,
    ])
  })

  for (const [what, prepare] of [
    ['listed', async () => void (await release.promote(store, [release.file(eggs, 'other')]))],
    [
      'stored and not listed',
      () => Promise.resolve(void store.objects.set(`packages/${eggs}`, { bytes: new Uint8Array([1]), type: '', cache: '' })),
    ],
  ] as const)
    it(`lists nothing at all where other bytes have a name, ${what}`, async () => {
      await prepare()
      const before = textOf(store, 'simple/eggs/index.json')
      const run = await release.promote(store, files())
      assert.equal(run.failure?.code, 'CONFLICT')
      assert.match(run.failure.message, /eggs-1\.0/)
      assert.equal(/delete it/.test(run.failure.remedy), what !== 'listed')
      assert.deepEqual([...new Set(run.outcomes.values())], ['failed'])
      assert.equal(await documentOf(store, 'spam'), undefined)
      assert.equal(textOf(store, 'simple/eggs/index.json'), before)
    })

  it('lists nothing where a name was deleted once, or its project takes no files', async () => {
    for (const [key, value] of [
      ['_deleted', [{ filename: eggs }]],
      ['project-status', { status: 'archived', reason: 'moved' }],
    ] as const) {
      store = memoryStore()
      await release.promote(store, [release.file('eggs-0.1-py3-none-any.whl')])
      const document = { ...(JSON.parse(textOf(store, 'simple/eggs/index.json')) as object), [key]: value }
      store.objects.set('simple/eggs/index.json', { bytes: Buffer.from(JSON.stringify(document)), type: '', cache: '' })
      const run = await release.promote(store, files())
      assert.equal(run.failure?.code, key === '_deleted' ? 'CONFLICT' : 'REFUSED', key)
      assert.equal(await documentOf(store, 'spam'), undefined)
    }
  })

  it('lists nothing that is not the approved bytes any more', async () => {
    const planned = files()
    writeFileSync(join(release.folder, wheel), 'no wheel at all')
    const broken = await release.promote(store, planned)
    // One of the same size, which only its hash tells apart.
    const twin = Array.from({ length: 900 }, (_, n) => `he${n + 100}`).find((says) => release.file(wheel, says).size === planned[0]?.size)
    assert.notEqual(twin, undefined)
    const other = await release.promote(store, planned)
    assert.deepEqual([broken.failure?.code, other.failure?.code], ['PLAN_CHANGED', 'PLAN_CHANGED'])
    assert.equal(store.objects.size, 0)
  })

  it('lists nothing where a file is swapped between the look into it and its way to the store', async () => {
    const planned = files()
    const swapping: ObjectStore = {
      ...store,
      put: async (key, body, how) => {
        if (key === `packages/${wheel}`) release.file(wheel, 'swapped')
        return await store.put(key, body, how)
      },
    }
    const run = await release.promote(swapping, planned)
    assert.equal(run.failure?.code, 'HASH_MISMATCH')
    assert.ok([...store.objects.keys()].every((key) => !key.startsWith('simple/') && key !== `packages/${wheel}`))
  })

  it('tells the truth where another run takes a name between the files and the list', async () => {
    let raced = false
    const racing: ObjectStore = {
      ...store,
      put: async (key, body, how) => {
        if (key === 'simple/eggs/index.json' && !raced) {
          raced = true
          store.objects.delete(`packages/${eggs}`)
          const rival = new PromotingRelease()
          await rival.promote(store, [rival.file(eggs, 'theirs')])
          rival.close()
        }
        return await store.put(key, body, how)
      },
    }
    const run = await release.promote(racing, files())
    assert.deepEqual(outcomes(run), [{ [wheel]: 'published', [native]: 'published', [sdist]: 'published', [eggs]: 'failed' }, 'CONFLICT'])
  })

  for (const key of ['simple/eggs/index.json', 'simple/spam/index.html', 'simple/index.json'])
    it(`tells what is listed all the same when the store fails at ${key}`, async () => {
      const failing: ObjectStore = {
        ...store,
        put: async (at, body, how) => {
          if (at !== key) return await store.put(at, body, how)
          throw new Problem('STORE_REFUSED', 'Access denied.', '')
        },
      }
      const run = await release.promote(failing, files())
      assert.equal(run.failure?.code, 'STORE_REFUSED')
      for (const { name, project } of files()) {
        const isListed = (await documentOf(store, project))?.files.some(({ filename }) => filename === name) === true
        assert.equal(run.outcomes.get(name), isListed ? 'published' : 'failed', name)
      }
      assert.ok([...run.outcomes.values()].includes('published'))
    })

  it('tells what was there already though another file is refused', async () => {
    await release.promote(store, [release.file(wheel), release.file(eggs, 'other')])
    const run = await release.promote(store, files())
    assert.deepEqual(outcomes(run), [{ [wheel]: 'skipped', [native]: 'failed', [sdist]: 'failed', [eggs]: 'failed' }, 'CONFLICT'])
  })

  it('meets others that promote at the same time, to the same project and to others', async () => {
    const names = ['spam-1.0-py3-none-any.whl', 'spam-2.0-py3-none-any.whl', 'spam-3.0-py3-none-any.whl', 'eggs-1.0-py3-none-any.whl']
    const given = names.map((name) => release.file(name))
    const runs = await Promise.all(given.map(async (file) => await release.promote(store, [file])))
    assert.deepEqual(
      runs.map(({ outcomes, failure }) => [...outcomes.values(), failure]),
      names.map(() => ['published', undefined]),
    )
    await assertConverged(store, { eggs: names.slice(3), spam: names.slice(0, 3) }, true)
  })

  for (const answered of [true, false])
    it(`stopped ${answered ? 'between two requests' : 'before an answer came'}, at each of them: the store is whole, and the next one ends it`, async () => {
      for (let n = 0, stopped = true; stopped; n++) {
        store = memoryStore()
        await release.promote(store, [release.file('spam-0.9-py3-none-any.whl')])
        stopped = await release.promote(stopAfter(store, n, answered), files()).then(
          () => false,
          (error: unknown) => error instanceof Stopped || assert.fail(String(error)),
        )
        await assertConsistent(store)
        // As the task does it: what is listed already is not given again.
        const there = await Promise.all(
          files().map(async (file) => {
            const listing = await storeIndex(store).project(normalizeName(file.project))
            return listing?.files.some(({ filename }) => filename === file.name) === true ? [] : [file]
          }),
        )
        const run = await release.promote(store, there.flat(), {}, ['spam', 'eggs'])
        assert.equal(run.failure, undefined)
        await assertConverged(store, { ...all, spam: ['spam-0.9-py3-none-any.whl', ...all.spam] }, true)
        if (!stopped) assert.ok(n > 20)
      }
    })

  it('writes nothing where nothing is left to do', async () => {
    await release.promote(store, files())
    store.requests.length = 0
    assert.deepEqual(outcomes(await release.promote(store, [], {}, ['spam', 'eggs'])), [{}, undefined])
    assert.deepEqual(
      store.requests.map((request) => request.split(' ')[0]),
      ['GET', 'GET'],
    )
  })
})

describe('promote, to real stores', () => {
  let release: PromotingRelease
  let moto: Moto | undefined
  beforeEach(() => (release = new PromotingRelease()))
  afterEach(async () => {
    release.close()
    await moto?.close()
    moto = undefined
  })

  /** Twice over, and then another version; in the end the store is as if nothing had happened in between. */
  const converges = async (store: ObjectStore, isBucket: boolean): Promise<void> => {
    const files = [wheel, native, sdist, eggs].map((name) => release.file(name))
    for (const given of [files.slice(0, 2), files, [release.file('spam-2.0-py3-none-any.whl')]])
      assert.equal((await release.promote(store, given, { isBucket })).failure, undefined)
    await assertConverged(store, { ...all, spam: [...all.spam, 'spam-2.0-py3-none-any.whl'] }, isBucket)
    const conflict = await release.promote(store, [release.file(eggs, 'other')], { isBucket })
    assert.equal(conflict.failure?.code, 'CONFLICT')
  }

  it('a folder', async () => {
    const target = join(release.folder, 'store')
    await converges(folderStore(target), false)
    assert.deepEqual(readdirSync(join(target, '.wheelworks', 'drafts')), [])
  })

  it('an S3 of ours', async () => {
    const server = await startS3Server({ buckets: ['bucket'] })
    await converges(ownBucket(server), true)
    await server.close()
  })

  it('moto', async function () {
    this.timeout(120_000)
    moto = await startMoto(this)
    await moto.bucket('bucket')
    await converges(ownBucket(moto, { credentials: motoKeys }), true)
  })
})
