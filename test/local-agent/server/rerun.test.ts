import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TimelineRecord } from '../../../local-agent/record.ts'
import { Mistake } from '../../../local-agent/mistake.ts'
import type { RunOptions, RunReport } from '../../../local-agent/server/run-pipeline.ts'
import { timelineShape, withAttempts } from '../../../local-agent/services/rest-shapes.ts'
import { Place, resultsOf, said } from './runs.ts'

const SET = (name: string, value: string): string => `echo "##vso[task.setvariable variable=${name};isOutput=true]${value}"`
const ATTEMPTS = '$(System.StageAttempt)$(System.PhaseAttempt)$(System.JobAttempt)'

const PIPELINE = `
stages:
- stage: plan
  jobs:
  - job: gen
    steps:
    - checkout: none
    - name: gm
      bash: |
        echo '##vso[task.setvariable variable=matrix;isOutput=true]{"one":{"n":"1"},"two":{"n":"2"}}'
    - { bash: 'echo "> gen ${ATTEMPTS}"' }
- stage: build
  jobs:
  - job: legs
    strategy: { matrix: "$[ stageDependencies.plan.gen.outputs['gm.matrix'] ]" }
    steps:
    - { name: out, bash: '${SET('x', 'x$(n).$(System.JobAttempt)')}' }
    - { bash: 'echo "> leg $(n) ${ATTEMPTS} $(System.JobPositionInPhase)/$(System.TotalJobsInPhase)"' }
    - { bash: 'mkdir up; echo $(n) > up/$(n).$(System.JobAttempt); echo "##vso[artifact.upload containerfolder=all;artifactname=all]$PWD/up"' }
    - { bash: 'test $(n) = 1 || test -e $(flag)' }
  - { job: other, steps: [ { checkout: none }, { bash: 'echo "> other"' } ] }
  - job: after
    dependsOn: legs
    condition: succeeded()
    variables: { one: "$[ dependencies.legs.outputs['one.out.x'] ]", two: "$[ dependencies.legs.outputs['two.out.x'] ]" }
    steps: [ { checkout: none }, { bash: 'echo "> after $(one) $(two) ${ATTEMPTS}"' } ]
- stage: publish
  dependsOn: [plan, build]
  condition: in(dependencies.build.result, 'Succeeded', 'Failed')
  jobs:
  - job: index
    variables: { one: "$[ stageDependencies.build.legs.outputs['one.out.x'] ]" }
    steps: [ { checkout: none }, { download: current, artifact: all }, { bash: 'echo "> index $(one) ${ATTEMPTS} $(cd ../all; echo *)"' } ]
- { stage: alone, dependsOn: [], jobs: [ { job: j, steps: [ { checkout: none }, { bash: 'echo "> alone"' } ] } ] }
`

const of = ({ run }: RunReport, type: TimelineRecord['type'], identifier: string): TimelineRecord =>
  run.records.find((record) => record.type === type && record.identifier === identifier) ?? assert.fail(identifier)

describe('a further attempt', () => {
  const place = new Place()
  after(() => place.remove())
  const flag = join(place.folder, 'flag')
  const attempt = (rerun: boolean, more: Partial<RunOptions> = {}): Promise<RunReport> => place.run(PIPELINE, { rerun, ...more })
  let first: RunReport
  let second: RunReport
  let third: RunReport
  before(async () => {
    first = await attempt(false, { variables: { flag } })
    second = await attempt(true)
    writeFileSync(flag, '')
    third = await attempt(true)
  })

  it('is for what failed', () => {
    assert.deepEqual(
      [first, second, third].map(({ result }) => result),
      ['failed', 'failed', 'succeeded'],
    )
    assert.deepEqual(resultsOf(first, 'Stage'), { plan: 'succeeded', build: 'failed', publish: 'succeeded', alone: 'succeeded' })
  })

  it('runs the failed leg and all that depends on it, and nothing else, with the outputs of before', () => {
    assert.deepEqual([...said(first)].sort(), ['alone', 'gen 111', 'index x1.1 111 1.1 2.1', 'leg 1 111 1/2', 'leg 2 111 2/2', 'other'])
    assert.deepEqual([...said(second)].sort(), ['index x1.1 222 1.1 2.1 2.2', 'leg 2 222 2/2'])
    assert.deepEqual([...said(third)].sort(), ['after x1.1 x2.3 331', 'index x1.1 333 1.1 2.1 2.2 2.3', 'leg 2 333 2/2'])
  })

  it('is the same run: id, number and time', () => {
    for (const key of ['buildId', 'buildNumber', 'planId', 'queueTime', 'sourceVersion'] as const)
      assert.equal(third.run[key], first.run[key])
  })

  it('has a whole timeline: kept records as they were, new ones with their attempts', () => {
    assert.deepEqual(resultsOf(third, 'Job'), {
      'plan.gen.__default': 'succeeded',
      'build.legs.one': 'succeeded',
      'build.legs.two': 'succeeded',
      'build.other.__default': 'succeeded',
      'build.after.__default': 'succeeded',
      'publish.index.__default': 'succeeded',
      'alone.j.__default': 'succeeded',
    })
    assert.equal(of(third, 'Job', 'build.legs.one').id, of(first, 'Job', 'build.legs.one').id)
    assert.equal(of(third, 'Job', 'build.legs.one').parentId, of(third, 'Phase', 'build.legs').id)
    const { planId: timelineId } = first.run
    assert.deepEqual(of(third, 'Job', 'build.legs.two').previousAttempts, [
      { attempt: 1, timelineId, recordId: of(first, 'Job', 'build.legs.two').id },
      { attempt: 2, timelineId, recordId: of(second, 'Job', 'build.legs.two').id },
    ])
    const ids = new Set(third.run.records.map(({ id }) => id))
    assert.ok(third.run.records.every(({ parentId }) => parentId === undefined || ids.has(parentId)))
    assert.equal(ids.size, third.run.records.length)
    const tasks = third.run.records.filter(({ type, parentId }) => type === 'Task' && parentId === of(third, 'Job', 'build.legs.two').id)
    assert.deepEqual([...new Set(tasks.map((task) => task.attempt))], [3])
  })

  it('keeps what was run again as it was, for whoever asks for the timelines of earlier attempts', () => {
    const { records } = withAttempts(third.run)
    const shown = new Map(records.map((one) => [one.id, one]))
    assert.equal(shown.size, records.length)
    for (const attempt of [first, second]) {
      const job = of(attempt, 'Job', 'build.legs.two')
      const then = shown.get(job.id)
      assert.deepEqual([then?.attempt, then?.result, then?.parentId], [job.attempt, 'failed', job.parentId])
      const stage = shown.get(shown.get(job.parentId ?? '')?.parentId ?? '')
      assert.deepEqual([stage?.type, stage?.identifier, stage?.attempt], ['Stage', 'build', job.attempt])
    }
    assert.ok(!JSON.stringify([...(third.run.earlier ?? [])].map(({ outputs }) => [...outputs])).includes('x1'))
  })

  it('is shown so by REST', () => {
    const shape: unknown = JSON.parse(JSON.stringify(timelineShape(third.run)))
    assert.ok(typeof shape === 'object' && shape !== null && 'records' in shape && Array.isArray(shape.records))
    const stages: unknown[] = shape.records.filter((record: { type: string }) => record.type === 'Stage')
    assert.deepEqual(
      stages
        .map((stage) => JSON.parse(JSON.stringify(stage)))
        .map(({ identifier, attempt: n, previousAttempts }) => [identifier, n, previousAttempts.length]),
      [
        ['plan', 1, 0],
        ['build', 3, 2],
        ['publish', 3, 2],
        ['alone', 1, 0],
      ],
    )
  })

  it('says how, and that it is one', () => {
    assert.ok(first.log.includes('--rerun runs again what failed, and all that depends on it.'))
    assert.ok(second.log[0]?.startsWith(`Run ${first.run.buildNumber} goes on`))
  })

  it('tells attempts in its table, and keeps the logs of each', () => {
    assert.ok(third.log.some((line) => line.startsWith('  legs two (attempt 3)')))
    for (const name of ['build.legs.two', 'build.legs.two.attempt2', 'build.legs.two.attempt3', 'plan.gen.__default'])
      assert.ok(existsSync(join(third.folder, 'logs', `${name}.log`)), name)
  })

  it('is refused where nothing has failed', () =>
    assert.rejects(attempt(true), (error) => error instanceof Mistake && error.message.includes('there is nothing to run again')))

  it('is a new run without rerun, which forgets what was', async () => {
    const { run } = await attempt(false, { variables: { flag } })
    assert.notEqual(run.planId, first.run.planId)
    assert.deepEqual([...(run.artifacts[0]?.files.keys() ?? [])].sort(), ['1.1', '2.1'])
  })
})

describe('a further attempt: what there may be', () => {
  const place = new Place()
  afterEach(() => place.write('p.local.yml', 'next: x'))
  after(() => place.remove())
  const refused = (yaml: string, says: RegExp): Promise<void> =>
    assert.rejects(place.run(yaml, { rerun: true }), (error) => error instanceof Mistake && says.test(error.message))

  it('no earlier run', () => refused('steps: [ { bash: "true" } ]', /There is no run in .* that could be run again/))

  it('an artifact under a name that is taken fails', async () => {
    const yaml = 'steps: [ { checkout: none }, { bash: "echo x > a" }, { publish: a, artifact: one }, { bash: "false" } ]'
    await place.run(yaml)
    const { run } = await place.run(yaml, { rerun: true })
    assert.ok(run.records.some(({ issues }) => issues.some(({ message }) => /Artifact one already exists for build/.test(message))))
    assert.deepEqual(
      [...(run.artifacts[0]?.files ?? [])].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
      [['a', 'x\n']],
    )
  })

  it('a stage whose approval was rejected asks anew', async () => {
    const yaml = 'jobs: [ { deployment: d, environment: e, strategy: { runOnce: { deploy: { steps: [ { bash: "echo \'> ran\'" } ] } } } } ]'
    const answer = (approved: boolean) => ({ decide: () => Promise.resolve({ approved, comment: '', how: 'here' }) })
    const no = await place.run(yaml, answer(false))
    const yes = await place.run(yaml, { rerun: true, ...answer(true) })
    assert.deepEqual(
      [no.result, yes.result, said(yes), yes.run.approvals.map(({ status }) => status)],
      ['failed', 'succeeded', ['ran'], ['rejected', 'approved']],
    )
    assert.equal(yes.run.records.find(({ type }) => type === 'Checkpoint')?.attempt, 2)
    assert.equal(yes.run.records.filter(({ type }) => type.startsWith('Checkpoint')).length, 2)
  })

  it('a run that was canceled goes on', async () => {
    const yaml =
      'stages: [ { stage: a, jobs: [ { job: x, steps: [ { checkout: none }, { bash: \'test $(System.JobAttempt) = 2 || { echo waiting; exec sleep 60; }\' } ] }, { job: y, dependsOn: x, steps: [ { bash: "true" } ] } ] }, { stage: b, jobs: [ { job: z, steps: [ { bash: "true" } ] } ] } ]'
    const stop = new AbortController()
    const canceled = await place.run(yaml, { signal: stop.signal, onLine: (line) => (line === 'waiting' ? stop.abort() : undefined) })
    const done = await place.run(yaml, { rerun: true })
    assert.deepEqual([canceled.result, done.result], ['canceled', 'succeeded'])
    assert.deepEqual(resultsOf(done, 'Stage'), { a: 'succeeded', b: 'succeeded' })
  })

  it('a slice that failed, at its place among all', async () => {
    const yaml =
      'jobs: [ { job: a, strategy: { parallel: 3, maxParallel: 1 }, steps: [ { checkout: none }, { bash: \'echo "> $(System.JobPositionInPhase)/$(System.TotalJobsInPhase) $(System.JobName) $(System.JobAttempt)"; test $(System.JobPositionInPhase)$(System.JobAttempt) != 21\' } ] } ]'
    const [one, two] = [await place.run(yaml), await place.run(yaml, { rerun: true })]
    assert.deepEqual([said(one), said(two)], [['1/3 Job1 1', '2/3 Job2 1', '3/3 Job3 1'], ['2/3 Job2 2']])
    assert.deepEqual(resultsOf(two, 'Job'), {
      '__default.a.Job1': 'succeeded',
      '__default.a.Job2': 'succeeded',
      '__default.a.Job3': 'succeeded',
    })
  })

  it('a deployment that stands, with its outputs as they are named', async () => {
    const deploy = `{ deployment: d, environment: e, strategy: { runOnce: { deploy: { steps: [ { download: none }, { name: s, bash: '${SET('x', 'deployed')}' } ] } } } }`
    const yaml = `jobs: [ ${deploy}, { job: b, dependsOn: d, variables: { x: "$[ dependencies.d.outputs['d.s.x'] ]" }, steps: [ { checkout: none }, { bash: 'echo "> $(x)"; test $(System.JobAttempt) = 2' } ] } ]`
    const [one, two] = [await place.run(yaml, { approve: true }), await place.run(yaml, { rerun: true, approve: true })]
    assert.deepEqual([said(one), said(two), two.result, two.run.approvals.length], [['deployed'], ['deployed'], 'succeeded', 2])
  })

  it('services at the addresses of before', async () => {
    place.write('p.local.yml', 'services: { up: { packageIndex: { folder: $(out)/up } }, b: { s3: { bucket: w, accessKey: K } } }')
    const yaml = 'steps: [ { checkout: none }, { bash: "echo \'> $(up.simpleUrl) $(b.endpointUrl)\'; test $(System.JobAttempt) = 2" } ]'
    const [one, two] = [await place.run(yaml), await place.run(yaml, { rerun: true })]
    assert.deepEqual([said(two), two.result], [said(one), 'succeeded'])
  })

  it('no secret on disk: not of the file, not of an output, not within one', async () => {
    place.write('p.local.yml', 'secrets: { token: hunter2hunter2 }')
    const lines = [
      SET('plain', 'kept'),
      SET('holds', 'a$(token)b'),
      'echo "##vso[task.setvariable variable=s;isOutput=true;issecret=true]verysecret"',
    ]
    const steps = `{ checkout: none }, { name: o, bash: '${lines.join('; ')}' }`
    const yaml = `jobs: [ { job: a, steps: [ ${steps} ] }, { job: b, dependsOn: a, variables: { p: "$[ dependencies.a.outputs['o.plain'] ]", h: "$[ dependencies.a.outputs['o.holds'] ]" }, steps: [ { checkout: none }, { bash: 'echo "> $(p) $(h)"; test $(System.JobAttempt) = 2' } ] } ]`
    const one = await place.run(yaml)
    const kept = readFileSync(join(one.folder, 'run.json'), 'utf8')
    assert.ok(!/hunter2|verysecret/.test(kept))
    const two = await place.run(yaml, { rerun: true })
    assert.deepEqual([said(two), two.result], [['kept '], 'succeeded'])
    assert.deepEqual(
      two.log.filter((line) => line.includes('was not kept')),
      ['##[warning]The output o.holds of the attempt before holds a secret and was not kept: what uses it now finds it empty.'],
    )
  })

  it('a file of another version, or an artifact that is gone', async () => {
    const yaml = 'steps: [ { checkout: none }, { bash: "false" } ]'
    const { folder } = await place.run(yaml)
    const file = join(folder, 'run.json')
    const json: object = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...json, artifacts: [{ id: 1, name: 'a', source: 's', files: ['gone'] }] }))
    await refused(yaml, /gone of an earlier attempt is gone/)
    writeFileSync(file, JSON.stringify({ ...json, version: 2 }))
    await refused(yaml, /written by another version/)
  })

  it('a pipeline with other jobs by now: those are new', async () => {
    await place.run('jobs: [ { job: a, steps: [ { checkout: none }, { bash: "false" } ] } ]')
    const report = await place.run('jobs: [ { job: b, steps: [ { checkout: none }, { bash: "echo \'> $(System.JobAttempt)\'" } ] } ]', {
      rerun: true,
    })
    assert.deepEqual([said(report), resultsOf(report, 'Job')], [['1'], { '__default.b.__default': 'succeeded' }])
  })
})
