import assert from 'node:assert/strict'
import { readFileSync, realpathSync } from 'node:fs'
import type { EntryKind } from '../../../core/cache/place.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { parsePlanRestores } from '../../../core/pipeline/plan-legs.ts'
import { Problem } from '../../../core/problem.ts'
import { parsePlan, type Plan } from '../../../core/wanted/plan-file.ts'
import type { Inputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { asCache } from '../../flows/cache/world.ts'
import { cacheInputs, fill } from './cache/units.ts'
import { matrix, type World, world } from './world.ts'

const wheels = 'wheels: [{ platform_tag: linux_x86_64, platform_instance: x, platform_arch: y, python: [{ tag: cp312 }] }]'
const local = (name: string): string => `${name}: { source: ./libs/${name}, ${wheels} }`

/** `http` is built with `core`; `docs` needs nothing. */
const repository: Readonly<Record<string, string>> = {
  'azure-pipelines.yml': 'steps: []',
  'wheel_matrix.yml': `packages: { ${['core', 'http', 'docs'].map(local).join(', ')} }`,
  ...Object.fromEntries(
    ['core', 'http', 'docs'].flatMap((name) => [
      [
        `libs/${name}/pyproject.toml`,
        `[project]\nname = "${name}"\nversion = "1.0"\n[build-system]\nrequires = ["setuptools"${name === 'http' ? ', "core"' : ''}]\n`,
      ],
      [`libs/${name}/x.py`, 'x = 1'],
    ]),
  ),
}

/** A job with a cache, and what came of it. */
interface Job {
  readonly here: World
  readonly cache: MemoryStore
  readonly plan: (inputs?: Readonly<Record<string, string>>, more?: Partial<Inputs>) => Promise<Planned>
  /** As legs that build all that a plan asks for would leave the cache. */
  readonly build: (planned: Planned, seconds?: number, kind?: EntryKind) => void
  /** Another state of the repository. */
  readonly edit: (files: Readonly<Record<string, string>>) => void
}

interface Planned extends Outcome {
  readonly text: string
  readonly plan: Plan
}

describe('GenerateMatrix, with a cache', () => {
  const worlds: World[] = []
  afterEach(() => worlds.splice(0).forEach((one) => one.remove()))

  const job = (files: Readonly<Record<string, string>> = repository): Job => {
    const here = world()
    worlds.push(here)
    const cache = memoryStore('s3://wheels/cache')
    let state = {}
    const edit = (changed: Readonly<Record<string, string>>): void => {
      state = { ...state, ...changed }
      for (const [path, text] of Object.entries(changed)) here.put(path, text)
      here.checkout = { ...here.checkout, history: memoryHistory(realpathSync(here.sources), { c1: { files: state } }, 'c1') }
    }
    edit(files)
    here.checkout = { ...here.checkout, cache: () => Promise.resolve(asCache(cache, false)) }
    const plan = async (inputs: Readonly<Record<string, string>> = {}, more: Partial<Inputs> = {}): Promise<Planned> => {
      const outcome = await here.run({ cache: cacheInputs(inputs), ...more })
      const text = (outcome.outputs['planFile'] ?? '') === '' ? '' : readFileSync(outcome.outputs['planFile'] ?? '', 'utf8')
      return { ...outcome, text, plan: text === '' ? { version: 1, decisions: [], jobs: [] } : parsePlan(text, 'plan.json') }
    }
    return { here, cache, plan, edit, build: (planned, seconds, kind) => fill(cache, planned, seconds, kind) }
  }

  const jobsOf = ({ plan }: Planned): string[] => plan.jobs.flatMap(({ packages }) => packages.map(({ name }) => name))
  const restoresOf = ({ text }: Planned): string[] =>
    parsePlanRestores(text, 'plan.json').flatMap(({ packages }) => packages.map(({ name }) => name))
  const countsOf = ({ outputs }: Outcome): unknown => [outputs['hasJobs'], outputs['jobCount'], outputs['coldCount'], outputs['warmCount']]
  const saysOf = ({ plan }: Planned, name: string): string | undefined => plan.decisions.find((row) => row.name === name)?.says

  it('builds all, then restores all, and then what an edit and what needs it comes to', async () => {
    const { here, plan, build, edit } = job()
    const first = await plan()
    assert.deepEqual([jobsOf(first), restoresOf(first), countsOf(first)], [['core', 'docs', 'http'], [], ['true', '1', '3', '0']])
    assert.equal(saysOf(first, 'docs'), 'not in the cache, since it was never built here')
    build(first, 41)

    const second = await plan()
    assert.deepEqual([jobsOf(second), restoresOf(second), countsOf(second)], [[], ['core', 'docs', 'http'], ['false', '0', '0', '3']])
    assert.equal(second.outputs['matrix'], '{}')
    assert.match(here.log.lines.at(-1) ?? '', /Nothing to build: of 3 wheels wanted, 3 to restore from the cache, about 2 min saved\./)
    assert.match(second.summary, /about 2 min saved/)

    edit({ 'libs/core/x.py': 'x = 2' })
    const third = await plan()
    assert.deepEqual([jobsOf(third), restoresOf(third), countsOf(third)], [['core', 'http'], ['docs'], ['true', '1', '2', '1']])
    assert.match(saysOf(third, 'core') ?? '', /^not in the cache, since (?:libs\/core\/x\.py|its files) changed$/)
    assert.equal(saysOf(third, 'http'), 'not in the cache, since core, which it needs, changed')
  })

  it('tells of nothing but the references in job_data', async () => {
    const { plan } = job()
    const { outputs, plan: planned } = await plan()
    const matrixText = outputs['matrix'] ?? ''
    for (const { cache: ref } of planned.jobs.flatMap(({ packages }) => packages)) assert.ok(matrixText.includes(ref?.key ?? 'none'))
    assert.ok(!matrixText.includes('libs/core/x.py') && !matrixText.includes('azure-pipelines.yml'))
  })

  it('is the plan that it was where there is no cache', async () => {
    const { here } = job()
    const { outputs } = await here.run()
    const text = readFileSync(outputs['planFile'] ?? '', 'utf8')
    assert.doesNotMatch(text, /cache|restore|"key/)
  })

  it('lends what is warm to what needs it to be built', async () => {
    const { plan, build, edit } = job()
    build(await plan())
    edit({ 'libs/http/x.py': 'x = 2' })
    const { plan: planned } = await plan()
    assert.deepEqual(
      planned.jobs.map(({ packages, warm }) => [packages.map(({ name }) => name), warm?.map(({ name, python }) => [name, python])]),
      [[['http'], [['core', '3.12']]]],
    )
  })

  const cold: [what: string, files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>>][] = [
    ['the pipeline itself', { 'azure-pipelines.yml': 'steps: [x]' }, {}],
    ['a declared toolchain', {}, { toolchains: 'linux* = gcc 14' }],
    ['a salt', {}, { cacheSalt: '2' }],
    ['a variable', {}, { cacheEnvironment: 'CFLAGS' }],
    ['another scope', {}, { cacheScope: 'nightly' }],
  ]
  for (const [what, files, inputs] of cold)
    it(`takes everything for cold by ${what}`, async () => {
      const { plan, build, edit } = job()
      build(await plan())
      edit(files)
      assert.deepEqual(countsOf(await plan(inputs)), ['true', '1', '3', '0'])
    })

  it('keeps to the order of reasons: in the index, covered, restored, built', async () => {
    const { here, plan, build } = job({
      ...repository,
      'wheel_matrix.yml': matrix({ spam: '1.0' }, ['cp310', 'cp312', 'cp313']).replace('{ tag: cp310 }', '{ tag: cp310, abi: abi3 }'),
    })
    build(await plan({ cacheSalt: 'x' }))
    const kinds = async (inputs: Readonly<Record<string, string>>): Promise<string[]> =>
      (await plan(inputs)).plan.decisions.map(({ kind, why }) => `${kind} ${why}`)
    assert.deepEqual(await kinds({ cacheSalt: 'x' }), ['restore warm', 'skip covered', 'skip covered'])
    assert.deepEqual(await kinds({}), ['build cold', 'skip covered', 'skip covered'])
    here.store = memoryIndex({ spam: ['spam-1.0-cp310-abi3-linux_x86_64.whl'] })
    assert.deepEqual(await kinds({ cacheSalt: 'x' }), ['skip in-index', 'skip in-index', 'skip in-index'])
  })

  it('restores nothing by force, and has it replaced', async () => {
    const { plan, build } = job()
    build(await plan())
    const forced = await plan({}, { force: true })
    assert.deepEqual(countsOf(forced), ['true', '1', '3', '0'])
    assert.deepEqual(
      forced.plan.jobs.flatMap(({ packages }) => packages.map(({ cache: ref }) => ref?.anew)),
      [true, true, true],
    )
    assert.equal(saysOf(forced, 'docs'), 'forced, though an entry of the cache is there')
  })

  it('plans what is cold, or what is warm, and counts both', async () => {
    const { plan, build, edit } = job()
    build(await plan())
    edit({ 'libs/docs/x.py': 'x = 2' })
    const [one, other] = [await plan({ cacheStatus: 'cold' }), await plan({ cacheStatus: 'warm' })]
    assert.deepEqual([jobsOf(one), restoresOf(one), countsOf(one)], [['docs'], [], ['true', '1', '1', '2']])
    assert.deepEqual([jobsOf(other), restoresOf(other), countsOf(other)], [[], ['core', 'http'], ['false', '0', '1', '2']])
    assert.equal(saysOf(other, 'docs')?.startsWith('not in the cache, since '), true)
  })

  it('lists, and leaves no plan', async () => {
    const { here, plan, build, edit } = job()
    build(await plan(), 41)
    edit({ 'libs/docs/x.py': 'x = 2' })
    here.log.lines.length = 0
    const attached = here.pipeline.attached.length
    const listed = await plan({ list: 'true' })
    assert.deepEqual([listed.result, countsOf(listed), here.pipeline.attached.length], ['succeeded', ['false', '0', '1', '2'], attached])
    assert.match(here.log.text(), /cold docs 1\.0 for cp312 on linux_x86_64 [0-9a-f]{12} /)
    assert.match(here.log.text(), /warm core 1\.0 for cp312 on linux_x86_64 [0-9a-f]{12} 41 s/)
  })

  it('tells of rows that cannot be resolved where it only lists', async () => {
    const { plan } = job({ ...repository, 'wheel_matrix.yml': `packages: { ${local('core')}, ${local('gone')} }` })
    const { result, problems } = await plan({ list: 'true' })
    assert.deepEqual([result, problems.map(({ code }) => code)], ['issues', ['FILE_MISSING']])
  })

  it('fails where something is cold and nothing should be', async () => {
    const { here, plan, build } = job()
    const first = await plan({ failIfCold: 'true' })
    assert.deepEqual([first.result, first.outputs, here.pipeline.attached.length], ['failed', {}, 0])
    assert.deepEqual(new Set(first.problems.map(({ code }) => code)), new Set(['CACHE_COLD']))
    build(await plan())
    assert.equal((await plan({ failIfCold: 'true' })).result, 'succeeded')
  })

  it('sends what is warm to a job where its host may make it stale', async () => {
    const { here, plan, build } = job()
    build(await plan(), 41)
    const planned = await plan({ staleWhen: 'python, requirements', failIfCold: 'true' })
    assert.deepEqual([planned.result, countsOf(planned), restoresOf(planned)], ['succeeded', ['true', '1', '3', '0'], []])
    assert.deepEqual(planned.plan.jobs[0]?.packages[0]?.cache?.stale, ['python', 'requirements'])
    assert.equal(here.log.lines.at(-1), 'info: 3 wheels to build in 1 job, 3 of which the cache has, unless they are stale.')
  })

  it('tells a failure again that the cache has', async () => {
    const { plan, build } = job()
    build(await plan(), 41, 'failed')
    const again = await plan()
    assert.deepEqual(countsOf(again), ['false', '0', '0', '3'])
    assert.equal(saysOf(again, 'core'), 'in the cache; it failed, and that is told again')
  })

  it('builds all without a cache that is down, and warns', async () => {
    const { here, plan, build } = job()
    build(await plan())
    here.checkout = { ...here.checkout, cache: () => Promise.reject(new Problem('STORE_UNREACHABLE', 'It is down.', '')) }
    const planned = await plan()
    assert.deepEqual([planned.result, countsOf(planned)], ['succeeded', ['true', '1', '3', '0']])
    assert.equal(here.log.lines.filter((line) => line.startsWith('warning: The cache cannot be read')).length, 1)
    assert.ok(planned.plan.jobs[0]?.packages.every(({ cache: ref }) => ref !== undefined))
  })

  it('has no key for a folder of which the repository has no file', async () => {
    const { here, plan } = job()
    here.put('libs/made/pyproject.toml', '[project]\nname = "made"\nversion = "1.0"\n')
    here.put('wheel_matrix.yml', `packages: { ${local('made')}, ${local('core')} }`)
    const planned = await plan()
    const refs = planned.plan.jobs[0]?.packages.map(({ name, cache: ref }) => [name, ref !== undefined])
    assert.deepEqual(refs, [
      ['core', true],
      ['made', false],
    ])
    assert.match(here.log.text(), /warning: The repository has no file in libs\/made/)
    assert.equal(saysOf(planned, 'made'), 'not in the index yet')
    await assert.rejects(plan({ failIfCold: 'true' }), { code: 'CACHE_COLD', message: /libs\/made/ })
  })

  it('splits jobs by what builds took', async () => {
    const names = ['a', 'b', 'c', 'd']
    const folders = names.map((name): [string, string] => [`libs/${name}/pyproject.toml`, `[project]\nname = "${name}"\nversion = "1.0"\n`])
    const { cache, plan } = job({
      ...repository,
      ...Object.fromEntries(folders),
      'wheel_matrix.yml': `packages: { ${names.map(local).join(', ')} }`,
    })
    const seconds: Readonly<Record<string, number>> = { a: 100, b: 60, c: 30, d: 10 }
    const first = await plan()
    for (const leg of first.plan.jobs)
      for (const one of leg.packages)
        fill(cache, { ...first, plan: { ...first.plan, jobs: [{ ...leg, packages: [one] }] } }, seconds[one.name])
    const { plan: split } = await plan({ cacheSalt: 'anew' }, { wheelsPerJob: 2 })
    assert.deepEqual(
      split.jobs.map(({ packages }) => packages.map(({ name }) => name)),
      [
        ['a', 'd'],
        ['b', 'c'],
      ],
    )
  })

  it('writes nothing, and asks for no entry that is there', async () => {
    const { cache, plan, build } = job()
    build(await plan())
    cache.requests.length = 0
    await plan()
    assert.ok(
      cache.requests.every((request) => request.startsWith('LIST ')),
      cache.requests.join('\n'),
    )
  })
})
