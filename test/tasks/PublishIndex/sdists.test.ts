import assert from 'node:assert/strict'
import { formatManifest } from '../../../core/build/manifest.ts'
import { parseProject } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type MemoryStore, memoryStore, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { pkgInfo, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { assertConverged } from './consistent.ts'
import { builtFile, manifestOf, type Publishing, startPublishing } from './publishing.ts'

const sdist = 'demo-1.0.tar.gz'
const wheel = 'demo-1.0-py3-none-any.whl'
const filesOf = (store: MemoryStore, name = 'demo'): string[] =>
  parseProject(textOf(store, `simple/${name}/index.json`), name, normalizeName(name)).files.map((file) => file.filename)

describe('PublishIndex, sdists', () => {
  let publishing: Publishing
  let store: MemoryStore
  beforeEach(async () => {
    publishing = await startPublishing()
    store = memoryStore()
  })
  afterEach(async () => await publishing.close())

  it('are published beside wheels, with Requires-Python and without metadata of their own', async () => {
    const bytes = sdistBytes(sdist, { 'PKG-INFO': pkgInfo('demo', '1.0', 'Requires-Python: >=3.9\n') })
    await publishing.write(sdist, bytes)
    await publishing.wheel(wheel)
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '2'])
    assert.deepEqual(filesOf(store), [wheel, sdist])
    const page = JSON.parse(textOf(store, 'simple/demo/')) as { files: unknown[]; versions: string[] }
    assert.deepEqual(page.versions, ['1.0'])
    assert.deepEqual(page.files[1], {
      filename: sdist,
      url: `../../packages/${sdist}`,
      hashes: { sha256: sha256Of(bytes) },
      size: bytes.length,
      'requires-python': '>=3.9',
      'upload-time': '2026-11-20T12:00:00.000000Z',
    })
    assert.equal(store.objects.has(`packages/${sdist}.metadata`), false)
    await assertConverged(store, { demo: [wheel, sdist] }, true)
    store.requests.length = 0
    await publishing.publish(store)
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
  })

  it('are taken when a file, a folder or a glob names them, alone too', async () => {
    const path = await publishing.sdist(`dist/${sdist}`)
    for (const given of [path, `${publishing.folder}/dist`, `${publishing.folder}/**/*.tar.gz`]) {
      const fresh = memoryStore()
      await publishing.publish(fresh, { distributions: [given] })
      assert.deepEqual(filesOf(fresh), [sdist], given)
    }
  })

  it('are taken of a manifest, with the run that made them; one that it does not tell of is left, with a warning', async () => {
    const bytes = sdistBytes(sdist)
    await publishing.write(`a/${sdist}`, bytes)
    await publishing.sdist('a/other-1.0.tar.gz')
    await publishing.write('a/old-1.0.zip', 'anything')
    await publishing.write('a/manifest.json', manifestOf([{ ...builtFile(sdist, bytes), project: 'demo', version: '1.0' }]))
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/a`] })
    assert.equal(outcome.result, 'issues')
    assert.deepEqual(
      [...store.objects.keys()].filter((key) => key.startsWith('packages/')),
      [`packages/${sdist}`],
    )
    assert.match(textOf(store, 'simple/demo/'), /"_build":\{"commit":"c0ffee","run":"5"\}/)
    assert.match(publishing.log.text(), /warning: .*other-1\.0\.tar\.gz stands in no manifest/)
    assert.doesNotMatch(publishing.log.text(), /old-1\.0\.zip/)
  })

  it('are taken by their sidecar too', async () => {
    const bytes = sdistBytes(sdist)
    await publishing.write(`a/${sdist}`, bytes)
    const whole = JSON.parse(manifestOf([{ ...builtFile(sdist, bytes), project: 'demo', version: '1.0' }])) as Parameters<
      typeof formatManifest
    >[0]
    await publishing.write(`a/${sdist}.json`, formatManifest(whole))
    assert.equal((await publishing.publish(store, { distributions: [`${publishing.folder}/a/*.gz`] })).outputs['publishedCount'], '1')
  })

  it('are taken under old names and as zips, with a warning', async () => {
    await publishing.sdist('My.Demo-1.0.tar.gz')
    await publishing.sdist('old-1.0.zip')
    const outcome = await publishing.publish(store)
    assert.deepEqual(
      [outcome.outputs['publishedCount'], filesOf(store, 'my-demo'), filesOf(store, 'old')],
      ['2', ['My.Demo-1.0.tar.gz'], ['old-1.0.zip']],
    )
    assert.match(publishing.log.text(), /warning: My\.Demo-1\.0\.tar\.gz: its name is of an older form; PEP 625 has my_demo-1\.0\.tar\.gz/)
  })

  it('are one file in two spellings', async () => {
    await publishing.sdist('a/my-demo-1.0.tar.gz')
    await publishing.publish(store)
    await publishing.sdist('b/my_demo-1.0.tar.gz')
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/b`] })
    assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['CONFLICT']])
  })

  it('are not what any zip with a version in its name is', async () => {
    await publishing.wheel(wheel)
    await publishing.sdist('tool-1.0.zip', { 'PKG-INFO': undefined })
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.problems], ['issues', '1', []])
    assert.match(publishing.log.text(), /warning: .*tool-1\.0\.zip is passed over: PKG-INFO is missing/)
    assert.equal(store.objects.has('packages/tool-1.0.zip'), false)
  })

  it('are yanked with their version, and by their name', async () => {
    await publishing.sdist(sdist)
    await publishing.wheel(wheel)
    await publishing.publish(store)
    await publishing.publish(store, { mode: 'yank', requirements: ['Demo-1.0.0.tar.gz'] })
    assert.match(textOf(store, 'simple/demo/'), /tar\.gz","hashes[^}]*\}[^}]*"yanked":true/)
    assert.equal((await publishing.publish(store, { mode: 'yank', requirements: ['demo==1.0'] })).result, 'issues')
  })

  it('are missed by name where there is nothing', async () => {
    assert.equal(await rejectedCode(publishing.publish(store)), 'NO_WHEELS')
  })
})
