import assert from 'node:assert/strict'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { renderHtml } from '../../../core/index/html.ts'
import { parseProject } from '../../../core/index/project-document.ts'
import { parseRoot } from '../../../core/index/root-document.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { fill, oldBucket, oldFiles, oldWheel, unreachable } from './old-bucket.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const fresh = 'six-1.17.0-py2.py3-none-any.whl'
const names = [...oldFiles.keys()]

/** A bucket that others have filled: of no object is the SHA-256 known. */
function blind(store: ObjectStore): ObjectStore {
  return {
    ...store,
    head: async (key) => {
      const found = await store.head(key)
      return found && { size: found.size, etag: found.etag }
    },
  }
}

describe('PublishIndex, over an index of another tool', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    await publishing.wheel(`new/${fresh}`)
  })
  after(async () => await publishing.close())
  beforeEach(() => (publishing.log.lines.length = 0))

  const publish = async (store: ObjectStore, inputs: Parameters<Publishing['publish']>[1] = {}): Promise<Outcome> =>
    await publishing.publish(store, { distributions: [join(publishing.folder, 'new')], ...inputs })
  const filled = async (objects = oldBucket()): Promise<MemoryStore> => {
    const store = memoryStore()
    await fill(store, objects)
    store.requests.length = 0
    return store
  }
  const document = async (store: ObjectStore, name: string): Promise<ReturnType<typeof parseProject>> => {
    const found = await store.get(`simple/${name}/index.json`)
    return parseProject(new TextDecoder().decode(found?.bytes), name, normalizeName(name))
  }
  const listed = async (store: ObjectStore): Promise<string[]> => {
    const root = parseRoot(new TextDecoder().decode((await store.get('simple/index.json'))?.bytes), 'root')
    return (await Promise.all(root.projects.map(async (name) => (await document(store, name)).files.map((file) => file.filename))))
      .flat()
      .sort()
  }

  it('lists all that the old one did, and what is new', async () => {
    const store = await filled()
    const outcome = await publish(store)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.problems], ['succeeded', '1', []])
    assert.deepEqual(await listed(store), [...names, fresh].sort())
    assert.deepEqual(await unreachable(store, oldBucket()), [])
    assert.match(outcome.summary ?? '', /7 files of 4 projects adopted/)
    assert.match(publishing.log.text(), /info: adopted {5}zope-interface: 2 files/)
  })

  it('tells of every file what it is: hash, size, metadata beside it, Requires-Python', async () => {
    const store = await filled()
    await publish(store)
    const [file] = (await document(store, 'cryptography')).files
    assert.ok(file)
    const bytes = oldFiles.get(file.filename) ?? new Uint8Array()
    assert.deepEqual([file.sha256, file.size, file.requiresPython, file.yanked], [sha256Of(bytes), bytes.length, '>=3.7', false])
    assert.equal(sha256Of((await store.get(`packages/${file.filename}.metadata`))?.bytes ?? ''), file.metadata)
    const sdist = (await document(store, 'six')).files.find(({ filename }) => filename.endsWith('.tar.gz'))
    assert.deepEqual([sdist?.sha256, sdist?.size, sdist?.metadata], [sha256Of('an sdist'), 8, undefined])
  })

  it('keeps yanks, what they say, and what an sdist requires', async () => {
    const [wheel = '', sdist = ''] = names.slice(-2)
    const store = await filled(
      oldBucket(oldFiles, [], { [wheel]: ' data-yanked="it is &lt;bad&gt;"', [sdist]: ' data-yanked="" data-requires-python="&gt;=2.7"' }),
    )
    await publish(store)
    const { files } = await document(store, 'six')
    assert.deepEqual(
      files.map(({ filename, yanked, requiresPython }) => [filename, yanked, requiresPython]),
      [
        [wheel, 'it is <bad>', undefined],
        [sdist, true, '>=2.7'],
        [fresh, false, undefined],
      ],
    )
  })

  it('tells when a file was stored, where the store does', async () => {
    const store = folderStore(join(publishing.folder, 'times'))
    await fill(store, oldBucket())
    await publish(store, { store: { location: { kind: 'folder', path: store.name } } })
    assert.match((await document(store, 'cryptography')).files[0]?.uploadTime ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    assert.deepEqual(await listed(store), [...names, fresh].sort())
  })

  it('takes both of two spellings of one file, for lock files remember either', async () => {
    const two = [oldWheel('spam.x-1.0-py3-none-any.whl'), oldWheel('Spam_X-1.0-py3-none-any.whl', { files: { 'x.py': '' } })]
    const store = await filled(oldBucket(new Map(two)))
    await publish(store)
    assert.deepEqual(
      (await document(store, 'spam-x')).files.map(({ filename }) => filename),
      ['Spam_X-1.0-py3-none-any.whl', 'spam.x-1.0-py3-none-any.whl'],
    )
  })

  it('reads names that differ in case alone apart, also where the file system does not', async () => {
    const shouted = 'MarkupSafe-2.1.2-cp311-cp311-freebsd_13_1_RELEASE_amd64.whl'
    const store = await filled(oldBucket(new Map([oldWheel(shouted), oldWheel(shouted.toLowerCase())])))
    const paths: string[] = []
    const fetching: ObjectStore = {
      ...blind(store),
      fetch: async (key, to) => {
        paths.push(to.toLowerCase())
        return await store.fetch(key, to)
      },
    }
    await publish(fetching)
    assert.equal(new Set(paths).size, 2)
    assert.equal((await document(store, 'markupsafe')).files.length, 2)
  })

  it('names the page that it cannot read, and changes nothing', async () => {
    const page = '<html><head><meta name="pypi:repository-version" content="2.0"></head></html>'
    const store = await filled(new Map([...oldBucket(), ['simple/six/index.html', new TextEncoder().encode(page)]]))
    await assert.rejects(publish(store), { code: 'INDEX_INVALID', message: /simple\/six\/index\.html is no page/ })
    assert.deepEqual(
      store.requests.filter((request) => request.startsWith('PUT')),
      [],
    )
  })

  it('leaves out what is no wheel, says why, and goes on', async () => {
    const store = await filled(oldBucket(new Map([...oldFiles, ['bad-1.0-py3-none-any.whl', new TextEncoder().encode('no zip')]])))
    const outcome = await publish(store)
    assert.equal(outcome.result, 'issues')
    assert.deepEqual(await listed(store), [...names, fresh].sort())
    assert.match(publishing.log.text(), /warning: bad-1\.0-py3-none-any\.whl is left out of the index: /)
    assert.match(outcome.summary ?? '', /bad-1\.0/)
  })

  it('leaves out what the old page tells other bytes of', async () => {
    const store = await filled(oldBucket())
    const key = 'simple/six/index.html'
    const page = new TextDecoder().decode((await store.get(key))?.bytes).replace('any.whl"', `any.whl#sha256=${'0'.repeat(64)}"`)
    await fill(store, new Map([[key, new TextEncoder().encode(page)]]))
    assert.equal((await publish(store)).result, 'issues')
    assert.match(publishing.log.text(), /six-1\.16\.0-py2\.py3-none-any\.whl is left out of the index: the old page tells of other bytes/)
  })

  it('lists a wheel that is odd as before, and says so', async () => {
    const store = await filled(oldBucket(new Map([oldWheel('odd-1.0-py3-none-any.whl', { RECORD: '' })])))
    assert.equal((await publish(blind(store))).result, 'issues')
    assert.deepEqual(await listed(store), ['odd-1.0-py3-none-any.whl', fresh])
    assert.match(publishing.log.text(), /warning: odd-1\.0-py3-none-any\.whl is listed as before, though /)
  })

  it('tells of links that led nowhere', async () => {
    const outcome = await publish(await filled(oldBucket(oldFiles, [{ file: 'six-1.0-py3-none-any.whl' }])))
    assert.equal(outcome.result, 'issues')
    assert.match(publishing.log.text(), /six-1\.0-py3-none-any\.whl was listed by simple\/six\/index\.html and is not stored/)
  })

  it('takes a wheel of the run that the old index had for the same', async () => {
    const store = await filled(oldBucket(new Map([...oldFiles, oldWheel(fresh)])))
    const outcome = await publish(store)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '0', '1'])
  })

  it('refuses other bytes under a name of the old index', async () => {
    const store = await filled(oldBucket(new Map([...oldFiles, oldWheel(fresh, { files: { 'six.py': 'other' } })])))
    const outcome = await publish(store)
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ['CONFLICT'],
    )
  })

  for (const [what, seen, verb] of [
    ['all of each file, as a stream, where nobody knows its hash', blind, 'FETCH'],
    ['the end of each wheel, where the store knows the hash', (store: MemoryStore): ObjectStore => store, 'RANGE'],
  ] as const)
    it(`reads ${what}; each old page once, and lists once`, async () => {
      const store = await filled()
      await publish(seen(store))
      const count = (what: RegExp): number => store.requests.filter((request) => what.test(request)).length
      const read = verb === 'RANGE' ? names.length - 1 : names.length
      assert.deepEqual(
        [count(/^LIST/), count(/^HEAD packages/), count(new RegExp(`^${verb}`)), count(/^(?:RANGE|FETCH)/)],
        [1, 7, read, read],
      )
      assert.deepEqual([count(/^GET packages\/[^ ]+(?<!\.metadata)$/), count(/changelog|pypi|DELETE/)], [0, 0])
      assert.equal(count(/^GET simple\/[^/]+\/index\.html$/), 4)
      store.requests.length = 0
      await publish(store)
      assert.deepEqual(store.requests, ['GET simple/six/index.json'])
    })

  it('shows in a dry run what it would do, and writes nothing', async () => {
    const store = await filled()
    const outcome = await publish(store, { dryRun: true })
    assert.match(outcome.summary ?? '', /7 files of 4 projects would be adopted/)
    assert.match(publishing.log.text(), /publish {2}six-1\.17\.0/)
    assert.deepEqual(
      store.requests.filter((request) => /^(?:PUT|DELETE)/.test(request)),
      [],
    )
  })

  const elsewhere: [what: string, objects: ReadonlyMap<string, string>][] = [
    [
      'whose files lie by project',
      new Map([
        ['six/six-1.0-py3-none-any.whl', ''],
        ['simple/six/index.html', '<a href="../../six/six-1.0-py3-none-any.whl">six</a>'],
        ['simple/index.html', '<a href="six/">six</a>'],
      ]),
    ],
    [
      'whose pages are about other files',
      new Map([
        ['packages/other-1.0-py3-none-any.whl', ''],
        ['simple/six/index.html', '<a href="../../six/six-1.0-py3-none-any.whl">six</a>'],
        ['simple/index.html', '<a href="six/">six</a>'],
      ]),
    ],
    ...['https://other.example/six-1.1-py3-none-any.whl', '../../packages/old/six-1.1-py3-none-any.whl'].map(
      (href): [string, ReadonlyMap<string, string>] => [
        `one of whose files lies elsewhere (${href})`,
        new Map([
          ['packages/six-1.0-py3-none-any.whl', ''],
          ['packages/old/six-1.1-py3-none-any.whl', ''],
          ['simple/six/index.html', `<a href="../../packages/six-1.0-py3-none-any.whl">six</a><a href="${href}">six</a>`],
          ['simple/index.html', '<a href="six/">six</a>'],
        ]),
      ],
    ),
    ['without files', new Map([['simple/index.html', '<a href="six/">six</a>']])],
  ]
  for (const [what, objects] of elsewhere)
    it(`refuses an index ${what}, and changes nothing`, async () => {
      const store = await filled(new Map([...objects].map(([key, text]) => [key, new TextEncoder().encode(text)])))
      assert.equal(await rejectedCode(publish(store)), 'CONFLICT')
      assert.deepEqual(
        store.requests.filter((request) => /^(?:PUT|DELETE)/.test(request)),
        [],
      )
    })

  for (const answered of [true, false])
    it(`leaves the index whole wherever it is stopped ${answered ? 'between two requests' : 'before an answer came'}; the next run goes on`, async () => {
      for (let n = 0; ; n++) {
        const store = await filled()
        const stopped = await publish(stopAfter(store, n, answered)).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Stopped) return true
            throw error
          },
        )
        assert.deepEqual(await unreachable(store, oldBucket()), [], `stopped after ${n}`)
        await publish(store)
        assert.deepEqual(await listed(store), [...names, fresh].sort(), `stopped after ${n}`)
        assert.deepEqual(await unreachable(store, oldBucket()), [])
        for (const name of ['six', 'cryptography', 'markupsafe', 'zope-interface']) {
          const page = new TextDecoder().decode((await store.get(`simple/${name}/index.html`))?.bytes)
          assert.equal(page, renderHtml(await document(store, name)), `stopped after ${n}`)
        }
        if (!stopped) return assert.ok(n > 40)
      }
    })

  it('reads no project again that has its document', async () => {
    const wheelsRead = (store: MemoryStore): string[] => store.requests.filter((request) => request.startsWith('FETCH '))
    let seen = 0
    for (let n = 8; n < 90; n++) {
      const store = await filled()
      if (
        await publish(blind(stopAfter(store, n))).then(
          () => true,
          (error: unknown) => !(error instanceof Stopped),
        )
      )
        break
      const done = [...store.objects.keys()].flatMap((key) => /^simple\/([^/]+)\/index\.json$/.exec(key)?.[1] ?? [])
      const files = (await Promise.all(done.map(async (name) => (await document(store, name)).files)))
        .flat()
        .map(({ filename }) => filename)
      store.requests.length = 0
      await publish(blind(store))
      const again = wheelsRead(store).map((request) => request.slice('FETCH packages/'.length))
      assert.deepEqual([...again, ...files].filter((one) => one !== fresh).sort(), [...names].sort(), `stopped after ${n}`)
      seen = Math.max(seen, files.length)
    }
    assert.ok(seen >= names.length)
  })

  it('is done by several at once, and comes to the same', async () => {
    const store = await filled()
    await Promise.all([publish(store), publish(store), publish(store)])
    assert.deepEqual(await listed(store), [...names, fresh].sort())
    assert.deepEqual(await unreachable(store, oldBucket()), [])
  })

  it('is done again, when the other tool has written the index anew', async () => {
    const store = await filled()
    await publish(store)
    const later = oldBucket(new Map([...oldFiles, oldWheel('late-1.0-py3-none-any.whl')]))
    for (const key of store.objects.keys()) if (key.endsWith('.json') && key.startsWith('simple/')) store.objects.delete(key)
    await fill(store, later)
    await publish(store)
    assert.deepEqual(await listed(store), [...names, fresh, 'late-1.0-py3-none-any.whl'].sort())
  })
})
