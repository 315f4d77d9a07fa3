import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunReport } from '../../../local-agent/server/run-pipeline.ts'
import { Place, resultsOf, said } from './runs.ts'

const SET = (name: string, value: string): string => `echo '##vso[task.setvariable variable=${name};isOutput=true]${value}'`

describe('run: two stages, a matrix from an output', () => {
  const place = new Place()
  after(() => place.remove())
  let report: RunReport
  before(async () => {
    place.write('data.txt', 'from the repository')
    report = await place.run(
      `
variables: { who: world, twice: $(who)$(who) }
stages:
- stage: plan
  jobs:
  - job: gen
    steps:
    - checkout: none
    - { name: gm, bash: "${SET('matrix', '{"one":{"n":"1"},"two":{"n":"2","who":"leg"}}').replaceAll('"', '\\"')}" }
- stage: build
  displayName: Build it
  jobs:
  - job: legs
    strategy: { matrix: "$[ stageDependencies.plan.gen.outputs['gm.matrix'] ]" }
    steps:
    - script: echo "> $N $(who) $(twice) $(cat data.txt) $(System.JobPositionInPhase)/$(System.TotalJobsInPhase) $(system.jobIdentifier)"
    - { name: out, script: "${SET('x', 'x$(n)')}" }
    - script: mkdir -p $(Build.ArtifactStagingDirectory)/d; echo $(n) > $(Build.ArtifactStagingDirectory)/d/$(n).txt
    - { publish: $(Build.ArtifactStagingDirectory)/d, artifact: "files-$(n)" }
    - script: printf '# summary' > s$(n).md; echo "##vso[task.uploadsummary]$PWD/s$(n).md"
  - job: after
    dependsOn: legs
    variables: { x: "$[ dependencies.legs.outputs['two.out.x'] ]", none: "$[ dependencies.legs.outputs['three.out.x'] ]" }
    steps: [ { script: 'echo "> after $(x) <$(none)> $(Build.Reason)"' } ]
- stage: last
  dependsOn: [plan, build]
  condition: and(succeeded(), eq(dependencies.build.outputs['legs.one.out.x'], 'X1'))
  jobs: [ { job: j, steps: [ { script: "echo '> last'" } ] } ]
`,
      { variables: { who: 'nobody, for the YAML says who' }, jobs: 2 },
    )
  })

  it('succeeds', () => assert.deepEqual([report.result, report.code, report.run.status], ['succeeded', 0, 'completed']))
  it('says that a variable of the run which the YAML sets has no effect', () =>
    assert.ok(report.log.includes('##[warning]The variable who of this run has no effect: the pipeline sets it itself.')))
  it('runs a leg for each, with its variables, and passes outputs on', () =>
    assert.deepEqual([...said(report)].sort(), [
      '1 world worldworld from the repository 1/2 build.legs.one',
      '2 leg legleg from the repository 2/2 build.legs.two',
      'after x2 <> Manual',
      'last',
    ]))
  it('keeps records of stages, jobs and steps, each below its parent', () => {
    assert.deepEqual(resultsOf(report, 'Job'), {
      'plan.gen.__default': 'succeeded',
      'build.legs.one': 'succeeded',
      'build.legs.two': 'succeeded',
      'build.after.__default': 'succeeded',
      'last.j.__default': 'succeeded',
    })
    const { records } = report.run
    const parents = { Phase: 'Stage', Job: 'Phase', Task: 'Job' } as const
    for (const [type, parent] of Object.entries(parents))
      for (const record of records.filter((one) => one.type === type))
        assert.equal(records.find((one) => one.id === record.parentId)?.type, parent)
    for (const { state, result, startTime, finishTime } of records)
      assert.ok(state === 'completed' && result && startTime && finishTime && startTime <= finishTime)
    assert.equal(records.find((one) => one.identifier === 'build')?.name, 'Build it')
  })
  it('keeps artifacts', () => {
    assert.deepEqual(
      new Set(report.run.artifacts.map(({ name, files }) => `${name}: ${[...files.keys()].join()}`)),
      new Set(['files-1: 1.txt', 'files-2: 2.txt']),
    )
    const sources = report.run.artifacts.map(({ source }) => report.run.records.find(({ id }) => id === source)?.identifier)
    assert.deepEqual(new Set(sources), new Set(['build.legs.one', 'build.legs.two']))
  })
  it('leaves logs, summaries and artifacts for people', () => {
    assert.equal(report.folder, join(place.folder, 'out', 'run'))
    assert.deepEqual(readdirSync(join(report.folder, 'summaries')).sort(), ['build.legs.one.s1.md', 'build.legs.two.s2.md'])
    assert.equal(readFileSync(join(report.folder, 'artifacts', 'files-1', '1.txt'), 'utf8'), '1\n')
    assert.match(readFileSync(join(report.folder, 'logs', 'last.j.__default.log'), 'utf8'), /^\d{4}-\d\d-\d\dT[\d:.]+Z > last$/m)
  })
  it('labels the lines of legs that ran side by side, and nothing else', () => {
    assert.ok(report.log.some((line) => line.startsWith('one | ')) && report.log.some((line) => line.startsWith('two | ')))
    assert.ok(report.log.includes('> last'))
  })
  it('ends with a table', () => {
    const table = report.log.slice(report.log.indexOf(''))
    assert.deepEqual(
      table.slice(1, 9).map((line) => line.replace(/ +\d+\.\d s$/, '').replaceAll(/ {2,}/g, ' ')),
      [
        'plan Succeeded',
        ' gen Succeeded',
        'Build it Succeeded',
        ' legs one Succeeded',
        ' legs two Succeeded',
        ' after Succeeded',
        'last Succeeded',
        ' j Succeeded',
      ],
    )
    assert.match(table.at(-1) ?? '', /^##\[section\]Run \d{8}\.\d+: Succeeded$/)
  })
  it('leaves no work folder behind', () =>
    assert.ok(!report.log.some((line) => existsSync(/Copying \S+ to (\S+)/.exec(line)?.[1] ?? '/nowhere/at/all'))))
})

describe('run: what fails and what is skipped', () => {
  const place = new Place()
  after(() => place.remove())
  const job = (name: string, script: string, more = ''): string =>
    `{ job: ${name}, ${more} steps: [ { checkout: none }, { script: "${script}" } ] }`

  it('a failed step fails its job, its stage and the run; what depends on it is skipped', async () => {
    const report = await place.run(`stages:
- { stage: a, jobs: [ ${job('x', 'exit 3')}, ${job('y', 'true')}, ${job('z', 'true', 'dependsOn: x,')} ] }
- { stage: b, jobs: [ ${job('x', 'true')} ] }
- { stage: c, dependsOn: b, jobs: [ ${job('x', 'true')} ] }
- { stage: d, dependsOn: a, condition: failed(), jobs: [ ${job('x', 'true')} ] }`)
    assert.deepEqual([report.result, report.code], ['failed', 1])
    assert.deepEqual(resultsOf(report, 'Stage'), { a: 'failed', b: 'skipped', c: 'skipped', d: 'succeeded' })
    assert.deepEqual(resultsOf(report, 'Phase'), { 'a.x': 'failed', 'a.y': 'succeeded', 'a.z': 'skipped', 'd.x': 'succeeded' })
    assert.ok(report.log.includes('Stage b: skipped due to its condition') && report.log.includes('  succeeded() is False: a Failed'))
  })

  it('a leg that fails fails the job, the others run to their end', async () => {
    const report = await place.run(
      `jobs: [ { job: a, strategy: { matrix: { one: { x: 1 }, two: { x: 0 } } }, steps: [ { checkout: none }, { script: exit $(x) } ] } ]`,
    )
    assert.deepEqual(resultsOf(report, 'Job'), { '__default.a.one': 'failed', '__default.a.two': 'succeeded' })
    assert.equal(report.result, 'failed')
  })

  it('continueOnError is success with issues, and what depends on it runs', async () => {
    const report = await place.run(
      `jobs: [ { job: a, steps: [ { checkout: none }, { script: exit 1, continueOnError: true } ] }, ${job('b', 'true', 'dependsOn: a,')} ]`,
    )
    assert.deepEqual(
      [report.result, report.code, resultsOf(report, 'Phase')],
      ['succeededWithIssues', 0, { '__default.a': 'succeededWithIssues', '__default.b': 'succeeded' }],
    )
  })

  it('a skipped producer leaves an empty matrix: one plain job, unless a condition guards it', async () => {
    const matrix = `strategy: { matrix: "$[ dependencies.gen.outputs['gm.matrix'] ]" },`
    const report = await place.run(`jobs:
- ${job('gen', 'true', 'condition: false,')}
- ${job('plain', 'echo plain $(System.ParallelExecutionType)', `dependsOn: gen, condition: always(), ${matrix}`)}
- ${job('guarded', 'true', `dependsOn: gen, condition: "eq(dependencies.gen.outputs['gm.hasJobs'], 'true')", ${matrix}`)}`)
    assert.deepEqual(resultsOf(report, 'Phase'), {
      '__default.gen': 'skipped',
      '__default.plain': 'succeeded',
      '__default.guarded': 'skipped',
    })
    assert.deepEqual(Object.keys(resultsOf(report, 'Job')), ['__default.plain.__default'])
    assert.ok(report.log.includes("  Expanded: eq(Null, 'true')"))
  })

  it('a matrix that cannot be expanded fails its job before an agent has it', async () => {
    const report = await place.run(`jobs:
- { job: gen, steps: [ { checkout: none }, { name: gm, script: "${SET('matrix', '[]')}" } ] }
- ${job('legs', 'true', `dependsOn: gen, strategy: { matrix: "$[ dependencies.gen.outputs['gm.matrix'] ]" },`)}`)
    assert.deepEqual(resultsOf(report, 'Phase'), { '__default.gen': 'succeeded', '__default.legs': 'failed' })
    assert.ok(report.log.includes('##[error]legs: The matrix is no JSON object of legs.'))
  })

  it('a condition that cannot be worked out fails, and says so', async () => {
    const report = await place.run(
      `jobs: [ ${job('a', 'true', 'condition: "gt(1, variables.absentText)", variables: { absentText: x },')} ]`,
    )
    assert.deepEqual(resultsOf(report, 'Phase'), { '__default.a': 'failed' })
    assert.ok(report.log.some((line) => line.includes("'x' cannot be read as a number")))
  })

  it('a job is shown as it is written, a step with its variables; a leg with an illegal name is known as JobN', async () => {
    const report = await place.run(
      `jobs: [ { job: a, displayName: Python $(v), strategy: { matrix: { "3.9": { v: 39 }, ok: { v: 40 } } }, steps: [ { checkout: none }, { script: "true", displayName: Test $(v) } ] } ]`,
    )
    assert.deepEqual(
      report.run.records.filter(({ type }) => type === 'Task').map(({ name }) => name),
      ['Test 39', 'Test 40'],
    )
    const jobs = report.run.records.filter(({ type }) => type === 'Job').map(({ name, identifier }) => [name, identifier])
    assert.deepEqual(jobs, [
      ['Python $(v) 3.9', '__default.a.Job1'],
      ['Python $(v) ok', '__default.a.ok'],
    ])
    assert.ok(report.log.some((line) => line.includes("other jobs know its outputs as 'Job1'")))
  })

  it('outputs of a deployment bear its name; secrets do not cross jobs', async () => {
    const set = (flags: string) => `echo '##vso[task.setvariable variable=${flags};isOutput=true]v'`
    const report = await place.run(
      `jobs:
- { deployment: d, environment: e, strategy: { runOnce: { deploy: { steps: [ { download: none }, { name: s, script: "${set('x')}; ${set('secret;issecret=true')}" } ] } } } }
- { job: b, dependsOn: d, variables: { x: "$[ dependencies.d.outputs['d.s.x'] ]", s: "$[ dependencies.d.outputs['d.s.secret'] ]" }, steps: [ { checkout: none }, { script: echo "> <$(x)> <$(s)>" } ] }`,
      { approve: true },
    )
    assert.deepEqual(said(report), ['<v> <>'])
  })

  it('slices tell themselves apart', async () => {
    const report = await place.run(
      `jobs: [ { job: a, strategy: { parallel: 3, maxParallel: 1 }, steps: [ { checkout: none }, { script: echo "> $(System.JobPositionInPhase) $(System.TotalJobsInPhase) $(System.ParallelExecutionType)" } ] } ]`,
    )
    assert.deepEqual(said(report), ['1 3 MultiMachine', '2 3 MultiMachine', '3 3 MultiMachine'])
    assert.deepEqual(Object.keys(resultsOf(report, 'Job')), ['__default.a.Job1', '__default.a.Job2', '__default.a.Job3'])
  })

  it('a leg for another system runs here and says so', async () => {
    const report = await place.run(
      `jobs: [ { job: a, pool: { vmImage: $(image) }, strategy: { matrix: { w: { image: windows-2022 }, m: { image: macos-14 }, l: { image: ubuntu-24.04 } } }, steps: [ { checkout: none }, { script: "true" } ] } ]`,
    )
    assert.equal(report.code, 0)
    assert.equal(report.log.filter((line) => line.includes('the local agent runs it here')).length, 2)
  })

  it('a leg that still waits when the run is cancelled does not start', async () => {
    const controller = new AbortController()
    const report = await place.run(
      'jobs: [ { job: a, strategy: { matrix: { one: {}, two: {} } }, steps: [ { checkout: none }, { bash: "echo started; exec sleep 60" } ] } ]',
      { jobs: 1, signal: controller.signal, onLine: (line) => (line === 'started' ? controller.abort() : undefined) },
    )
    assert.deepEqual(resultsOf(report, 'Job'), { '__default.a.one': 'canceled', '__default.a.two': 'canceled' })
    assert.equal(report.log.filter((line) => line === 'started').length, 1)
  })

  it('a run that is cancelled: what runs is cancelled, what waits does not start, always() still runs', async () => {
    const controller = new AbortController()
    const report = await place.run(
      `stages:
- { stage: a, jobs: [ { job: x, steps: [ { checkout: none }, { bash: "echo started; exec sleep 60" } ] } ] }
- { stage: b, jobs: [ ${job('x', 'true')} ] }
- { stage: c, dependsOn: a, condition: always(), jobs: [ ${job('x', "echo '> cleaned up'", 'condition: always(),')} ] }`,
      { signal: controller.signal, onLine: (line) => (line === 'started' ? controller.abort() : undefined) },
    )
    assert.deepEqual(
      [report.result, report.code, resultsOf(report, 'Stage')],
      ['canceled', 1, { a: 'canceled', b: 'canceled', c: 'succeeded' }],
    )
    assert.deepEqual(said(report), ['cleaned up'])
  })
})
