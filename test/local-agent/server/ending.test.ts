import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CoverageRecord, Result, RunRecord, Share, TimelineRecord } from '../../../local-agent/record.ts'
import { tellEnding } from '../../../local-agent/server/ending.ts'
import { Journal } from '../../../local-agent/server/journal.ts'
import { readLocalFile } from '../../../local-agent/server/local-file.ts'
import { newRun, runVariables } from '../../../local-agent/server/new-run.ts'
import { addRecord, begin, end, fault } from '../../../local-agent/server/timeline.ts'
import { Variables } from '../../../local-agent/server/variables.ts'
import { queued, sourcesOf } from './ready.ts'

describe('the ending of a run', () => {
  let folder = ''
  let run: RunRecord
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ending-'))
    run = queued(folder)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A record that took so many seconds; none where it never began. */
  function record(
    type: TimelineRecord['type'],
    parent: TimelineRecord | undefined,
    name: string,
    result: Result,
    seconds?: number,
  ): TimelineRecord {
    const made = addRecord(run, type, parent, { name, identifier: parent === undefined ? name : `${parent.identifier}.${name}` })
    if (seconds !== undefined) begin(made)
    end(made, result)
    if (seconds !== undefined) made.finishTime = new Date(Date.parse(made.startTime ?? '') + seconds * 1000).toISOString()
    return made
  }

  const told = (summaries: readonly string[] = []): readonly string[] => {
    const lines: string[] = []
    const journal = new Journal(run, join(folder, 'run'), () => undefined)
    mkdirSync(join(folder, 'run', 'summaries'), { recursive: true })
    mkdirSync(join(folder, 'run', 'logs'), { recursive: true })
    for (const name of summaries) writeFileSync(join(folder, 'run', 'summaries', name), '')
    tellEnding(run, journal, (line) => lines.push(line))
    return lines
  }

  it('tells the tags of the build, where it has some', () => {
    record('Stage', undefined, 'Build', 'succeeded', 1)
    run.result = 'succeeded'
    assert.ok(!told().join().includes('tags'))
    run.tags.add('Automated').add('v1')
    assert.ok(told().includes('Build tags: Automated, v1'))
  })

  it('is a table of stages, jobs and legs; a job that got no agent stands for itself', () => {
    const build = record('Stage', undefined, 'Build', 'failed', 150)
    const wheels = record('Phase', build, 'wheels', 'failed', 149)
    record('Job', wheels, 'wheels one', 'succeeded', 9.96)
    record('Job', wheels, 'wheels two', 'failed', 149)
    record('Phase', build, 'after', 'skipped')
    record('Stage', undefined, 'Publish', 'skipped')
    run.result = 'failed'
    assert.deepEqual(
      told(),
      [
        '',
        'Build         Failed     2 min 30 s',
        '  wheels one  Succeeded       10.0 s',
        '  wheels two  Failed     2 min 29 s',
        '  after       Skipped              ',
        'Publish       Skipped              ',
        `Summaries: ${join(folder, 'run', 'summaries')}`,
        `Logs     : ${join(folder, 'run', 'logs')}`,
        `What happened in Build.wheels.wheels two: ${join(folder, 'run', 'logs', 'Build.wheels.wheels two.log')}`,
        '--rerun runs again what failed, and all that depends on it.',
        `##[error]Run ${run.buildNumber}: Failed`,
      ].map((line) => line.replace('     10.0 s', '    10.0 s')),
    )
  })

  it('repeats the errors of what failed, with their place', () => {
    const stage = record('Stage', undefined, 's', 'failed', 1)
    const job = record('Job', record('Phase', stage, 'j', 'failed', 1), '__default', 'failed', 1)
    fault(record('Task', job, 'Do it', 'failed', 1), 'no such file')
    fault(record('Task', job, 'Tried', 'succeeded', 1), 'not worth telling')
    run.result = 'failed'
    const lines = told()
    assert.ok(lines.includes('##[error]s.j Do it: no such file'))
    assert.ok(!lines.some((line) => line.includes('not worth telling')))
  })

  it('says of the first jobs that failed what to read', () => {
    const stage = record('Stage', undefined, 'build', 'failed', 1)
    const phase = record('Phase', stage, 'wheels', 'failed', 1)
    for (const [leg, result] of [
      ['a', 'failed'],
      ['b', 'succeeded'],
      ['c', 'failed'],
      ['d', 'failed'],
      ['e', 'failed'],
    ] as const)
      record('Job', phase, leg, result, 1)
    run.result = 'failed'
    const lines = told(['build.wheels.a.build.md', 'build.wheels.ab.build.md'])
    const [log, summary] = [join(folder, 'run', 'logs', 'build.wheels.a.log'), join(folder, 'run', 'summaries', 'build.wheels.a.build.md')]
    assert.ok(lines.includes(`What happened in build.wheels.a: ${log}, ${summary}`), lines.join('\n'))
    assert.equal(lines.filter((line) => line.startsWith('What happened in ')).length, 3)
  })

  it('says of a refused approval what was not done, and how to decide anew', () => {
    const { id } = record('Checkpoint.Approval', record('Stage', undefined, 'release', 'failed', 1), 'a', 'failed', 1)
    const approval = { id, environment: 'pypi', stage: 'release', createdOn: '', approvedOn: '', approver: undefined, comment: '' }
    run.approvals.push({ ...approval, status: 'rejected' }, { ...approval, environment: 'other', status: 'approved' })
    run.approvals.push({ ...approval, id: 'of an earlier attempt', status: 'rejected' })
    run.result = 'failed'
    const advice = told().filter((line) => line.startsWith('Nothing of stage '))
    assert.equal(advice.length, 1)
    assert.match(advice[0] ?? '', /^Nothing of stage release ran: pypi was not approved\. .*summaries; .*--rerun.*--approve.*\.$/)
  })

  it('tells the coverage that the service shows, rounded down: what was published last', () => {
    const published = (lines: Share | undefined, branches: Share | undefined): CoverageRecord => ({
      name: 'c.xml',
      lines,
      branches,
    })
    const coverage = (): string | undefined => told().find((line) => line.startsWith('Coverage: '))
    record('Stage', undefined, 's', 'succeeded', 1)
    assert.equal(coverage(), undefined)
    run.coverage.push(published({ covered: 2999, valid: 3000 }, { covered: 0, valid: 0 }))
    assert.equal(coverage(), 'Coverage: 99.9 % of 3000 lines')
    run.coverage.push(published({ covered: 3, valid: 4 }, { covered: 1, valid: 2 }))
    assert.equal(coverage(), 'Coverage: 75 % of 4 lines, 50 % of 2 branches (published 2 times: the service shows the last)')
    run.coverage.splice(0, 2, published(undefined, undefined))
    assert.equal(coverage(), 'Coverage: none that the agent reads')
  })

  const results: readonly (readonly [Result, string])[] = [
    ['succeeded', '##[section]'],
    ['succeededWithIssues', '##[section]'],
    ['failed', '##[error]'],
    ['canceled', '##[error]'],
  ]
  for (const [result, decoration] of results)
    it(`${result} is told as ${decoration}`, () => {
      record('Stage', undefined, 's', result, 1)
      run.result = result
      assert.ok(told().at(-1)?.startsWith(`${decoration}Run `))
    })
})

describe('a run that is queued', () => {
  const sources = sourcesOf('/a/repo')
  const run = newRun('/a/pipelines/azure-pipelines.yml', sources, readLocalFile('/a/pipelines/azure-pipelines.yml'))
  const variables = runVariables(new Variables().set('Build.Reason', 'mine').set('own', 'x'), run, sources, {
    url: 'http://127.0.0.1:1/local/',
    token: 'token',
  })

  it('has ids that a service would give', () => {
    assert.match(run.planId, /^[0-9a-f-]{36}$/)
    assert.ok(Number.isInteger(run.buildId) && run.buildId > 0 && run.buildId < 2 ** 31)
    assert.match(run.buildNumber, /^\d{8}\.\d+$/)
    assert.deepEqual([run.definition.name, run.repository.name, run.status], ['pipelines', 'repo', 'inProgress'])
  })
  it('sets what the service sets, over what was given', () => {
    assert.deepEqual([variables.get('build.reason'), variables.get('OWN')], ['Manual', 'x'])
    assert.deepEqual([variables.get('System.PlanId'), variables.get('Build.BuildId')], [run.planId, String(run.buildId)])
    assert.equal(variables.get('system.collectionUri'), 'http://127.0.0.1:1/local/')
    assert.deepEqual(variables.toMap().get('system.accessToken'), { value: 'token', secret: true, readOnly: true })
  })
  it('the same repository and person have the same ids in every run', () => {
    const again = newRun('/a/pipelines/azure-pipelines.yml', sources, readLocalFile('/a/pipelines/azure-pipelines.yml'))
    assert.deepEqual(
      [again.repository.id, again.requestedFor.id, again.project.id],
      [run.repository.id, run.requestedFor.id, run.project.id],
    )
    assert.notEqual(again.planId, run.planId)
  })
})
