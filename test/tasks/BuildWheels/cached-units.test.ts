import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import type { FolderLeg } from '../../../core/pipeline/folder-leg.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { canonical } from '../../../core/canonical.ts'
import { parseEntry } from '../../../core/cache/entry-json.ts'
import type { CacheEntry } from '../../../core/cache/entry.ts'
import { formatJobData } from '../../../core/pipeline/job-data.ts'
import type { Artifacts } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { shown } from '../../core/coverage/coverages.ts'
import { memoryStore, type MemoryStore } from '../../fakes/memory-store.ts'
import { artifactsBelow } from './after-yard.ts'
import { type Differs, entriesIn, type Ran, refOf, runCached } from './caching.ts'
import { folderData, folderLeg, local } from './folder-legs.ts'
import { Yard } from './projects.ts'
import { type Done, junit, suiteHost, type SuiteHost } from './suite-host.ts'
import { portsOf } from './try-run.ts'

const programs = { 'python3.13': { minor: 13 }, 'python3.14': { minor: 14 }, python3: { minor: 14 } }
const report = (cwd: string): string =>
  `<coverage line-rate="1"><sources><source>${cwd}</source></sources><packages><package><classes><class name="x" filename="tests/test_top.py" line-rate="1"><methods/><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`

describe('BuildWheels with a cache of packages of the repository', () => {
  let yard: Yard
  let store: MemoryStore
  let host: SuiteHost
  beforeEach(() => {
    yard = new Yard()
    store = memoryStore()
    for (const name of ['base', 'top', 'other']) {
      yard.write(`sources/pkgs/${name}/pyproject.toml`, '')
      yard.write(`sources/pkgs/${name}/tests/test_${name}.py`, '1\n')
    }
  })
  afterEach(() => yard.remove())

  const cached = (name: string, ...needs: string[]): FolderLeg['packages'][number] => ({ ...local(name, ...needs), cache: refOf(name) })
  const topOnBase = { dependencies: [cached('base')], packages: [cached('top', 'base')] }
  const both = { packages: [cached('base'), cached('top', 'base')] }
  const suites = 'unit: { run: unit, files: tests }'
  const passed = (cwd = ''): Done => ({
    leaves: { 'junit.xml': junit(['a', 'b']), ...(cwd === '' ? {} : { 'coverage.xml': report(cwd) }) },
  })
  let runs = 0

  async function ran(
    leg: Partial<FolderLeg>,
    inputs: Record<string, string> = {},
    { fails = '', ...differs }: Differs & { fails?: string } = {},
  ): Promise<Ran> {
    host = suiteHost(
      (_, { cwd, env }) =>
        fails !== '' && env['WHEELWORKS_RESULTS']?.includes(fails) === true ? { exit: { kind: 'exited', code: 1 } } : passed(cwd),
      {
        programs,
      },
    )
    const told = { jobData: folderData(leg), suites, python: '3.13 3.14', ...inputs }
    return await runCached(yard, told, store, { host, out: `out${runs++}`, ...differs })
  }
  const files = ({ manifest }: Ran): string[] => manifest.files.map(({ project, origin }) => `${project} ${origin}`)
  const forget = (name: string): void => {
    for (const key of store.objects.keys()) if (key.includes(`/${name}/`)) store.objects.delete(key)
  }
  const entry = (name: string): CacheEntry => {
    const [key = '', one] = [...store.objects].find(([path]) => path.startsWith(`entries/wheels/${name}/`) && path.endsWith('.json')) ?? []
    return parseEntry(new TextDecoder().decode(one?.bytes), key)
  }

  it('restores a package for all pythons, with its reports, coverage and tests', async () => {
    const first = await ran({ packages: [cached('top')] }, { publishCoverage: 'true' })
    const second = await ran({ packages: [cached('top')] }, { publishCoverage: 'true' })
    assert.deepEqual([second.opened, files(second), second.outcome.outputs['restoredCount']], [0, ['top restored'], '1'])
    assert.deepEqual(second.manifest.suites, first.manifest.suites)
    assert.equal(second.manifest.suites?.length, 2)
    assert.deepEqual(
      second.pipeline.testRuns.map(({ title }) => title),
      ['3.13', '3.14'].map((label) => `top 1.0 on Python ${label} (wheel_any): unit (from the cache)`),
    )
    assert.deepEqual(
      second.pipeline.testRuns.map(({ reports }) => reports),
      first.pipeline.testRuns.map(({ reports }) => reports),
    )
    const covered = ({ pipeline }: Ran): Record<string, string>[] =>
      pipeline.coverage.map((bytes) => shown(parseCobertura(new TextDecoder().decode(bytes), 'c.xml').coverage))
    assert.deepEqual([covered(second), covered(first).length], [covered(first), 1])
    const attached = ({ pipeline }: Ran): string[] => pipeline.attached.map(({ name }) => name).sort()
    assert.deepEqual(attached(second), attached(first))
    assert.match(second.outcome.summary, /Tests: .*4/)
  })

  it('is saved when the last python is good, and not before', async () => {
    await ran({ packages: [cached('top')] }, {}, { fails: 'top-3.14' })
    assert.deepEqual(entriesIn(store), [])
    await ran({ packages: [cached('top')] })
    assert.deepEqual(entriesIn(store), ['top'])
    assert.deepEqual(Object.keys(entry('top').observed), ['3.13', '3.14'])
  })

  it('is not saved where an earlier attempt has built a part, and says so', async () => {
    const variables = { 'Build.BuildId': '42' }
    const first = await ran({ packages: [cached('top')] }, {}, { fails: 'top-3.14', variables })
    for (const { artifact, name, bytes } of first.pipeline.attached)
      await portsOf(yard).files.write(yard.path(`run/${artifact}/${name}`), bytes)
    const artifacts = async (): Promise<Artifacts> => await Promise.resolve(artifactsBelow(yard))
    const second = await ran({ packages: [cached('top')] }, {}, { artifacts, variables: { ...variables, 'System.JobAttempt': '2' } })
    assert.deepEqual([second.outcome.result, entriesIn(store)], ['succeeded', []])
    assert.match(second.log.text(), /top is not saved in the cache: an earlier attempt has built the rest of it/)
  })

  it('is kept with its failure where cacheWhen is finished: what is good of it, too', async () => {
    const { manifest } = await ran({ packages: [cached('top')] }, { cacheWhen: 'finished' }, { fails: 'top-3.14' })
    const kept = entry('top')
    assert.deepEqual([entriesIn(store), kept.manifest.failures, kept.manifest.files], [['top.failed'], manifest.failures, manifest.files])
    assert.deepEqual(
      kept.manifest.failures.map(({ code, python }) => [code, python]),
      [['TESTS_FAILED', '3.14']],
    )
  })

  it('is built anew for a python that the cache has not', async () => {
    await ran({ packages: [cached('top')] }, { python: '3.13' })
    const { log } = await ran({ packages: [cached('top')] }, {}, { variables: { 'Build.BuildId': '42' } })
    assert.match(log.text(), /it has nothing that serves Python 3\.14/)
    assert.equal((await ran({ packages: [cached('top')] })).opened, 0)
  })

  it('is built anew for a python for which nothing has tried it, though its wheel is for all', async () => {
    await ran({ packages: [cached('top')] }, { python: '3.13', suites: '' })
    const { log, opened } = await ran({ packages: [cached('top')] }, { suites: '' }, { variables: { 'Build.BuildId': '42' } })
    assert.equal(opened, 1)
    assert.match(log.text(), /it was not tried for Python 3\.14/)
    assert.equal((await ran({ packages: [cached('top')] }, { suites: '' })).opened, 0)
  })

  it('keeps what is only built for others as that, which no package is restored from', async () => {
    const first = await ran(topOnBase)
    assert.deepEqual(
      [files(first), entriesIn(store)],
      [
        ['base dependency', 'top built'],
        ['base.wheel', 'top'],
      ],
    )
    const second = await ran(both)
    assert.deepEqual([files(second), second.opened], [['base built', 'top restored'], 1])
    assert.deepEqual(entriesIn(store), ['base', 'base.wheel', 'top'])
  })

  it('takes a whole package for one that others need, and lends it to them', async () => {
    await ran(both)
    forget('top')
    const { log, manifest, ...more } = await ran(topOnBase)
    assert.deepEqual(files({ ...more, log, manifest }), ['base dependency', 'top built'])
    assert.deepEqual(
      manifest.files.map(({ release }) => release),
      [false, true],
    )
    assert.ok((manifest.suites ?? []).every(({ project }) => project === 'top'))
    assert.match(log.text(), /With wheels of this job: base-1\.0-py3-none-any\.whl/)
  })

  it('tells again what was printed of its packages, and of what they need that it was restored', async () => {
    await ran(topOnBase)
    forget('top')
    const inputs = { python: '3.14' }
    await ran(topOnBase, inputs)
    forget('top')
    const { log } = await ran(topOnBase, inputs)
    assert.match(log.text(), /restored base for 3\.14: base-1\.0-py3-none-any\.whl, from the cache, built by run 41/)
    assert.doesNotMatch(log.text(), /group: base .*from the cache/)
    assert.match((await ran(topOnBase, inputs)).log.text(), /group: top .*from the cache/)
  })

  it('takes what was only built where the whole package was made by other inputs', async () => {
    await ran(topOnBase)
    await ran({ packages: [cached('base')] }, { beforeBuild: 'echo' })
    assert.deepEqual(entriesIn(store), ['base', 'base.wheel', 'top'])
    forget('top')
    const { log } = await ran(topOnBase)
    assert.match(log.text(), /restored base for 3\.14: /)
  })

  it('neither builds nor brings what nobody needs any more', async () => {
    await ran(topOnBase)
    forget('base')
    store.requests.length = 0
    const second = await ran(topOnBase)
    assert.deepEqual([files(second), second.opened], [['top restored'], 0])
    assert.ok(store.requests.every((one) => !one.includes('/base/')))
  })

  it('builds what the tests of others install, though only what is restored needs it by the plan', async () => {
    const leg = { dependencies: [cached('base')], packages: [cached('top', 'base'), cached('other')] }
    await ran(leg)
    forget('base')
    forget('other')
    assert.deepEqual(files(await ran(leg)), ['top restored', 'other built'])
    forget('base')
    forget('other')
    forget('top')
    const inputs = { suites: 'unit: { run: unit, files: tests, requires: base }' }
    await ran(leg, inputs)
    forget('other')
    assert.deepEqual(files(await ran(leg, inputs)), ['base dependency', 'top restored', 'other built'])
  })

  const stale: [words: CacheRef['stale'], minor: number, opens: string][] = [
    [['python'], 14, 'restored'],
    [['python'], 12, 'built'],
    [['requirements'], 14, 'built'],
  ]
  for (const [words, minor, origin] of stale)
    it(`is ${origin} where ${words.join()} makes it stale, and the python is 3.${minor}`, async () => {
      const leg = { packages: [{ ...cached('top'), cache: refOf('top', { stale: words }) }] }
      const inputs = { python: '3', suites: 'unit: { run: unit, install: none }' }
      await ran(leg, inputs)
      host = suiteHost(() => passed(), { programs: { python3: { minor } } })
      const { log, ...second } = await ran(leg, inputs, { host })
      assert.deepEqual([files({ log, ...second }), second.opened], [[`top ${origin}`], 1])
      assert.equal(/What the cache has of top for 3 is stale: /.test(log.text()), origin === 'built')
    })

  it('looks whether it is stale in the order in which it would be built, whatever that of the plan is', async () => {
    const held = (name: string, ...needs: string[]): FolderLeg['packages'][number] => ({
      ...local(name, ...needs),
      cache: refOf(name, { stale: ['python'] }),
    })
    const leg = { packages: [held('top', 'base', 'other'), held('base', 'other')], dependencies: [held('other')] }
    await ran(leg)
    const { log, ...second } = await ran(leg)
    assert.deepEqual(files({ log, ...second }).sort(), ['base restored', 'other dependency', 'top restored'])
    const restored = [...log.text().matchAll(/restored (\w+) for 3\.13: /g)].map(([, name]) => name)
    assert.deepEqual(restored, ['other', 'base', 'top'])
  })

  it('tells what the key was made of, by the plan that the job is of', async () => {
    const inputs = { files: 'digest', python: 'x' }
    const plan = canonical({ version: 1, jobs: [], keys: { inputs: { [refOf('top').key]: inputs }, files: { digest: { 'a.py': 'id' } } } })
    const jobData = formatJobData({ kind: 'folders', work: { ...folderLeg({ packages: [cached('top')] }), planDigest: sha256Of(plan) } })
    const texts: Record<string, string> = { 'plan.a.1': '{}', 'plan.b.1': plan }
    const artifacts: Artifacts = {
      list: async () =>
        await Promise.resolve(Object.keys(texts).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' }))),
      download: async ({ name }, into) =>
        void (await Promise.resolve(yard.write(into.slice(yard.folder.length + 1) + '/plan.json', texts[name] ?? ''))),
    }
    await ran({}, { jobData }, { artifacts: async () => await Promise.resolve(artifacts) })
    assert.deepEqual([entry('top').inputs, entry('top').files], [inputs, { digest: { 'a.py': 'id' } }])
  })

  it('is restored once by a step that is tried again', async () => {
    await ran({ packages: [cached('top')] })
    const again = { out: 'same', variables: { 'System.TaskInstanceId': 'step' } }
    await ran({ packages: [cached('top')] }, {}, again)
    const second = await ran({ packages: [cached('top')] }, {}, again)
    assert.deepEqual([files(second), second.manifest.suites?.length], [['top restored'], 2])
    assert.match(second.outcome.summary, /kept from before/)
    rmSync(yard.path('same'), { recursive: true })
  })
})
