import assert from 'node:assert/strict'
import { phasesOf } from '../../../local-agent/worker/task-definition.ts'
import { Bench, printed, scriptStep, taskStep, type Told } from './one-job.ts'

const node = (target: string): object => ({ Node20_1: { target }, Node24: { target } })

/** The records' names and results, in order. */
const shown = ({ records }: Told): readonly string[] => records.map(({ name, result }) => `${name}: ${result}`)

const remember = (name: string, value: string, flags = ''): string =>
  `console.log('##vso[task.settaskvariable variable=${name};${flags}]${value}')`

const TELL =
  'for (const n of Object.keys(process.env).filter((n) => n.startsWith("VSTS_TASKVARIABLE_"))) console.log(`${n}=` + JSON.stringify(process.env[n]))'

describe('The phases of a task', () => {
  const bench = new Bench()
  after(() => bench.close())

  /** A task with a post-job phase that tells all task variables that it is given. */
  const lasting = (name: string, main: string, json: object = {}): void => {
    bench.task(name, main, { postjobexecution: node('post.cjs'), ...json })
    bench.write(`dist/tasks/${name}/post.cjs`, `console.log('post of ${name}'); ${TELL}; ${POST}`)
  }
  const POST =
    'console.log("input=" + JSON.stringify(process.env.INPUT_TEXT)); console.log("status=" + JSON.stringify(process.env.AGENT_JOBSTATUS))'
  before(() => {
    lasting('First', remember('host', 'one'))
    lasting('Second', remember('host', 'two', 'issecret=true;'), { prejobexecution: node('pre.cjs') })
    bench.write('dist/tasks/Second/pre.cjs', remember('early', 'pre'))
    lasting('Killed', `${remember('host', 'three')}; process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'))`)
    lasting('Wait', `${remember('host', 'four')}; process.on('SIGINT', () => {}); console.log('waiting'); setInterval(() => {}, 1000)`)
    lasting('Reading', '', { inputs: [{ name: 'text', type: 'string' }] })
    lasting('Bare', '', { execution: undefined })
    lasting('Failing', "console.log('##vso[task.complete result=Failed]')")
  })

  it('come before all steps in their order, and after all in the reverse', async () => {
    const told = await bench.run([taskStep('First'), taskStep('Second', {}, { displayName: 'B' }), scriptStep('true')])
    assert.deepEqual(shown(told), [
      'Pre-job: B: succeeded',
      'A step: succeeded',
      'B: succeeded',
      'A step: succeeded',
      'Post-job: B: succeeded',
      'Post-job: A step: succeeded',
    ])
    assert.deepEqual(
      told.records.map(({ order }) => order),
      [1, 2, 3, 4, 5, 6],
    )
  })

  it('share task variables, each instance its own; a secret one is masked', async () => {
    const told = await bench.run([taskStep('First'), taskStep('Second'), taskStep('Reading')])
    const variables = told.lines.filter((line) => /^(post of|VSTS_TASKVARIABLE)/.test(line))
    assert.deepEqual(variables, [
      'post of Reading',
      'post of Second',
      'VSTS_TASKVARIABLE_EARLY="pre"',
      'VSTS_TASKVARIABLE_HOST="***"',
      'post of First',
      'VSTS_TASKVARIABLE_HOST="one"',
    ])
  })

  it('post-job reads its inputs anew, as the variables are by then', async () => {
    const step = taskStep('Reading', { text: '$(x)' })
    const told = await bench.run([step, scriptStep("echo '##vso[task.setvariable variable=x]later'")], { variables: { x: 'early' } })
    assert.equal(printed(told, 'input'), 'later')
  })

  it('post-job runs where its step was skipped, and where it failed; its failure fails the job', async () => {
    bench.task('Broken', '', { postjobexecution: node('post.cjs') })
    bench.write('dist/tasks/Broken/post.cjs', 'process.exitCode = 3')
    const steps = [taskStep('Failing'), taskStep('First'), taskStep('Broken', {}, { condition: 'always()' })]
    const told = await bench.run(steps)
    assert.deepEqual(
      told.records.map(({ result }) => result),
      ['failed', 'skipped', 'succeeded', 'failed', 'succeeded', 'succeeded'],
    )
    const alone = await bench.run([taskStep('Broken')])
    assert.equal(alone.outcome.result, 'failed')
  })

  it('post-job runs with the task variables of a step that was killed', async () => {
    const told = await bench.run([taskStep('Killed')])
    assert.deepEqual(
      [told.records[0]?.result, printed(told, 'VSTS_TASKVARIABLE_HOST'), printed(told, 'status')],
      ['failed', 'three', 'Failed'],
    )
    assert.ok(told.records[0]?.issues[0]?.message.startsWith('Exit code 137 '))
  })

  it('post-job runs after a cancel, when the step has been interrupted, terminated and killed', async () => {
    const stop = new AbortController()
    const told = await bench.run([taskStep('Wait'), scriptStep('echo next')], {
      signal: stop.signal,
      onLine: (line) => (line === 'waiting' ? stop.abort() : undefined),
    })
    assert.deepEqual(shown(told), ['A step: canceled', 'A step: skipped', 'Post-job: A step: succeeded'])
    assert.deepEqual([printed(told, 'VSTS_TASKVARIABLE_HOST'), printed(told, 'status')], ['four', 'Canceled'])
    assert.equal(told.outcome.result, 'canceled')
  })

  it('post-job that outlives the time of a canceled job is stopped, and nothing more runs', async () => {
    bench.task('Endless', "console.log('waiting')", { postjobexecution: node('post.cjs') })
    bench.write('dist/tasks/Endless/post.cjs', "console.log('waiting'); setInterval(() => {}, 1000)")
    const graces = { interrupt: 100, terminate: 100, streams: 100, done: 50, retry: 1, cancel: 50, minute: 60_000 }
    const stop = new AbortController()
    let waits = 0
    const told = await bench.run([taskStep('First'), taskStep('Endless')], {
      signal: stop.signal,
      onLine: (line) => (line === 'waiting' && ++waits === 2 ? stop.abort() : undefined),
      world: { graces },
    })
    assert.deepEqual(shown(told).slice(2), ['Post-job: A step: canceled'])
    assert.equal(told.outcome.result, 'canceled')
  })

  it('a task may have a post-job phase alone', async () => {
    assert.deepEqual(shown(await bench.run([taskStep('Bare')])), ['Post-job: A step: succeeded'])
  })

  const TABLE: readonly (readonly [string, object, readonly string[]])[] = [
    ['all', { prejobexecution: {}, postjobexecution: {} }, ['prejobexecution', 'execution', 'postjobexecution']],
    ['the step alone', {}, ['execution']],
    ['none, which the step then says', { execution: undefined }, ['execution']],
  ]
  for (const [what, json, phases] of TABLE)
    it(`are read from task.json: ${what}`, () => {
      bench.task('Some', '', json)
      assert.deepEqual(phasesOf('Some@1', `${bench.folder}/dist`), phases)
    })

  it('of a task that is not there: the step says so', () => assert.deepEqual(phasesOf('Nope@1', `${bench.folder}/dist`), ['execution']))
})

describe('task.settaskvariable', () => {
  const bench = new Bench()
  after(() => bench.close())

  it('is not seen by the steps after it, nor by its own', async () => {
    bench.task('Sets', `${remember('a', 'b')}; ${TELL}`)
    const told = await bench.run([taskStep('Sets'), taskStep('Sets')])
    assert.ok(!told.lines.some((line) => line.startsWith('VSTS_TASKVARIABLE')))
  })

  const ROWS: readonly (readonly [string, string, RegExp])[] = [
    [
      'without a name',
      "console.log('##vso[task.settaskvariable]x')",
      /Required field 'variable' is missing in ##vso\[task\.settaskvariable\]/,
    ],
    ['a secret of several lines', remember('a', 'b%0Ac', 'issecret=true;'), /Secrets cannot contain multiple lines/],
    [
      'read-only and set again',
      `${remember('a', 'b', 'isreadonly=true;')}; ${remember('a', 'c')}`,
      /Overwriting readonly task variable 'a'/,
    ],
  ]
  for (const [what, script, message] of ROWS)
    it(`fails its step: ${what}`, async () => {
      bench.task('Wrong', script)
      // The copy of a version is kept for the job alone.
      const { records } = await bench.run([taskStep('Wrong')])
      assert.equal(records[0]?.result, 'failed')
      assert.ok(records[0].issues.some((issue) => message.test(issue.message)))
    })

  it('keeps the case of a name that asks for it', async () => {
    bench.task('Cased', remember('aB', 'x', 'preservecase=true;'), { postjobexecution: node('post.cjs') })
    bench.write('dist/tasks/Cased/post.cjs', TELL)
    assert.equal(printed(await bench.run([taskStep('Cased')]), 'VSTS_TASKVARIABLE_aB'), 'x')
  })
})
