import assert from 'node:assert/strict'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifacts } from '../../../core/ports.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { storeIndex } from '../../../flows/read-index.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import { type MemoryStore, memoryStore, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { builtFile, manifestOf, type Publishing, startPublishing } from './publishing.ts'

const one = 'demo-1.0-py3-none-any.whl'
const two = 'demo-2.0-py3-none-any.whl'

describe('what PublishIndex finds to publish', () => {
  let publishing: Publishing
  let store: MemoryStore
  beforeEach(async () => {
    publishing = await startPublishing()
    store = memoryStore()
  })
  afterEach(async () => await publishing.close())

  const published = (): string[] =>
    [...store.objects.keys()].flatMap((key) => (/^packages\/.*\.whl$/.test(key) ? [key.slice('packages/'.length)] : [])).sort()
  const publish = async (distributions: readonly string[], artifacts?: Artifacts): Promise<Outcome> =>
    await publishing.publish(store, { distributions }, artifacts === undefined ? {} : { artifacts })
  /** A run's artifacts: folders below `run/`. */
  const run = (names: readonly string[], kind = 'Container'): Artifacts => ({
    list: () => Promise.resolve(names.map((name) => ({ name, source: '', kind, data: '', downloadUrl: 'x' }))),
    download: async ({ name }, into) => {
      await mkdir(into, { recursive: true })
      await cp(join(publishing.folder, 'run', name), into, { recursive: true })
    },
  })

  for (const [what, line] of [
    ['a folder', 'wheels'],
    ['a folder with a slash', 'wheels/'],
    ['a file', `wheels/${one}`],
    ['a glob of files', 'wheels/*.whl'],
    ['a glob of folders', 'wh*'],
    ['a glob of everything', '**/*.whl'],
  ] as const) {
    it(`is what ${what} holds`, async () => {
      await publishing.wheel(`wheels/${one}`)
      await publish([line])
      assert.deepEqual(published(), [one])
    })
  }

  it('is several lines together, absolute paths too', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.wheel(`b [x]/${two}`)
    await publish(['a', join(publishing.folder, 'b [x]', two)])
    assert.deepEqual(published(), [one, two])
  })

  it('is what was restored from a cache as well, and it says who has built that', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    const file = builtFile(one, wheelBytes(one), { origin: 'restored', made_by: 'run 41, build.wheels.linux' })
    await publishing.write('run/wheels.1/manifest.json', manifestOf([file], { restored: true }))
    assert.deepEqual([(await publish(['run'])).result, published()], ['succeeded', [one]])
    assert.match(textOf(store, 'simple/demo/'), /"made_by":"run 41, build\.wheels\.linux"/)
    assert.match(
      publishing.log.text(),
      /demo-1\.0-py3-none-any\.whl of .*, attempt 1 \(from the cache, built by run 41, build\.wheels\.linux\)/,
    )
  })

  it('is what manifests tell of, and no other wheel beside them', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.wheel(`run/wheels.1/${two}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one))]))
    const outcome = await publish(['run'])
    assert.deepEqual([published(), outcome.result], [[one], 'issues'])
    assert.match(publishing.log.text(), /warning: .*demo-2\.0-py3-none-any\.whl stands in no manifest/)
  })

  it('is every artifact of the run that holds a manifest, where nothing is named', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one))]))
    await publishing.wheel(`run/drop/${two}`)
    const outcome = await publish([], run(['wheels.1', 'drop']))
    assert.deepEqual([published(), outcome.result], [[one], 'succeeded'])
  })

  it('is nothing that lies beside the manifest of another tool', async () => {
    await publishing.wheel(`run/site/${two}`)
    await publishing.write('run/site/manifest.json', '{"short_name":"a web app"}')
    assert.equal(await rejectedCode(publish([], run(['site']))), 'NO_WHEELS')
    await publishing.wheel(`run/a/${one}`)
    await publishing.write('run/a/manifest.json', manifestOf([builtFile(one, wheelBytes(one))]))
    await publish([], run(['site', 'a']))
    assert.deepEqual(published(), [one])
  })

  it('is what a killed build has left too, and that it was killed is said', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.write(`run/wheels.1/${one}.json`, manifestOf([builtFile(one, wheelBytes(one))]))
    const outcome = await publish([], run(['wheels.1']))
    assert.deepEqual([published(), outcome.result], [[one], 'issues'])
    assert.match(publishing.log.text(), /warning: .* ended before it had built all/)
  })

  it('notes which run made a file', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one))], { buildId: '77', commit: 'c0de' }))
    await publish(['run'])
    const page = textOf(store, 'simple/demo/')
    assert.match(page, /"_build":\{"commit":"c0de","run":"77"\}/)
  })

  it('notes the recipe that a file was made by, for GenerateMatrix to read', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    const recipe = sha256Of('recipe')
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one), { recipe })]))
    await publish(['run'])
    const listing = await storeIndex(store).project(normalizeName('demo'))
    assert.deepEqual(
      listing?.files.map((file) => file.recipe),
      [recipe],
    )
  })

  it('reads the manifests of all steps of a job', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.wheel(`run/wheels.1/${two}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one))]))
    await publishing.write('run/wheels.1/manifest.2.json', manifestOf([builtFile(two, wheelBytes(two))]))
    await publish([], run(['wheels.1']))
    assert.deepEqual(published(), [one, two].sort())
  })

  it('tells of rows that were not built, and publishes the others', async () => {
    const failure = { package: 'broken', version: '1.0', python: '3.11', code: 'BUILD_FAILED', message: 'no compiler', log: '' }
    const lost = { ...failure, package: 'lost', code: 'CACHE_INVALID', message: 'lost 1.0 cannot be restored.', key: 'a'.repeat(64) }
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one))], { failures: [failure, lost] }))
    const outcome = await publish(['run'])
    assert.deepEqual([published(), outcome.result], [[one], 'issues'])
    assert.match(publishing.log.text(), /warning: build\.wheels\.linux did not build broken 1\.0 for 3\.11: no compiler/)
    assert.match(publishing.log.text(), /warning: build\.wheels\.linux: lost 1\.0 cannot be restored/)
  })

  it('may be nothing, when the manifests say so, which is told', async () => {
    await publishing.write('run/wheels.1/manifest.json', manifestOf([]))
    const outcome = await publish(['run'])
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], store.requests], ['issues', '0', []])
  })

  it('leaves out what is not for release', async () => {
    await publishing.wheel(`run/wheels.1/${one}`)
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one), { release: false })]))
    await publish(['run'])
    assert.deepEqual(published(), [])
    assert.match(publishing.log.text(), /demo-1\.0-py3-none-any\.whl of build\.wheels\.linux: not for release/)
  })

  for (const line of ['run', 'run/**/*.whl', `run/wheels.1/${one}`])
    for (const told of [`${one}.json`, 'manifest.json'])
      it(`never publishes a dependency: not when ${line} names it, and ${told} alone says so`, async () => {
        await publishing.wheel(`run/wheels.1/${one}`)
        await publishing.write(`run/wheels.1/${told}`, manifestOf([builtFile(one, wheelBytes(one), { origin: 'dependency' })]))
        await publish([line])
        assert.deepEqual(published(), [])
      })

  it('never indexes an extra file, which is told once, not even one that looks like an sdist', async () => {
    const extras = ['tool-x64.exe', 'demo-1.0.tar.gz', 'tool-x86.exe']
    await publishing.wheel(`run/wheels.1/${one}`)
    for (const name of extras) await publishing.write(`run/wheels.1/${name}`, name)
    const told = extras.map((name) => builtFile(name, Buffer.from(name), { origin: 'extra', made_with: one }))
    await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one)), ...told]))
    const outcome = await publish(['run'])
    assert.deepEqual([outcome.result, published()], ['succeeded', [one]])
    const lines = publishing.log.lines.filter((line) => line.includes('extra file') || line.includes('.exe'))
    assert.deepEqual(lines, [
      'info: 3 extra files are not for an index, and stay in the artifact: demo-1.0.tar.gz, tool-x64.exe, tool-x86.exe.',
    ])
  })

  it('says that there is nothing for an index where a run has extra files alone', async () => {
    await publishing.write('run/wheels.1/tool.exe', 'x')
    await publishing.write('run/wheels.1/tool.exe.extra.json', manifestOf([builtFile('tool.exe', Buffer.from('x'), { origin: 'extra' })]))
    const outcome = await publish(['run'])
    assert.deepEqual([outcome.result, published()], ['issues', []])
    assert.match(publishing.log.text(), /tell of no file for release/)
  })

  it('publishes once what one leg built as a package and another along, from the first', async () => {
    for (const [leg, origin] of [
      ['a', 'dependency'],
      ['b', 'built'],
      ['c', 'dependency'],
    ] as const) {
      await publishing.wheel(`run/wheels.${leg}/${one}`)
      const file = builtFile(one, wheelBytes(one), { origin, release: origin === 'built' })
      await publishing.write(`run/wheels.${leg}/manifest.json`, manifestOf([file], { leg }))
    }
    await publish(['run'])
    assert.deepEqual(published(), [one])
  })

  for (const line of ['run/**/*.whl', `run/wheels.1/${one}`]) {
    it(`leaves out what is not for release, also when ${line} names the wheel alone`, async () => {
      await publishing.wheel(`run/wheels.1/${one}`)
      await publishing.write('run/wheels.1/manifest.json', manifestOf([builtFile(one, wheelBytes(one), { release: false })]))
      const outcome = await publish([line])
      assert.deepEqual([published(), outcome.result], [[], 'issues'])
    })
  }

  for (const [code, distributions, artifacts] of [
    ['NO_WHEELS', ['empty'], undefined],
    ['NO_WHEELS', ['*.whl'], undefined],
    ['FILE_MISSING', ['not/there'], undefined],
    ['NO_WHEELS', [], []],
    ['NO_WHEELS', [], ['empty']],
    ['INPUT_MISSING', [], undefined],
    ['HASH_MISMATCH', ['changed'], undefined],
  ] as const) {
    it(`is ${code} for ${JSON.stringify(distributions)} and artifacts ${JSON.stringify(artifacts)}`, async () => {
      await mkdir(join(publishing.folder, 'run', 'empty'), { recursive: true })
      await mkdir(join(publishing.folder, 'empty'), { recursive: true })
      await publishing.wheel(`changed/${one}`)
      await publishing.write('changed/manifest.json', manifestOf([builtFile(one, new Uint8Array([1]))]))
      assert.equal(await rejectedCode(publish(distributions, artifacts && run(artifacts))), code)
      assert.deepEqual(store.requests, [])
    })
  }

  it('is one file, though it lies in two places; with other bytes it is CONFLICT', async () => {
    await publishing.wheel(`same/a/${one}`)
    await publishing.wheel(`same/b/${one}`)
    const outcome = await publish(['same'])
    assert.deepEqual([published(), outcome.outputs['publishedCount'], outcome.result], [[one], '1', 'succeeded'])
    await publishing.wheel('other/a/third-1.0-py3-none-any.whl')
    await publishing.wheel('other/b/Third-1.0.0-py3-none-any.whl')
    store.requests.length = 0
    assert.equal(await rejectedCode(publish(['other'])), 'CONFLICT')
    assert.deepEqual(store.requests, ['GET simple/third/index.json'])
  })

  it('does not ask for artifacts that cannot be fetched', async () => {
    const inputs: Partial<Inputs> = { distributions: [] }
    const code = await rejectedCode(publishing.publish(store, inputs, { artifacts: run(['share'], 'FilePath') }))
    assert.equal(code, 'NO_WHEELS')
  })
})
