import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunOptions, RunReport } from '../../../local-agent/server/run-pipeline.ts'
import { Place, resultsOf, said } from './runs.ts'

const TASK = {
  id: '6f1b0f0e-0000-4000-8000-000000000002',
  name: 'Lasting',
  version: { Major: 1, Minor: 0, Patch: 0 },
  inputs: [{ name: 'how', type: 'string', defaultValue: 'end' }],
  execution: { Node20_1: { target: 'main.cjs' } },
  postjobexecution: { Node20_1: { target: 'post.cjs' } },
}

/** Makes a file that only its post-job phase knows how to find, then does as it is told. */
const MAIN = `const file = process.env.LEFT
require('fs').writeFileSync(file, '')
process.stdout.write('##vso[task.settaskvariable variable=left]' + file + '\\n> made\\n', () => {
  if (process.env.INPUT_HOW === 'wait') setInterval(() => {}, 1000)
  if (process.env.INPUT_HOW === 'die') process.kill(process.pid, 'SIGKILL')
})`
const POST = `require('fs').rmSync(process.env.VSTS_TASKVARIABLE_LEFT); console.log('> gone ' + process.env.AGENT_JOBSTATUS)`

describe('run: what a task leaves behind goes in its post-job phase', () => {
  const place = new Place()
  const extension = `${place.folder}/repo/dist`
  const left = join(place.folder, 'left')
  before(() => {
    place.write('dist/tasks/Lasting/task.json', JSON.stringify(TASK))
    place.write('dist/tasks/Lasting/main.cjs', MAIN)
    place.write('dist/tasks/Lasting/post.cjs', POST)
  })
  after(() => place.remove())

  const graces = { interrupt: 200, terminate: 200, streams: 200 }
  const run = (how: string, more: Partial<RunOptions> = {}): Promise<RunReport> =>
    place.run(
      `stages:
- stage: a
  jobs: [ { job: x, timeoutInMinutes: 1, steps: [ { checkout: none }, { task: Lasting@1, displayName: Up, inputs: { how: ${how} } }, { bash: 'echo "> next"' } ] } ]
- { stage: b, jobs: [ { job: y, steps: [ { checkout: none }, { bash: "true" } ] } ] }`,
      { extension, variables: { left }, graces, ...more },
    )
  const tasks = ({ run: { records } }: RunReport): readonly string[] =>
    records
      .filter(
        ({ type, parentId }) => type === 'Task' && records.some(({ id, identifier }) => id === parentId && identifier.startsWith('a.')),
      )
      .map(({ name, result }) => `${name} ${result}`)
  afterEach(() => assert.ok(!existsSync(left)))

  it('after a job that went well', async () => {
    const report = await run('end')
    assert.deepEqual(
      [said(report), tasks(report)],
      [
        ['made', 'next', 'gone Succeeded'],
        ['Up succeeded', 'Bash succeeded', 'Post-job: Up succeeded'],
      ],
    )
  })

  it('after a task that was killed', async () => {
    const report = await run('die')
    assert.deepEqual(
      [said(report), tasks(report)],
      [
        ['made', 'gone Failed'],
        ['Up failed', 'Bash skipped', 'Post-job: Up succeeded'],
      ],
    )
  })

  it('after a run that was canceled in the middle of the step', async () => {
    const stop = new AbortController()
    const report = await run('wait', { signal: stop.signal, onLine: (line) => (line === '> made' ? stop.abort() : undefined) })
    assert.deepEqual(
      [said(report), tasks(report)],
      [
        ['made', 'gone Canceled'],
        ['Up canceled', 'Bash skipped', 'Post-job: Up succeeded'],
      ],
    )
    assert.deepEqual([report.result, resultsOf(report, 'Stage')], ['canceled', { a: 'canceled', b: 'canceled' }])
  })

  it('after a job that took too long, which the run says', async () => {
    const report = await run('wait', { graces: { ...graces, minute: 1000 } })
    assert.deepEqual(
      [said(report), tasks(report)],
      [
        ['made', 'gone Canceled'],
        ['Up canceled', 'Bash skipped', 'Post-job: Up succeeded'],
      ],
    )
    assert.deepEqual([report.result, resultsOf(report, 'Stage')], ['canceled', { a: 'canceled', b: 'skipped' }])
    const job = report.run.records.find(({ type }) => type === 'Job')
    assert.deepEqual(
      job?.issues.map(({ message }) => message),
      ['The job ran longer than the maximum time of 1 minutes.'],
    )
  })

  it('its log stands with the job', async () => {
    const { folder } = await run('end')
    assert.match(readFileSync(join(folder, 'logs', 'a.x.__default.log'), 'utf8'), /##\[section\]Starting: Post-job: Up\n/)
  })
})
