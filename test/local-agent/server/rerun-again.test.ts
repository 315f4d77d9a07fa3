import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Mistake } from '../../../local-agent/mistake.ts'
import type { RunReport } from '../../../local-agent/server/run-pipeline.ts'
import { Place, resultsOf, said } from './runs.ts'

const deployment = (name: string, script: string): string =>
  `{ deployment: ${name}, environment: e, strategy: { runOnce: { deploy: { steps: [ { download: none }, { bash: '${script}' } ] } } } }`

describe('a further attempt after one that did not get to a job', () => {
  const place = new Place()
  after(() => place.remove())
  const decide = (approved: boolean) => () => Promise.resolve({ approved, comment: '', how: 'here' })
  const PUBLISH = `jobs: [ ${deployment('one', 'echo "> one $(System.JobAttempt)"')}, ${deployment('two', 'echo "> two $(System.JobAttempt)"; test $(System.JobAttempt) = 2')} ]`

  it('knows what succeeded before, though its stage was not approved in between', async () => {
    const first = await place.run(PUBLISH, { decide: decide(true) })
    const second = await place.run(PUBLISH, { rerun: true, decide: decide(false) })
    const third = await place.run(PUBLISH, { rerun: true, decide: decide(true) })
    assert.deepEqual([[...said(first)].sort(), said(second), said(third)], [['one 1', 'two 1'], [], ['two 2']])
    assert.deepEqual([third.result, third.run.records.find(({ type }) => type === 'Stage')?.attempt], ['succeeded', 3])
  })

  it('has it on disk while the approval is asked for', async () => {
    await place.run(PUBLISH, { decide: decide(true) })
    const file = join(place.folder, 'out', 'run', 'run.json')
    const copy = join(place.folder, 'run.json')
    const ask = () => {
      copyFileSync(file, copy)
      return decide(false)()
    }
    await place.run(PUBLISH, { rerun: true, decide: ask })
    copyFileSync(copy, file)
    const third = await place.run(PUBLISH, { rerun: true, decide: decide(true) })
    assert.deepEqual(said(third), ['two 2'])
  })

  it('counts on where its stage was skipped in between, and takes nothing of before from it', async () => {
    const stages = (condition: string): string =>
      `stages: [ { stage: a, jobs: [ { job: x, steps: [ { checkout: none }, { bash: 'test $(System.JobAttempt) = 3' } ] } ] },
  { stage: b, condition: ${condition}, jobs: [ { job: y, steps: [ { checkout: none }, { name: s, bash: 'echo "> y $(System.JobAttempt)"; echo "##vso[task.setvariable variable=v;isOutput=true]$(System.JobAttempt)"' } ] } ] },
  { stage: c, dependsOn: [ a, b ], condition: always(), variables: { v: "$[ stageDependencies.b.y.outputs['s.v'] ]" }, jobs: [ { job: z, steps: [ { checkout: none }, { bash: 'echo "> z $(v)"' } ] } ] } ]`
    const reports: RunReport[] = []
    for (const condition of ['always()', 'succeeded()', 'always()'])
      reports.push(await place.run(stages(condition), { rerun: reports.length > 0 }))
    assert.deepEqual(reports.map(said), [['y 1', 'z 1'], ['z '], ['y 2', 'z 2']])
    assert.deepEqual(resultsOf(reports[1] ?? assert.fail(), 'Job'), { 'a.x.__default': 'failed', 'c.z.__default': 'succeeded' })
  })
})

describe('a further attempt: what is said about it', () => {
  const place = new Place()
  afterEach(() => place.write('p.local.yml', 'next: x'))
  after(() => place.remove())
  const file = join(place.folder, 'out', 'run', 'run.json')
  const mistake = (says: RegExp) => (error: unknown) => error instanceof Mistake && says.test(error.message)
  const FAILS = 'steps: [ { checkout: none }, { bash: "false" } ]'

  it('a secret that was given for the run is not on disk, and must be given again', async () => {
    place.write('p.local.yml', 'secrets: { token: a-placeholder }')
    const yaml =
      'steps: [ { checkout: none }, { bash: "test ${TOKEN} = hunter2hunter2 && test $(System.JobAttempt) = 2", env: { TOKEN: $(token) } } ]'
    const variables = { Token: 'hunter2hunter2', held: 'https://u:hunter2hunter2@host', plain: 'x' }
    await place.run(yaml, { variables })
    const kept = readFileSync(file, 'utf8')
    assert.deepEqual([kept.includes('hunter2'), kept.includes('"plain":"x"')], [false, true])
    await assert.rejects(place.run(yaml, { rerun: true }), mistake(/^Give --var Token, held again/))
    const { held, Token } = variables
    const again = await place.run(yaml, { rerun: true, variables: { HELD: held, token: Token } })
    assert.equal(again.result, 'succeeded', again.log.join('\n'))
  })

  it('a secret of a connection is not on disk either, and is a warning where it was uploaded', async () => {
    place.write('p.local.yml', 'connections: { c: { type: AWS, parameters: { username: somebody, password: hunter2hunter2 } } }')
    const set = 'echo "##vso[task.setvariable variable=v;isOutput=true]hunter2hunter2"; echo hunter2hunter2 > leak.txt'
    const report = await place.run(`steps: [ { checkout: none }, { bash: '${set}' }, { publish: leak.txt, artifact: a } ]`)
    assert.ok(!readFileSync(file, 'utf8').includes('hunter2'))
    assert.ok(report.log.includes('##[warning]a/leak.txt holds the secret password of connection c: nothing masks it there.'))
  })

  it('a secret in a condition of a job is masked where the condition is told', async () => {
    place.write('p.local.yml', 'secrets: { token: hunter2hunter2 }')
    const yaml = 'jobs: [ { job: a, condition: "eq(variables.token, 0)", steps: [ { bash: "true" } ] } ]'
    const { log } = await place.run(yaml)
    assert.ok(log.some((line) => line.includes("Expanded: eq('***', 0)")) && !log.join().includes('hunter2'))
  })

  for (const text of ['', '{"version":', '{"version":4}'])
    it(`a run file that cannot be read: ${text}`, async () => {
      await place.run(FAILS)
      writeFileSync(file, text)
      await assert.rejects(place.run(FAILS, { rerun: true }), mistake(/run\.json cannot be read .*Run without --rerun/))
    })

  it('the last run here was another pipeline', async () => {
    await place.run(FAILS)
    const other = place.write('other.yml', FAILS)
    await assert.rejects(place.run(FAILS, { file: other, rerun: true }), mistake(/was of another pipeline/))
  })

  it('a service that cannot have its address again', async () => {
    place.write('p.local.yml', 'services: { up: { packageIndex: { folder: $(out)/up } } }')
    const yaml = 'steps: [ { checkout: none }, { bash: "echo \'> $(up.simpleUrl)\'; test $(System.JobAttempt) = 2" } ]'
    const first = await place.run(yaml)
    const url = said(first)[0] ?? ''
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(Number(new URL(url).port), '127.0.0.1', resolve))
    try {
      const second = await place.run(yaml, { rerun: true })
      const warning = second.log.find((line) => line.startsWith('##[warning]The service up'))
      assert.ok(warning?.includes(new URL(url).port), second.log.join('\n'))
      assert.notEqual(said(second)[0], url)
    } finally {
      taken.close()
    }
  })
})

describe('the identity of a run', () => {
  const place = new Place()
  after(() => place.remove())
  const yaml =
    'steps: [ { checkout: none }, { bash: "echo \'> $(System.CollectionId) $(System.TeamProjectId) $(System.DefinitionId) $(Build.BuildId)\'; false" } ]'
  const ids = (report: RunReport): readonly string[] => (said(report)[0] ?? '').split(' ')

  it('is its own among all that run here, and stays over attempts; later runs have greater ids', async () => {
    const [one, two, again] = [await place.run(yaml), await place.run(yaml), await place.run(yaml, { rerun: true })]
    const [elsewhere, other] = [
      await place.run(yaml, { out: join(place.folder, 'out2') }),
      await place.run(yaml, { file: place.write('q.yml', yaml), out: join(place.folder, 'out3') }),
    ]
    assert.deepEqual(ids(two).slice(0, 3), ids(one).slice(0, 3))
    assert.ok(Number(ids(two)[3]) > Number(ids(one)[3]) && Number(ids(two)[3]) < 2 ** 31)
    assert.deepEqual(ids(again), ids(two))
    assert.notEqual(ids(elsewhere)[0], ids(one)[0])
    assert.equal(ids(elsewhere)[2], ids(one)[2])
    assert.notEqual(ids(other)[2], ids(one)[2])
  })
})

describe('two runs at once', () => {
  const place = new Place()
  after(() => place.remove())
  const file = join(place.folder, 'out', 'run', 'pid')
  const yaml = (script: string): string => `steps: [ { checkout: none }, { bash: '${script}' } ]`

  it('do not share what they leave: the second is refused, and the first none the wiser', async () => {
    let second: Promise<unknown> | undefined
    const onLine = (line: string): void => void (line === '> first' && (second = place.run(yaml('true')).catch((error: unknown) => error)))
    const first = await place.run(yaml('echo "> first"'), { onLine })
    const refused = await second
    assert.ok(refused instanceof Mistake && /Another run, of process \d+, goes on in .*: wait for its end/.test(refused.message))
    assert.deepEqual([first.result, said(first), existsSync(file)], ['succeeded', ['first'], false])
  })

  for (const left of ['4194304', ''])
    it(`are not what is left of one that was killed: '${left}'`, async () => {
      writeFileSync(file, left)
      assert.equal((await place.run(yaml('true'))).result, 'succeeded')
    })
})
