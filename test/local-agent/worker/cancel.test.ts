import assert from 'node:assert/strict'
import type { Step } from '../../../local-agent/record.ts'
import { processesWith } from '../../../local-agent/worker/process-tree.ts'
import { Bench, printed, scriptStep, taskStep, type Told } from './one-job.ts'

const WAIT =
  "process.on('SIGINT', () => { console.log('interrupted'); process.exit(0) }); console.log('waiting'); setInterval(() => {}, 1000)"

describe('A canceled job', () => {
  const bench = new Bench()
  after(() => bench.close())
  before(() => {
    bench.task('Wait', WAIT)
    bench.task(
      'Stubborn',
      "for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => {}); console.log('waiting'); setInterval(() => {}, 1000)",
    )
  })

  /** Runs the steps and cancels the job as soon as one of them says that it waits. */
  async function canceled(steps: readonly Step[]): Promise<Told> {
    const stop = new AbortController()
    return bench.run(steps, { signal: stop.signal, onLine: (line) => (line === 'waiting' ? stop.abort() : undefined) })
  }

  it('interrupts what runs and skips the rest', async () => {
    const told = await canceled([taskStep('Wait'), scriptStep('echo next')])
    assert.deepEqual([told.outcome.result, told.records.map(({ result }) => result)], ['canceled', ['canceled', 'skipped']])
    assert.ok(told.lines.includes('interrupted'))
    assert.equal(told.records[0]?.issues[0]?.message, 'The Operation will be canceled. The next steps may not contain expected logs.')
  })

  it('kills what does not listen', async () => assert.equal((await canceled([taskStep('Stubborn')])).outcome.result, 'canceled'))

  it('still runs what must always run, and what asks for it', async () => {
    const told = await canceled([
      taskStep('Wait'),
      scriptStep('echo status=\\"$AGENT_JOBSTATUS\\"', { condition: 'always()' }),
      scriptStep('echo canceled', { condition: 'canceled()' }),
      scriptStep('echo failed', { condition: 'failed()' }),
    ])
    assert.deepEqual(
      told.records.map(({ result }) => result),
      ['canceled', 'succeeded', 'succeeded', 'skipped'],
    )
    assert.equal(printed(told, 'status'), 'Canceled')
    assert.equal(told.outcome.result, 'canceled')
  })

  it('lets an always() step that runs finish', async () => {
    const told = await canceled([scriptStep('echo waiting; echo finished', { condition: 'always()' })])
    assert.deepEqual([told.records[0]?.result, told.outcome.result], ['succeeded', 'canceled'])
    assert.ok(told.lines.includes('finished'))
  })

  it('runs nothing when it was canceled before', async () => {
    const told = await bench.run([scriptStep('echo ran')], { signal: AbortSignal.abort() })
    assert.deepEqual([told.outcome.result, told.records[0]?.result], ['canceled', 'skipped'])
  })
})

describe('A step', () => {
  const bench = new Bench()
  after(() => bench.close())
  before(() => bench.task('Wait', WAIT))

  const SOON = 1 / 60 / 10

  it('that takes too long fails, and the job goes on', async () => {
    const told = await bench.run([taskStep('Wait', {}, { timeoutInMinutes: SOON }), scriptStep('echo next', { condition: 'failed()' })])
    assert.deepEqual(
      told.records.map(({ result }) => result),
      ['failed', 'succeeded'],
    )
    assert.equal(told.records[0]?.issues[0]?.message, 'The task has timed out.')
  })

  it('that takes too long may still be borne', async () => {
    const told = await bench.run([taskStep('Wait', {}, { timeoutInMinutes: SOON, continueOnError: true })])
    assert.equal(told.outcome.result, 'succeededWithIssues')
  })

  it('that leaves a process behind loses it at the end of the job', async function () {
    if (process.platform !== 'linux') this.skip()
    bench.task(
      'Daemon',
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref(); console.log('id=' + JSON.stringify(process.env.VSTS_PROCESS_LOOKUP_ID))",
    )
    const told = await bench.run([taskStep('Daemon')])
    const mark = `VSTS_PROCESS_LOOKUP_ID=${String(printed(told, 'id'))}`
    while (processesWith(mark).length > 0) await new Promise((resolve) => setImmediate(resolve))
  })
})
