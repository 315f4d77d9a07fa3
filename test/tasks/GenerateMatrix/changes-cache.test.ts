import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatEntry } from '../../../core/cache/entry-json.ts'
import { entryName, secondsName } from '../../../core/cache/place.ts'
import { parsePlanKeys } from '../../../core/cache/plan-keys.ts'
import { isOfFolders, parsePlanLegs, parsePlanRestores } from '../../../core/pipeline/plan-legs.ts'
import type { FolderLeg, LocalFolder } from '../../../core/pipeline/folder-leg.ts'
import { Problem } from '../../../core/problem.ts'
import { cacheEntry } from '../../core/cache/entries.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { monorepo, type Planned, type RepositoryWorld, repositoryWorld } from './repository-world.ts'

type Given = Readonly<Record<string, string>>

describe('a plan of changes with a cache', () => {
  let made: RepositoryWorld
  let bucket: MemoryStore
  before(() => {
    made = repositoryWorld()
    made.repository.commit({ ...monorepo, 'azure-pipelines.yml': 'steps: []' }, 'all')
  })
  after(() => made.remove())
  beforeEach(() => {
    bucket = memoryStore('s3://cache')
    made.checkout = { ...made.checkout, cache: () => Promise.resolve({ ...bucket, writing: undefined }) }
  })

  const plan = async (given: Given = {}): Promise<Planned & { text: string }> => {
    const planned = await made.plan({ cache: 's3://cache', select: 'all', matrixConfigs: 'eng/configs.yml', ...given })
    return { ...planned, text: new TextDecoder().decode(made.pipeline.attached.at(-1)?.bytes) }
  }
  const jobsOf = (text: string): FolderLeg[] => parsePlanLegs(text, 'plan').filter(isOfFolders)
  const restoresOf = (text: string): FolderLeg[] => parsePlanRestores(text, 'plan').flatMap((leg) => (isOfFolders(leg) ? [leg] : []))
  /** `linux: core client` */
  const told = (legs: readonly FolderLeg[]): string[] =>
    legs.map(
      ({ leg, packages }) =>
        `${leg}: ${packages
          .map(({ name }) => name)
          .sort()
          .join(' ')}`,
    )
  const outputs = ({ outcome }: Planned, ...names: string[]): (string | undefined)[] => names.map((name) => outcome.outputs[name])
  const counts = (planned: Planned): (string | undefined)[] => outputs(planned, 'hasJobs', 'jobCount', 'coldCount', 'warmCount')

  /** Saves what the jobs of a plan would have built, as far as it is asked for. */
  const save = async (text: string, isSaved: (one: LocalFolder, leg: string) => boolean = () => true, seconds = 60): Promise<void> => {
    const keys = parsePlanKeys(text, 'plan')
    const put = async (key: string, body: string): Promise<unknown> =>
      await bucket.put(key, Buffer.from(body), { type: 'x', cache: 'x', when: 'always' })
    for (const { leg, packages } of jobsOf(text))
      for (const one of packages) {
        const { cache } = one
        if (cache === undefined || !isSaved(one, leg)) continue
        const inputs = keys.inputs.get(cache.key) ?? {}
        const entry = cacheEntry({ key: cache.key, place: cache.place, inputs, files: Object.fromEntries(keys.files) })
        await put(entryName(cache.place, cache.key, 'whole'), formatEntry(entry))
        await put(secondsName(cache.place, cache.key, seconds), '')
      }
  }
  /** Work on a file that is taken back afterwards. */
  const edited = async (path: string, text: string, work: () => Promise<void>): Promise<void> => {
    const before = monorepo[path]
    assert.ok(before !== undefined)
    made.put(path, text)
    try {
      await work()
    } finally {
      made.put(path, before)
    }
  }

  it('builds all once, and restores all the second time', async () => {
    const first = await plan()
    assert.deepEqual(counts(first), ['true', '4', '16', '0'])
    assert.deepEqual(restoresOf(first.text), [])
    await save(first.text)
    const second = await plan()
    assert.deepEqual(counts(second), ['false', '0', '0', '16'])
    assert.deepEqual(outputs(second, 'matrix'), ['{}'])
    assert.deepEqual(
      told(restoresOf(second.text)),
      jobsOf(first.text).map(({ leg }) => `${leg}: client core docs http`),
    )
    assert.ok(restoresOf(second.text).every(({ dependencies }) => dependencies.length === 0))
    const refs = (legs: readonly FolderLeg[]): unknown[] => legs.map(({ packages }) => packages.map(({ name, cache }) => [name, cache]))
    assert.deepEqual(refs(restoresOf(second.text)), refs(jobsOf(first.text)))
    assert.match(second.outcome.summary ?? '', /16 to restore from the cache, about 16 min saved/)
    assert.equal(second.outcome.result, 'succeeded')
  })

  it('asks the cache by a listing, and reads nothing of what is warm', async () => {
    await save((await plan()).text)
    bucket.requests.length = 0
    await plan()
    assert.ok(
      bucket.requests.every((one) => one.startsWith('LIST ')),
      bucket.requests.join('\n'),
    )
  })

  it('builds after an edit what that concerns, with what it needs, and says why', async () => {
    await save((await plan()).text)
    await edited('packages/core/core.py', 'x = 2', async () => {
      const { text, plan: json } = await plan()
      assert.deepEqual(
        new Set(jobsOf(text).flatMap(({ packages }) => packages.map(({ name }) => name))),
        new Set(['core', 'http', 'client']),
      )
      assert.ok(restoresOf(text).every(({ packages }) => packages.map(({ name }) => name).join(' ') === 'docs'))
      const core = json.packages.find(({ name }) => name === 'core')
      assert.deepEqual(new Set(core?.cache?.map(({ because }) => because)), new Set(['packages/core/core.py changed']))
      assert.match(json.packages.find(({ name }) => name === 'client')?.cache?.[0]?.because ?? '', /http, which it needs, changed/)
    })
  })

  it('gives what is built for others the key that it has by itself', async () => {
    const first = await plan()
    await save(first.text, ({ name }) => name !== 'client')
    const { text } = await plan()
    const own = new Map(jobsOf(first.text).map(({ leg, packages }) => [leg, packages]))
    for (const { leg, packages, dependencies } of jobsOf(text)) {
      assert.deepEqual([packages.map(({ name }) => name), dependencies.map(({ name }) => name)], [['client'], ['core', 'http']])
      for (const one of dependencies) assert.deepEqual(one.cache, own.get(leg)?.find(({ name }) => name === one.name)?.cache)
    }
  })

  it('hands keys and restores on in plan.json alone', async () => {
    await save((await plan()).text, ({ name }) => name === 'core')
    const { matrix, text } = await plan()
    const [leg] = jobsOf(text)
    const data = JSON.stringify(matrix)
    assert.ok(leg?.packages[0]?.cache !== undefined && data.includes(leg.packages[0].cache.key))
    assert.doesNotMatch(data, /restores|inputs/)
    const keys = parsePlanKeys(text, 'plan')
    const refs = jobsOf(text).flatMap(({ packages, dependencies }) => [...packages, ...dependencies].map(({ cache }) => cache?.key))
    assert.deepEqual(new Set(keys.inputs.keys()), new Set(refs))
    for (const inputs of keys.inputs.values()) {
      assert.ok('cell PythonVersion' in inputs && 'file azure-pipelines.yml' in inputs)
      assert.ok(keys.files.has(inputs['files'] ?? ''))
    }
  })

  it('plans what cacheStatus asks for, and counts all', async () => {
    await save((await plan()).text, ({ name }) => name === 'core')
    const [cold, warm] = [await plan({ cacheStatus: 'cold' }), await plan({ cacheStatus: 'warm' })]
    assert.deepEqual([jobsOf(cold.text).length, restoresOf(cold.text).length], [4, 0])
    assert.deepEqual([jobsOf(warm.text).length, restoresOf(warm.text).length], [0, 4])
    assert.deepEqual(
      [counts(cold).slice(2), counts(warm)],
      [
        ['12', '4'],
        ['false', '0', '12', '4'],
      ],
    )
    assert.match(warm.outcome.summary ?? '', /12 not in the cache, not planned/)
    assert.match(cold.outcome.summary ?? '', /4 in the cache, not planned/)
  })

  it('fails where anything is cold and nothing should be, and passes where nothing is', async () => {
    const first = await plan()
    await save(first.text, ({ name }) => name !== 'docs')
    const attached = made.pipeline.attached.length
    const inputs = { failIfCold: 'true' }
    const failed = await made.outcome({ cache: 's3://cache', select: 'all', matrixConfigs: 'eng/configs.yml', ...inputs })
    assert.deepEqual([failed.result, failed.outputs, made.pipeline.attached.length], ['failed', {}, attached])
    assert.deepEqual([...new Set(failed.problems.map(({ code }) => code))], ['CACHE_COLD'])
    assert.match(failed.problems[0]?.text ?? '', /docs on \w+ is cold/)
    await save(first.text)
    assert.deepEqual(counts(await plan(inputs)), ['false', '0', '0', '16'])
  })

  it('builds all anew where that is forced, and hands that on', async () => {
    await save((await plan()).text)
    const { text, ...planned } = await plan({ force: 'true' })
    assert.deepEqual(counts(planned), ['true', '4', '16', '0'])
    assert.ok(jobsOf(text).every(({ packages }) => packages.every(({ cache }) => cache?.anew === true)))
  })

  it('sends what is warm to jobs that look whether it is stale', async () => {
    await save((await plan()).text)
    const { text, ...planned } = await plan({ staleWhen: 'python' })
    assert.deepEqual(counts(planned), ['true', '4', '16', '0'])
    assert.deepEqual(jobsOf(text)[0]?.packages[0]?.cache?.stale, ['python'])
    assert.deepEqual(restoresOf(text), [])
    assert.match(planned.outcome.summary ?? '', /16 in the cache, unless their jobs find them stale/)
  })

  it('has each package by itself: none reaches another, and none is built for another', async () => {
    const first = await plan({ isolated: 'true' })
    assert.ok(jobsOf(first.text).every(({ dependencies }) => dependencies.length === 0))
    await save(first.text)
    await edited('packages/core/core.py', 'x = 2', async () => {
      const { text } = await plan({ isolated: 'true' })
      assert.ok(jobsOf(text).every(({ packages }) => packages.map(({ name }) => name).join(' ') === 'core'))
    })
  })

  it('takes into a key the toolchain of its job, and what packages need unless nothing is built for them', async () => {
    const keysOf = async (given: Given): Promise<Map<string, string>> => {
      const { text } = await plan(given)
      const of = ({ leg, packages }: FolderLeg): [string, string][] =>
        packages.map(({ name, cache }) => [`${name} ${leg}`, cache?.key ?? ''])
      return new Map(jobsOf(text).flatMap(of))
    }
    const differing = (a: Map<string, string>, b: Map<string, string>): string[] => [...a.keys()].filter((one) => a.get(one) !== b.get(one))
    const keys = await keysOf({})
    assert.equal(new Set(keys.values()).size, 16)
    const byToolchain = differing(keys, await keysOf({ toolchains: 'WIN* = vs2022' }))
    assert.deepEqual([byToolchain.length, byToolchain.every((one) => one.includes('windows'))], [8, true])
    assert.deepEqual(differing(await keysOf({ localDependencies: 'all' }), keys), [])
    const alone = await keysOf({ isolated: 'true' })
    assert.deepEqual(differing(await keysOf({ localDependencies: 'none' }), alone), [])
    assert.deepEqual(new Set(differing(keys, alone).map((one) => one.split(' ')[0])), new Set(['client', 'http']))
  })

  it('makes jobs that last as long, where it knows how long builds take', async () => {
    await save((await plan()).text, ({ name }) => name === 'client', 300)
    await save((await plan()).text, ({ name }) => name === 'core' || name === 'http' || name === 'docs', 10)
    await edited('packages/core/core.py', 'x = 2', async () => {
      const { text } = await plan({ batchSize: '2' })
      const legs = told(jobsOf(text)).filter((line) => line.startsWith('ubuntu_39'))
      assert.deepEqual(legs, ['ubuntu_39_b1: client', 'ubuntu_39_b2: core http'])
    })
  })

  it('builds all where the cache is down, and says so', async () => {
    made.checkout = { ...made.checkout, cache: () => Promise.reject(new Problem('STORE_UNREACHABLE', 'It is down.', '')) }
    const { text, ...planned } = await plan()
    assert.deepEqual(counts(planned), ['true', '4', '16', '0'])
    assert.ok(jobsOf(text).every(({ packages }) => packages.every(({ cache }) => cache !== undefined)))
    assert.ok(made.log.lines.some((line) => line.includes('It is down.')))
  })

  it('builds all without keys where git does not tell what the files hold, and fails where that is asked for', async () => {
    const { history } = made.checkout
    const broken = { ...history, objects: () => Promise.reject(new Problem('UNRESOLVED', 'git-lfs is not here.', '')) }
    made.checkout = { ...made.checkout, history: broken }
    try {
      const { text, ...planned } = await plan()
      assert.deepEqual(counts(planned), ['true', '4', '16', '0'])
      assert.ok(jobsOf(text).every(({ packages }) => packages.every(({ cache }) => cache === undefined)))
      assert.ok(made.log.lines.some((line) => line.startsWith('warning') && line.includes('git-lfs is not here.')))
      await assert.rejects(plan({ failIfCold: 'true' }), { code: 'UNRESOLVED' })
    } finally {
      made.checkout = { ...made.checkout, history }
    }
  })

  it('is the same plan as ever without one', async () => {
    const { text } = await plan({ cache: '' })
    assert.doesNotMatch(text, /"cache"|"restores"|"keys"/)
  })

  it('lists what is warm and cold, and plans neither', async () => {
    await save((await plan()).text, ({ name }) => name === 'core')
    const attached = made.pipeline.attached.length
    const listed = await made.outcome({ cache: 's3://cache', select: 'all', matrixConfigs: 'eng/configs.yml', list: 'true' })
    const { matrix, hasJobs, coldCount, warmCount } = listed.outputs
    assert.deepEqual([matrix, hasJobs, coldCount, warmCount, made.pipeline.attached.length], ['{}', 'false', '12', '4', attached])
  })

  it('lets the legs of a matrix that goes out once go out, whatever is warm', async () => {
    const matrixConfigs =
      '[{ Name: lint, Path: eng/matrix.json, Selection: sparse, PRBatching: false }, { Name: Python, Path: eng/matrix.json }]'
    await save((await plan({ matrixConfigs })).text)
    const { text, ...planned } = await plan({ matrixConfigs })
    assert.deepEqual(
      [jobsOf(text).map(({ packages }) => packages.length), counts(planned).slice(2)],
      [
        [0, 0],
        ['0', '16'],
      ],
    )
    assert.match(planned.outcome.summary ?? '', /0 of 4 packages in 2 jobs; 16 to restore/)
  })

  it('has the same keys for packages that PackageInfo tells of, though its files lie in the checkout', async () => {
    const first = await plan({ packageInfoOutput: 'info' })
    await save(first.text)
    assert.deepEqual(counts(await plan({ packageInfo: 'info', packagesVariable: 'Names' })), ['false', '0', '0', '16'])
    rmSync(join(made.sources, 'info'), { recursive: true })
  })

  it('needs no history that tells what changed, where all is planned', async () => {
    const { plan: json, outcome } = await plan({ since: 'no-such-branch' })
    assert.equal(json.says, "Every package is planned, because the input 'select' says so.")
    assert.doesNotMatch(made.log.text(), /no-such-branch/)
    assert.equal(outcome.result, 'succeeded')
  })

  describe('of a change', () => {
    let since: string
    before(() => {
      since = made.repository.git('rev-parse', 'HEAD')
      made.repository.commit({ 'packages/core/core.py': 'x = 3' }, 'core')
    })
    after(() => void made.repository.commit({ 'packages/core/core.py': monorepo['packages/core/core.py'] ?? '' }, 'as before'))
    const changed = async (given: Given = {}): ReturnType<typeof plan> => await plan({ select: 'changed', since, ...given })

    it('plans what changed and what needs it, and takes of that what is there', async () => {
      const first = await changed()
      assert.deepEqual(told(jobsOf(first.text)), [
        'ubuntu_39: core',
        'ubuntu_312: core',
        'windows_39: core',
        'windows_312: core',
        'ubuntu_39_ib1: client http',
      ])
      await save(first.text, ({ name }, leg) => name === 'core' && leg !== 'windows_312')
      const second = await changed()
      assert.deepEqual(told(jobsOf(second.text)), ['windows_312: core', 'ubuntu_39_ib1: client http'])
      assert.deepEqual(told(restoresOf(second.text)), ['ubuntu_39: core', 'ubuntu_312: core', 'windows_39: core'])
      assert.deepEqual(counts(second), ['true', '2', '3', '3'])
      assert.match(second.outcome.summary ?? '', /3 of 4 packages in 2 jobs: 1 direct, 2 indirect; 3 to restore/)
    })

    it('builds what a hook adds, whatever is there, until the whole repository is as it was', async () => {
      await save((await plan()).text)
      const hook = `echo '["docs"]'`
      const first = await changed({ hook })
      assert.deepEqual(told(jobsOf(first.text)), ['ubuntu_39_ib1: docs'])
      assert.match(first.plan.packages.find(({ name }) => name === 'docs')?.cache?.[0]?.because ?? '', /^the hook added it/)
      await save(first.text)
      assert.deepEqual(jobsOf((await changed({ hook })).text), [])
      await edited('README.md', 'another', async () => {
        assert.deepEqual(told(jobsOf((await changed({ hook })).text)), ['ubuntu_39_ib1: docs'])
        assert.deepEqual(jobsOf((await changed()).text), [])
      })
    })

    it('restores an indirect package from the first combination that has it, and builds it on none', async () => {
      // All that is built with select: all has the same keys.
      await save((await plan()).text, ({ name }, leg) => name === 'client' && leg !== 'ubuntu_39')
      const { text, ...planned } = await changed()
      assert.deepEqual(told(restoresOf(text)), ['ubuntu_312: client'])
      assert.deepEqual(told(jobsOf(text)).at(-1), 'ubuntu_39_ib1: http')
      assert.deepEqual(planned.plan.packages.find(({ name }) => name === 'client')?.legs, [])
    })

    it('asks in a run that should be in sync for no more than is planned', async () => {
      await save((await plan()).text, ({ name }, leg) => name === 'core' || (name !== 'docs' && leg === 'windows_39'))
      const { outcome } = await changed({ failIfCold: 'true' })
      assert.deepEqual([outcome.result, outcome.outputs['warmCount']], ['succeeded', '6'])
    })
  })
})
