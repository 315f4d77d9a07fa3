import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Bench, scriptStep, taskStep, type Told } from './one-job.ts'

/** Fails by `how` as long as it was not run `times` times. */
const failing = (count: string, times: number, how: string): string => `
const fs = require('fs'); fs.appendFileSync(${JSON.stringify(count)}, 'x')
const n = fs.readFileSync(${JSON.stringify(count)}, 'utf8').length
console.log('##vso[task.setvariable variable=tried' + n + ']yes'); console.log('try ' + n)
if (n < ${times}) { ${how} }`

describe('retryCountOnTaskFailure', () => {
  const bench = new Bench()
  after(() => bench.close())
  let at = 0

  async function run(retries: number, times: number, how: string): Promise<Told> {
    bench.task('Again', failing(join(bench.folder, `count${++at}`), times, how))
    return bench.run([
      taskStep('Again', {}, { retryCountOnTaskFailure: retries }),
      scriptStep('echo "$TRIED1 $TRIED2"', { condition: 'always()' }),
    ])
  }
  const tries = ({ lines }: Told): number => lines.filter((line) => line.startsWith('try ')).length
  const warnings = ({ records }: Told): readonly string[] =>
    records[0]?.issues.filter(({ type }) => type === 'warning').map(({ message }) => message) ?? []

  const FAILED = "console.log('##vso[task.complete result=Failed]')"
  const ROWS: readonly (readonly [what: string, retries: number, times: number, how: string, tries: number, result: string])[] = [
    ['none', 0, 2, FAILED, 1, 'failed'],
    ['a result', 2, 2, FAILED, 2, 'succeeded'],
    ['a result, too often', 2, 9, FAILED, 3, 'failed'],
    ['an exit code', 3, 3, 'process.exitCode = 1', 3, 'succeeded'],
    ['issues alone are no failure', 3, 3, "console.log('##vso[task.complete result=SucceededWithIssues]')", 1, 'succeededWithIssues'],
    ['a failing command fails at the end', 3, 3, "console.log('##vso[task.nope]')", 1, 'failed'],
    ['at most ten', 11, 99, FAILED, 11, 'failed'],
  ]
  for (const [what, retries, times, how, count, result] of ROWS)
    it(`${what}: ${count} tries`, async () => {
      const told = await run(retries, times, how)
      assert.deepEqual([tries(told), told.records[0]?.result], [count, result])
    })

  it('says so in the words of the agent, after 1, 4, 9 ... waits', async () => {
    assert.deepEqual(warnings(await run(2, 9, FAILED)), [
      'RetryHelper encountered task failure, will retry (attempt #: 1 out of 2) after 1 ms',
      'RetryHelper encountered task failure, will retry (attempt #: 2 out of 2) after 4 ms',
    ])
    assert.match(
      warnings(await run(1, 2, 'process.exitCode = 1'))[0] ?? '',
      /^RetryHelper encountered exception, will retry \(attempt #: 1 Exit code 1 .*\) afer 1 ms$/,
    )
    assert.match(warnings(await run(11, 1, FAILED))[0] ?? '', /^The maximum allowed number of attempts is 10 but got 11\./)
  })

  it('variables of earlier tries stay', async () => assert.ok((await run(1, 2, FAILED)).lines.includes('yes yes')))

  it('inputs are those of the first try, the environment has what earlier ones have set; the heading stands once', async () => {
    const count = join(bench.folder, 'inputs')
    const tell = "console.log('saw ' + process.env.INPUT_TEXT + ' ' + process.env.TRIED1)"
    bench.task('Inputs', `${tell}${failing(count, 2, FAILED)}`, { inputs: [{ name: 'text', type: 'string' }] })
    const told = await bench.run([taskStep('Inputs', { text: '$(tried1)' }, { retryCountOnTaskFailure: 1 })], {
      variables: { tried1: 'no' },
    })
    assert.deepEqual(
      told.lines.filter((line) => /^(saw|Task {9}:) /.test(line)),
      ['Task         : Task Inputs', 'saw no no', 'saw no yes'],
    )
  })

  it('is for scripts as well', async () => {
    const count = join(bench.folder, 'script')
    const told = await bench.run([scriptStep(`echo x >> ${count}; test $(wc -l < ${count}) = 3`, { retryCountOnTaskFailure: 2 })])
    assert.equal(told.outcome.result, 'succeeded')
  })

  it('ends with a cancel, while it waits too', async () => {
    const stop = new AbortController()
    bench.task('Again', FAILED)
    const told = await bench.run([taskStep('Again', {}, { retryCountOnTaskFailure: 5 })], {
      signal: stop.signal,
      onLine: (line) => (line.includes('will retry') ? stop.abort() : undefined),
      world: { graces: { interrupt: 100, terminate: 100, streams: 100, done: 50, retry: 600_000, cancel: 60_000, minute: 60_000 } },
    })
    assert.deepEqual([told.records[0]?.result, told.outcome.result], ['canceled', 'canceled'])
  })

  it('ends with the time of the step', async () => {
    bench.task('Slow', 'setInterval(() => {}, 1000)')
    const told = await bench.run([taskStep('Slow', {}, { retryCountOnTaskFailure: 5, timeoutInMinutes: 1 / 600 })])
    assert.deepEqual([told.records[0]?.result, warnings(told)], ['failed', []])
  })
})
