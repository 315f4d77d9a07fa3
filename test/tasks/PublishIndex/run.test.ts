import assert from 'node:assert/strict'
import { parseProject } from '../../../core/index/project-document.ts'
import { parseRoot } from '../../../core/index/root-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type MemoryStore, memoryStore, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const one = 'demo-1.0-py3-none-any.whl'
const two = 'demo-2.0-cp311-cp311-manylinux_2_17_x86_64.whl'
const other = 'Other.Name-1.0+cpu-py3-none-any.whl'

const documentOf = (store: MemoryStore, name: string): ReturnType<typeof parseProject> =>
  parseProject(textOf(store, `simple/${name}/index.json`), name, normalizeName(name))
const writes = (store: MemoryStore): string[] => store.requests.filter((request) => /^(?:PUT|DELETE)/.test(request))

describe('PublishIndex', () => {
  let publishing: Publishing
  let store: MemoryStore
  beforeEach(async () => {
    publishing = await startPublishing()
    store = memoryStore()
  })
  afterEach(async () => await publishing.close())

  it('publishes to an empty store: files, metadata, documents, pages, root, people', async () => {
    await publishing.wheel(one)
    await publishing.wheel(other)
    const outcome = await publishing.publish(store)
    assert.deepEqual(outcome.outputs, { publishedCount: '2', skippedCount: '0', indexUrl: 'https://bucket.s3.amazonaws.com/simple' })
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(
      [...store.objects.keys()].sort(),
      [
        '.wheelworks-probe',
        'index.html',
        `packages/${other}`,
        `packages/${other}.metadata`,
        `packages/${one}`,
        `packages/${one}.metadata`,
        'simple/demo/',
        'simple/demo/index.html',
        'simple/demo/index.json',
        'simple/index.html',
        'simple/index.json',
        'simple/other-name/',
        'simple/other-name/index.html',
        'simple/other-name/index.json',
      ].sort(),
    )
    assert.deepEqual(parseRoot(textOf(store, 'simple/index.json'), '').projects, ['demo', 'other-name'])
  })

  it('tells of a file all that the standards ask for', async () => {
    const METADATA = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nRequires-Python: >=3.8,<4\n\nLong text.\n'
    const bytes = wheelBytes(one, { METADATA })
    await publishing.write(one, bytes)
    await publishing.publish(store)
    const page: unknown = JSON.parse(textOf(store, 'simple/demo/'))
    assert.deepEqual(page, {
      meta: { 'api-version': '1.4' },
      name: 'demo',
      versions: ['1.0'],
      _serial: 1,
      files: [
        {
          filename: one,
          url: `../../packages/${one}`,
          hashes: { sha256: sha256Of(bytes) },
          size: bytes.length,
          'requires-python': '>=3.8,<4',
          'upload-time': '2026-11-20T12:00:00.000000Z',
          'core-metadata': { sha256: sha256Of(METADATA) },
        },
      ],
    })
    assert.equal(textOf(store, `packages/${one}.metadata`), METADATA)
  })

  it('serves everything by the right type, files for ever and pages freshly', async () => {
    await publishing.wheel(one)
    await publishing.publish(store)
    const how = new Map(
      [...store.objects].map(([key, { type, cache }]) => [key, `${type}; ${cache.includes('immutable') ? 'immutable' : cache}`]),
    )
    assert.equal(how.get(`packages/${one}`), 'application/octet-stream; immutable')
    assert.equal(how.get(`packages/${one}.metadata`), 'text/plain; charset=utf-8; immutable')
    for (const key of ['simple/demo/', 'simple/demo/index.json', 'simple/index.json'])
      assert.equal(how.get(key), 'application/vnd.pypi.simple.v1+json; max-age=0, must-revalidate')
    for (const key of ['simple/demo/index.html', 'simple/index.html', 'index.html'])
      assert.equal(how.get(key), 'text/html; charset=utf-8; max-age=0, must-revalidate')
  })

  it('writes nothing the second time: one read a project', async () => {
    await publishing.wheel(one)
    await publishing.wheel(two)
    await publishing.wheel(other)
    await publishing.publish(store)
    store.requests.length = 0
    const outcome = await publishing.publish(store)
    assert.deepEqual(store.requests, ['GET simple/other-name/index.json', 'GET simple/demo/index.json'])
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '0', '3'])
  })

  it('needs at most 2k + (3+f)p + 4 requests, whatever is there', async () => {
    await publishing.wheel('first/zero-1.0-py3-none-any.whl')
    await publishing.publish(store)
    for (const [k, p] of [
      [1, 1],
      [6, 1],
      [6, 3],
    ] as const) {
      for (const fresh of [true, false]) {
        const label = `${k}-${p}`
        for (let at = 0; at < k; at++)
          await publishing.wheel(`${label}-${fresh}/new${label.replace('-', 'x')}n${at % p}-${fresh ? 1 : 2}.${at}-py3-none-any.whl`)
        for (const [layout, f] of [
          ['website', 1],
          ['both', 2],
        ] as const) {
          const copy = memoryStore('memory')
          for (const [key, value] of store.objects) copy.objects.set(key, value)
          await publishing.publish(copy, { distributions: [`${publishing.folder}/first`], layout })
          copy.requests.length = 0
          await publishing.publish(copy, { distributions: [`${publishing.folder}/${label}-${fresh}`], layout })
          assert.ok(copy.requests.length <= 2 * k + (3 + f) * p + 4, `${label} ${layout}: ${copy.requests.length}`)
          assert.equal(
            copy.requests.some((request) => /^(?:LIST|HEAD|DELETE)/.test(request)),
            false,
          )
        }
        await publishing.publish(store, { distributions: [`${publishing.folder}/${label}-${fresh}`] })
      }
    }
  })

  it('writes files before documents before pages before the root', async () => {
    await publishing.wheel(one)
    await publishing.publish(store)
    const order = writes(store).map((request) => request.slice(4))
    const at = (key: string): number => order.indexOf(key)
    const expected = [
      `packages/${one}`,
      `packages/${one}.metadata`,
      'simple/demo/index.json',
      'simple/demo/index.html',
      'simple/index.json',
      'simple/index.html',
    ]
    assert.deepEqual(
      [...expected].sort((a, b) => at(a) - at(b)),
      expected,
    )
  })

  it('adds to a project that is there, and leaves the root alone', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.publish(store)
    const root = textOf(store, 'simple/index.json')
    await publishing.wheel(`b/${two}`)
    await publishing.publish(store, { distributions: [`${publishing.folder}/b`] })
    const document = documentOf(store, 'demo')
    assert.deepEqual([document.serial, document.shown?.serial, document.files.map((file) => file.filename)], [2, 2, [one, two]])
    assert.equal(textOf(store, 'simple/index.json'), root)
  })

  it('refuses other bytes under a published name, and publishes the rest', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.publish(store)
    const before = store.objects.get(`packages/${one}`)
    await publishing.wheel(`b/${one}`, { files: { 'demo.py': 'other' } })
    await publishing.wheel(`b/${two}`)
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/b`] })
    assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', ['CONFLICT']])
    assert.deepEqual(outcome.outputs['publishedCount'], '1')
    assert.equal(store.objects.get(`packages/${one}`), before)
    assert.deepEqual(
      documentOf(store, 'demo').files.map((file) => file.filename),
      [one, two],
    )
  })

  it('skips a conflict when told to, with a warning', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.publish(store)
    await publishing.wheel(`b/${one}`, { files: { 'demo.py': 'other' } })
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/b`], onConflict: 'skip' })
    assert.deepEqual([outcome.result, outcome.outputs['skippedCount'], outcome.problems[0]?.code], ['issues', '1', 'CONFLICT'])
  })

  it('takes two spellings of a file for one', async () => {
    await publishing.wheel('a/Demo_Pkg-1.0-py2.py3-none-any.whl')
    await publishing.publish(store)
    store.requests.length = 0
    await publishing.wheel('b/demo_pkg-1.0-py3.py2-none-any.whl')
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/b`] })
    assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', ['CONFLICT']])
    assert.deepEqual(writes(store), [])
  })

  it('adopts a file that is stored with the same bytes and not listed', async () => {
    const path = await publishing.wheel(one)
    const bytes = wheelBytes(one)
    store.objects.set(`packages/${one}`, { bytes, type: '', cache: '' })
    store.objects.set(`packages/${one}.metadata`, { bytes: new TextEncoder().encode('something else'), type: '', cache: '' })
    const outcome = await publishing.publish(store, { distributions: [path] })
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '1'])
    assert.match(textOf(store, `packages/${one}.metadata`), /^Metadata-Version/)
  })

  for (const [what, bytes] of [
    ['the same size', wheelBytes(one, { files: { 'demo.py': 'answer = 43\n' } })],
    ['another size', new Uint8Array([1])],
  ] as const) {
    it(`leaves a stored, unlisted file with other bytes of ${what}`, async () => {
      await publishing.wheel(one)
      store.objects.set(`packages/${one}`, { bytes, type: '', cache: '' })
      const outcome = await publishing.publish(store)
      assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', ['CONFLICT']])
      assert.equal(store.objects.get(`packages/${one}`)?.bytes, bytes)
      assert.equal(store.objects.has('simple/demo/index.json'), false)
      assert.equal(textOf(store, 'simple/index.json').includes('demo'), false)
    })
  }

  it('refuses a bad wheel before anything is sent, and publishes the good one', async () => {
    await publishing.wheel(one)
    await publishing.write(two, 'no zip')
    await publishing.wheel('third-1.0-py3-none-any.whl', { RECORD: '' })
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', ['WHEEL_INVALID', 'WHEEL_INVALID']])
    assert.equal(outcome.outputs['publishedCount'], '1')
    assert.equal(store.objects.has(`packages/${two}`), false)
  })

  it('plans and writes nothing in a dry run', async () => {
    await publishing.wheel(one)
    const outcome = await publishing.publish(store, { dryRun: true })
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '0'])
    assert.deepEqual(store.requests, ['GET simple/demo/index.json', 'GET simple/index.json', 'GET simple/index.html'])
    assert.match(publishing.log.text(), /publish {2}demo-1\.0-py3-none-any\.whl/)
  })

  it('never uses a deleted name again', async () => {
    await publishing.wheel(one)
    const page = { meta: { 'api-version': '1.4' }, name: 'demo', files: [], _serial: 3, _deleted: [{ filename: one }] }
    store.objects.set('simple/demo/index.json', { bytes: new TextEncoder().encode(JSON.stringify(page)), type: '', cache: '' })
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.result, outcome.problems[0]?.code], ['failed', 'CONFLICT'])
  })

  it('publishes again what was taken out of document and store', async () => {
    await publishing.wheel(one)
    await publishing.wheel(two)
    await publishing.publish(store)
    const page = textOf(store, 'simple/demo/index.json')
    const { files, ...rest } = JSON.parse(page) as { files: { filename: string }[] }
    const without = JSON.stringify({ ...rest, files: files.filter((file) => file.filename !== one) })
    store.objects.set('simple/demo/index.json', { bytes: new TextEncoder().encode(without), type: '', cache: '' })
    store.objects.delete(`packages/${one}`)
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['1', '1'])
    assert.deepEqual(
      documentOf(store, 'demo').files.map((file) => file.filename),
      [one, two],
    )
  })

  for (const [what, key, text] of [
    ['a document that is no JSON', 'simple/demo/index.json', '<html>'],
    ['a document of another project', 'simple/demo/index.json', '{"meta":{"api-version":"1.0"},"name":"x","files":[]}'],
    ['a document of API 2', 'simple/demo/index.json', '{"meta":{"api-version":"2.0"},"name":"demo","files":[]}'],
    ['a root that is no JSON', 'simple/index.json', 'x'],
  ] as const) {
    it(`refuses ${what} before anything is written`, async () => {
      await publishing.wheel(one)
      store.objects.set(key, { bytes: new TextEncoder().encode(text), type: '', cache: '' })
      assert.equal(await rejectedCode(publishing.publish(store)), 'INDEX_INVALID')
      assert.deepEqual(writes(store), [])
    })
  }

  it("refuses to replace another tool's index", async () => {
    await publishing.wheel(one)
    store.objects.set('simple/index.html', { bytes: new TextEncoder().encode('<a href="x/">x</a>'), type: '', cache: '' })
    assert.equal(await rejectedCode(publishing.publish(store)), 'CONFLICT')
    assert.deepEqual(writes(store), [])
  })

  it("refuses to replace another tool's index that has a JSON list as well", async () => {
    await publishing.wheel(one)
    const list = '{"meta":{"api-version":"1.0"},"projects":[{"name":"x"}]}'
    store.objects.set('simple/index.json', { bytes: new TextEncoder().encode(list), type: '', cache: '' })
    store.objects.set('simple/index.html', { bytes: new TextEncoder().encode('<a href="x/">x</a>'), type: '', cache: '' })
    assert.equal(await rejectedCode(publishing.publish(store)), 'CONFLICT')
    assert.deepEqual(writes(store), [])
  })

  it('keeps a page up to date that an earlier layout made, and makes those that a later one wants', async () => {
    await publishing.wheel(one)
    await publishing.publish(store, { layout: 'both' })
    await publishing.wheel(two)
    await publishing.publish(store, { layout: 'website' })
    assert.match(textOf(store, 'simple/demo/'), /demo-2\.0-cp311/)
    await publishing.wheel(other)
    await publishing.publish(store, { layout: 'website' })
    assert.equal(store.objects.has('simple/other-name/'), false)
    await publishing.publish(store, { layout: 'rest' })
    assert.match(textOf(store, 'simple/other-name/'), /other-name/)
  })

  it('puts no slash key into a folder that was copied from a bucket', async () => {
    await publishing.wheel(one)
    await publishing.publish(store)
    await publishing.wheel(two)
    store.requests.length = 0
    await publishing.publish(store, { store: { location: { kind: 'folder', path: publishing.folder } } })
    assert.ok(writes(store).includes('PUT simple/demo/index.html'))
    assert.equal(writes(store).includes('PUT simple/demo/'), false)
  })

  it('leaves a front page that somebody else made, and renews an older one of ours', async () => {
    await publishing.wheel(one)
    for (const [front, stays] of [
      ['<h1>Welcome</h1>', true],
      ['<meta name="generator" content="Wheelworks people\'s page">old', false],
    ] as const) {
      const fresh = memoryStore()
      fresh.objects.set('index.html', { bytes: new TextEncoder().encode(front), type: '', cache: '' })
      await publishing.publish(fresh)
      assert.equal(textOf(fresh, 'index.html') === front, stays)
    }
  })

  it('keeps what others have noted in a document', async () => {
    await publishing.wheel(one)
    const kept = {
      filename: 'demo-0.1.tar.gz',
      url: 'https://elsewhere/x',
      hashes: { blake2b: 'ab' },
      provenance: 'https://p',
      'gpg-sig': true,
      yanked: 'bad',
    }
    const page = {
      meta: { 'api-version': '1.1', tracks: [] },
      name: 'Demo',
      files: [kept],
      'project-status': { status: 'active' },
      versions: ['0.1'],
    }
    store.objects.set('simple/demo/index.json', { bytes: new TextEncoder().encode(JSON.stringify(page)), type: '', cache: '' })
    await publishing.publish(store)
    const after = JSON.parse(textOf(store, 'simple/demo/index.json')) as { files: unknown[]; versions: string[]; 'project-status': unknown }
    assert.deepEqual(after.files[0], kept)
    assert.deepEqual([after.versions, after['project-status']], [['0.1', '1.0'], { status: 'active' }])
  })

  it('gives the title to the root, and changes it when it is given anew', async () => {
    await publishing.wheel(one)
    await publishing.publish(store, { title: 'First <&>' })
    assert.match(textOf(store, 'simple/index.html'), /<title>First &#60;&#38;&#62;<\/title>/)
    await publishing.wheel(two)
    await publishing.publish(store, { title: 'Second' })
    assert.match(textOf(store, 'simple/index.html'), /<title>Second<\/title>/)
  })

  it("says that a website has an address of its own, which a bucket's endpoint does not stand for", async () => {
    await publishing.wheel(one)
    const said = (): boolean => /serves no project's page/.test(publishing.log.text())
    await publishing.publish(store, { layout: 'website', indexUrl: 'https://wheels.example.com/simple' })
    await publishing.publish(store, { layout: 'both' })
    assert.equal(said(), false)
    await publishing.publish(store, { layout: 'website' })
    assert.equal(said(), true)
  })

  it('ends by saying where the index is and how to install', async () => {
    await publishing.wheel(one)
    await publishing.publish(store, { indexUrl: 'https://wheels.example.com/simple' })
    assert.match(publishing.log.lines.at(-1) ?? '', /pip install --index-url https:\/\/wheels\.example\.com\/simple demo$/)
  })
})
