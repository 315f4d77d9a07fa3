import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJobData } from '../../../core/pipeline/job-data.ts'
import { parseAgents } from '../../../core/pipeline/agents.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { legOf, parsePlan } from '../../../core/wanted/plan-file.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { matrix, type World, world } from './world.ts'

const wheel = 'spam-1.0-cp312-cp312-linux_x86_64.whl'
const names = ['matrix', 'hasJobs', 'jobCount', 'coldCount', 'warmCount', 'planFile', 'planArtifact', 'planDigest', 'maxParallel']

function cellsOf(outcome: Outcome): Record<string, Record<string, string>> {
  const cells: Record<string, Record<string, string>> = JSON.parse(outcome.outputs['matrix'] ?? '')
  return cells
}

describe('GenerateMatrix', () => {
  const worlds: World[] = []
  afterEach(() => worlds.splice(0).forEach((one) => one.remove()))
  const job = (text?: string): World => {
    const made = world(text)
    worlds.push(made)
    return made
  }

  it('plans what is missing, tells it, and leaves plan and matrix', async () => {
    const here = job(matrix({ spam: '1.0' }, ['cp312', 'cp313']))
    here.store = memoryIndex({ spam: [wheel] })
    const outcome = await here.run()
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(Object.keys(outcome.outputs), names)
    assert.deepEqual(
      [outcome.outputs['hasJobs'], outcome.outputs['jobCount'], outcome.outputs['coldCount'], outcome.outputs['warmCount']],
      ['true', '1', '1', '0'],
    )
    const { wheel_linux_x86_64: cells } = cellsOf(outcome)
    assert.deepEqual(
      [cells?.['instance'], cells?.['arch'], cells?.['python'], cells?.['pythons']],
      ['on-linux_x86_64', 'x86_64', '3.13', ''],
    )
    assert.deepEqual(here.log.lines, [
      'group: wheel_linux_x86_64: 1 wheel on on-linux_x86_64 (x86_64)',
      'info: spam 1.0 for cp313 on linux_x86_64: not in the index yet',
      'end',
      'group: Already in the index: 1 wheel',
      `info: spam 1.0 for cp312 on linux_x86_64: already in the index as ${wheel}`,
      'end',
      'info: 1 wheel to build in 1 job; 1 skipped.',
    ])
    assert.match(outcome.summary, /1 wheel to build in 1 job; 1 skipped\./)
  })

  it('attaches the very plan that its digest names, and that the legs carry', async () => {
    const here = job(matrix({ spam: '1.0' }))
    const { outputs } = await here.run()
    const text = readFileSync(outputs['planFile'] ?? '', 'utf8')
    assert.equal(sha256Of(text), outputs['planDigest'])
    assert.deepEqual(
      here.pipeline.attached.map(({ artifact, name, bytes }) => [artifact, name, Buffer.from(bytes).toString()]),
      [[outputs['planArtifact'], 'plan.json', text]],
    )
    assert.equal(outputs['planArtifact'], 'plan_gm.build.plan.1')
    const data = parseJobData(cellsOf({ outputs } as Outcome)['wheel_linux_x86_64']?.['job_data'] ?? '', 'job_data')
    assert.deepEqual(data, { kind: 'inline', work: legOf(parsePlan(text, 'plan.json'), 'wheel_linux_x86_64', outputs['planDigest'] ?? '') })
  })

  it('gives the same bytes for the same facts', async () => {
    const digests = await Promise.all(
      [job(matrix({ spam: '1.0' })), job(matrix({ spam: '1.0' }))].map(async (here) => (await here.run()).outputs['planDigest']),
    )
    assert.equal(digests[0], digests[1])
  })

  it('says plainly that there is nothing to do', async () => {
    const here = job(matrix({ spam: '1.0' }))
    here.store = memoryIndex({ spam: [wheel] })
    const outcome = await here.run()
    assert.deepEqual(
      [outcome.result, outcome.outputs['matrix'], outcome.outputs['hasJobs'], outcome.outputs['jobCount']],
      ['succeeded', '{}', 'false', '0'],
    )
    assert.match(here.log.text(), /Nothing to build: of 1 wheel wanted, 1 skipped\./)
  })

  it('takes a matrix that asks for nothing', async () => {
    const outcome = await job('packages: {}').run()
    assert.deepEqual([outcome.result, outcome.outputs['hasJobs']], ['succeeded', 'false'])
  })

  it('wants everything without a store, and warns', async () => {
    const here = job(matrix({ spam: '1.0' }))
    here.store = undefined
    const outcome = await here.run()
    assert.equal(outcome.outputs['coldCount'], '1')
    assert.match(here.log.text(), /^warning: No store was given/m)
  })

  it('asks each index once for each project', async () => {
    const here = job(
      matrix({ spam: 'latest', 'Foo.Bar': '1.0', foo_bar: 'latest' }, ['cp312', 'cp313', 'cp314'], ['linux_x86_64', 'win_amd64']),
    )
    const [upstream, store] = [memoryIndex({ spam: ['spam-1.0.tar.gz'], 'foo-bar': ['foo_bar-1.0.tar.gz'] }), memoryIndex({})]
    Object.assign(here, { upstream, store })
    await here.run()
    assert.deepEqual(
      [upstream.asked.sort(), store.asked.sort()],
      [
        ['foo-bar', 'spam'],
        ['foo-bar', 'spam'],
      ],
    )
  })

  it('asks for many projects at once, but not for all', async () => {
    const projects = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}`, '1.0']))
    const here = job(matrix(projects))
    let [now, most] = [0, 0]
    here.store = {
      name: 'store',
      project: async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise(setImmediate)
        now -= 1
        return undefined
      },
    }
    here.upstream = memoryIndex(Object.fromEntries(Object.keys(projects).map((name) => [name, [`${name}-1.0.tar.gz`]])))
    assert.equal((await here.run()).outputs['coldCount'], '60')
    assert.equal(most, 16)
  })

  it('goes on with the others where a row cannot be resolved', async () => {
    const here = job(matrix({ spam: '1.0', gone: 'latest' }))
    const outcome = await here.run()
    assert.deepEqual([outcome.result, outcome.outputs['coldCount']], ['issues', '1'])
    assert.deepEqual(
      outcome.problems.map(({ code, message }) => [code, message]),
      [['UNRESOLVED', 'packages.gone.versions.latest.wheels[0].python[0]: https://index.test/simple has no release of gone.']],
    )
  })

  it('says once what stands against many rows', async () => {
    const here = job(matrix({ spam: '1.0', gone: 'latest' }, ['cp311', 'cp312', 'cp313']))
    const { problems } = await here.run()
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['packages.gone.versions.latest.wheels[0].python[0] and 2 more: https://index.test/simple has no release of gone.'],
    )
  })

  it('tells first what latest came to', async () => {
    const here = job(matrix({ spam: 'latest' }, ['cp312', 'cp313']))
    await here.run()
    assert.deepEqual(here.log.lines.slice(0, 3), ['group: What the matrix leaves open', 'info: spam latest: 1.0', 'end'])
  })

  it('fails without outputs, and leaves nothing, where no row can be resolved', async () => {
    const here = job(matrix({ gone: 'latest', lost: '1.0' }))
    const outcome = await here.run()
    assert.deepEqual([outcome.result, outcome.outputs, outcome.problems.length], ['failed', {}, 2])
    assert.deepEqual([here.pipeline.attached, existsSync(here.temp)], [[], false])
  })

  it('warns of a version that has nothing to build from', async () => {
    const here = job(matrix({ spam: 'latest' }))
    here.upstream = memoryIndex({ spam: ['spam-1.0.tar.gz', 'spam-2.0-py3-none-any.whl'] })
    const outcome = await here.run()
    assert.deepEqual([outcome.result, outcome.outputs['hasJobs']], ['succeeded', 'false'])
    assert.match(here.log.text(), /^warning: spam 2\.0 for cp312 on linux_x86_64: nothing to build from/m)
  })

  it('does not let names of others act on the agent', async () => {
    const here = job(matrix({ spam: '1.0' }).replaceAll('on-linux_x86_64', "'##vso[task.complete]x'"))
    await here.run()
    assert.doesNotMatch(here.log.text(), /##vso/)
  })

  describe('with inputs', () => {
    it('splits legs', async () => {
      const outcome = await job(matrix({ spam: '1.0' }, ['cp311', 'cp312', 'cp313'])).run({ wheelsPerJob: 2 })
      assert.deepEqual(Object.keys(cellsOf(outcome)), ['wheel_linux_x86_64_1', 'wheel_linux_x86_64_2'])
    })

    it('adds the cells of the agents', async () => {
      const here = job(matrix({ spam: '1.0' }, ['cp312'], ['linux_x86_64', 'win_amd64']))
      const cells = cellsOf(await here.run({ agents: parseAgents(['win_* = vmImage=windows-2022', '* = vmImage=ubuntu-24.04']) }))
      assert.deepEqual(
        Object.values(cells).map((one) => one['vmImage']),
        ['ubuntu-24.04', 'windows-2022'],
      )
    })

    it('refers to the plan when the work is too large for a variable', async () => {
      const pythons = Array.from({ length: 30 }, (_, at) => `cp3${at + 10}`)
      const here = job(matrix({ spam: '1.0' }, pythons, ['linux_x86_64', 'win_amd64', 'freebsd_15_0_release_amd64']))
      const { outputs } = await here.run()
      assert.ok(Buffer.byteLength(outputs['matrix'] ?? '') <= 32_000)
      const data = parseJobData(cellsOf({ outputs } as Outcome)['wheel_win_amd64']?.['job_data'] ?? '', 'job_data')
      assert.deepEqual(data, {
        kind: 'reference',
        leg: 'wheel_win_amd64',
        planDigest: outputs['planDigest'],
        plan: outputs['planArtifact'],
      })
      assert.match(here.log.text(), /job_data refers to the plan/)
    })

    it('takes latest before a date', async () => {
      const here = job(matrix({ spam: 'latest' }))
      here.upstream = memoryIndex({
        spam: [
          { filename: 'spam-1.0.tar.gz', uploadTime: '2026-11-15T00:00:00Z' },
          { filename: 'spam-2.0.tar.gz', uploadTime: '2026-11-19T00:00:00Z' },
        ],
      })
      await here.run({ excludeNewer: { kind: 'ago', milliseconds: 3 * 86_400_000 } })
      assert.match(here.log.text(), /spam 1\.0 for cp312/)
    })

    it('builds again what exists if forced', async () => {
      const here = job(matrix({ spam: '1.0' }))
      here.store = memoryIndex({ spam: [wheel] })
      assert.equal((await here.run({ force: true })).outputs['coldCount'], '1')
    })

    it('skips what upstream serves if asked', async () => {
      const here = job(matrix({ spam: '1.0' }))
      here.upstream = memoryIndex({ spam: ['spam-1.0.tar.gz', wheel] })
      assert.equal((await here.run({ skipUpstream: true })).outputs['coldCount'], '0')
    })

    it('reads a matrix file elsewhere', async () => {
      const here = job()
      here.put('ci/wheels.yml', matrix({ spam: '1.0' }))
      assert.equal((await here.run({ wheelMatrix: 'ci/wheels.yml' })).outputs['coldCount'], '1')
      assert.equal((await here.run({ wheelMatrix: join(here.sources, 'ci/wheels.yml') })).outputs['coldCount'], '1')
    })
  })

  describe('with sources in the repository', () => {
    const wheels = 'wheels: [{ platform_tag: any, platform_instance: x, platform_arch: y, python: [{ tag: py3 }] }]'

    it('takes a folder beside the matrix file, without asking upstream', async () => {
      const here = job()
      const upstream = memoryIndex({})
      here.upstream = upstream
      here.put('ci/wheels.yml', `packages: { core: { source: ../libs/core, ${wheels} } }`)
      here.put('libs/core/pyproject.toml', '[project]\nname = "core"\nversion = "1.2"\n')
      const { outputs } = await here.run({ wheelMatrix: 'ci/wheels.yml' })
      const [leg] = parsePlan(readFileSync(outputs['planFile'] ?? '', 'utf8'), 'plan.json').jobs
      assert.deepEqual(
        [leg?.packages[0]?.version, leg?.packages[0]?.source],
        ['1.2', { kind: 'folder', path: 'libs/core', commit: 'c0ffee', time: 1_790_000_000 }],
      )
      assert.deepEqual(upstream.asked, [])
    })

    it('takes PKG-INFO where there is no pyproject.toml', async () => {
      const here = job(`packages: { core: { source: core, ${wheels} } }`)
      here.put('core/PKG-INFO', 'Metadata-Version: 2.1\nName: core\nVersion: 3.0\n')
      here.store = memoryIndex({ core: ['core-3.0-py3-none-any.whl'] })
      assert.equal((await here.run()).outputs['hasJobs'], 'false')
    })

    it('fails the row of a folder that is not there', async () => {
      const outcome = await job(`packages: { core: { source: core, ${wheels} } }`).run()
      assert.deepEqual([outcome.result, outcome.problems[0]?.code], ['failed', 'FILE_MISSING'])
    })

    it('refuses a folder that no other job would have', async () => {
      const here = job(`packages: { core: { source: ../core, ${wheels} } }`)
      await assert.rejects(here.run(), { code: 'MATRIX_INVALID' })
    })
  })

  describe('leaves no output and writes nothing', () => {
    const unreachable = { name: 'https://index.test', project: () => Promise.reject(new Problem('INDEX_UNREACHABLE', 'It is down.', '')) }
    const refused: [
      why: string,
      code: string,
      text: string | undefined,
      change?: ((here: World) => void) | undefined,
      inputs?: Parameters<World['run']>[0],
    ][] = [
      ['without a matrix file', 'FILE_MISSING', undefined],
      ['for an empty file', 'MATRIX_INVALID', ''],
      ['for an unknown key', 'MATRIX_INVALID', 'package: {}'],
      ['for wrong types', 'MATRIX_INVALID', 'packages: { a: { versions: 1.0 } }'],
      ['for an unreachable index', 'INDEX_UNREACHABLE', matrix({ spam: '1.0' }), (here) => Object.assign(here, { upstream: unreachable })],
      ['for an unreachable store', 'INDEX_UNREACHABLE', matrix({ spam: '1.0' }), (here) => Object.assign(here, { store: unreachable })],
      ['for too many jobs', 'TOO_MANY_JOBS', matrix({ spam: '1.0' }, ['cp312'], ['linux_x86_64', 'win_amd64']), undefined, { maxJobs: 1 }],
      ['for a platform without an agent', 'INPUT_INVALID', matrix({ spam: '1.0' }), undefined, { agents: parseAgents(['win_* = pool=x']) }],
    ]
    for (const [why, code, text, change, inputs] of refused)
      it(why, async () => {
        const here = job(text)
        change?.(here)
        await assert.rejects(here.run(inputs), { code })
        assert.deepEqual([here.pipeline.attached, existsSync(here.temp)], [[], false])
      })
  })
})
