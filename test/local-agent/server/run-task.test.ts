import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { Place, resultsOf, said } from './runs.ts'

const TASK = {
  id: '6f1b0f0e-0000-4000-8000-000000000001',
  name: 'Echo',
  friendlyName: 'Echo',
  description: 'Says what it sees',
  author: 'x',
  version: { Major: 1, Minor: 2, Patch: 3 },
  instanceNameFormat: 'Echo',
  inputs: [
    { name: 'text', type: 'string', label: 'Text', defaultValue: 'nothing' },
    { name: 'connection', type: 'connectedService:Generic', label: 'Connection' },
  ],
  outputVariables: [{ name: 'said', description: 'The text' }],
  execution: { Node20_1: { target: 'main.cjs' } },
}
const MAIN = `const id = process.env.INPUT_CONNECTION
console.log('> ' + process.env.INPUT_TEXT)
if (id) console.log('> ' + process.env['ENDPOINT_URL_' + id] + ' ' + process.env['ENDPOINT_AUTH_PARAMETER_' + id + '_TOKEN'] + ' ' + process.env['ENDPOINT_DATA_' + id + '_REGION'])
console.log('##vso[task.setvariable variable=said]' + process.env.INPUT_TEXT)
`

describe('run: tasks of an extension', () => {
  const place = new Place()
  const extension = `${place.folder}/repo/dist`
  before(() => {
    place.write('dist/tasks/Echo/task.json', JSON.stringify(TASK))
    place.write('dist/tasks/Echo/main.cjs', MAIN)
  })
  after(() => place.remove())

  it('inputs with macros, declared outputs for later jobs, the record names the task', async () => {
    const report = await place.run(
      `variables: { who: you }
jobs:
- { job: a, steps: [ { checkout: none }, { task: Echo@1, name: e, inputs: { TEXT: hello $(who) } }, { task: echo@1, inputs: { text: $(e.said)! } } ] }
- { job: b, dependsOn: a, variables: { x: "$[ dependencies.a.outputs['e.said'] ]" }, steps: [ { checkout: none }, { task: Echo@1, inputs: { text: $(x)? } } ] }`,
      { extension },
    )
    assert.deepEqual(said(report), ['hello you', 'hello you!', 'hello you?'])
    const record = report.run.records.find((one) => one.type === 'Task' && one.identifier === 'e')
    assert.deepEqual(record?.task, { id: TASK.id, name: 'Echo', version: '1.2.3' })
  })

  it('connections of the local file reach the task that names them; their secrets are masked', async () => {
    place.write(
      'p.local.yml',
      'variables: { where: example.com }\nsecrets: { token: topsecret1 }\nconnections: { c: { type: Generic, url: https://$(where)/, scheme: Token, parameters: { token: $(token) }, data: { region: r } } }',
    )
    const report = await place.run('steps: [ { checkout: none }, { task: Echo@1, inputs: { text: x, connection: c } } ]', { extension })
    assert.deepEqual(said(report), ['x', 'https://example.com/ *** r'])
    const missing = await place.run('steps: [ { checkout: none }, { task: Echo@1, inputs: { connection: d } } ]', { extension })
    assert.deepEqual([missing.code, said(missing)], [1, []])
    place.write('p.local.yml', 'next: x')
  })

  it('the commit that is checked out', async () => {
    const git = (...args: string[]) =>
      spawnSync('git', ['-C', `${place.folder}/repo`, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { encoding: 'utf8' })
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'first')
    const head = git('rev-parse', 'HEAD').stdout.trim()
    const report = await place.run('steps: [ { checkout: none }, { script: echo "> $(Build.SourceVersion)" } ]')
    assert.deepEqual([said(report), report.run.sourceVersion], [[head], head])
  })
})

describe('run: what cannot be worked out', () => {
  const place = new Place()
  after(() => place.remove())
  const JOBS = 'jobs: [ { job: x, steps: [ { checkout: none }, { script: "true" } ] } ]'

  it('a condition of a stage fails the stage', async () => {
    const report = await place.run(
      `stages:\n- { stage: a, ${JOBS} }\n- { stage: b, condition: "gt(1, dependencies.a.result)", ${JOBS} }\n- { stage: c, ${JOBS} }`,
    )
    assert.deepEqual([report.code, resultsOf(report, 'Stage')], [1, { a: 'succeeded', b: 'failed', c: 'skipped' }])
    assert.ok(report.log.some((line) => line.startsWith("##[error]b: Expression 'gt(1, dependencies.a.result)'")))
  })

  it('the comment of an approval fails the stage, and nobody is asked', async () => {
    place.write('p.local.yml', 'environments: { e: { comment: "$[ stageDependencies ]", unattended: approve } }')
    const report = await place.run(
      'jobs: [ { deployment: d, environment: e, strategy: { runOnce: { deploy: { steps: [ { script: "true" } ] } } } } ]',
      { decide: () => assert.fail('asked') },
    )
    assert.deepEqual([report.code, report.run.approvals.map(({ status }) => status)], [1, ['pending']])
  })

  it('a job that the agent cannot start fails, and the run goes on', async () => {
    const report = await place.run(
      `jobs:
- { job: a, steps: [ { checkout: none }, { script: 'rm -rf "$(dirname $(Agent.WorkFolder))"' } ] }
- { job: b, dependsOn: a, condition: always(), steps: [ { checkout: none }, { script: "true" } ] }`,
      { workFolder: `${place.folder}/work` },
    )
    assert.deepEqual([report.code, resultsOf(report, 'Phase')['__default.b']], [1, 'failed'])
    assert.ok(report.log.some((line) => line.startsWith('##[error]The local agent failed: ')))
  })
})
