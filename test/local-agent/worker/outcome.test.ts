import assert from 'node:assert/strict'
import { OneStep, type Setting } from './one-step.ts'

interface Outcome {
  readonly errors?: number
  readonly warnings?: number
  readonly failed?: boolean
  /** Whether the line itself stands in the log. */
  readonly shown?: boolean
}

// Agent.Worker/WorkerCommandManager.cs: what becomes of odd lines.
const ODD: readonly (readonly [what: string, line: string, outcome: Outcome, setting?: Setting])[] = [
  ['a plain line', 'hello', { shown: true }],
  ['an empty line', '', { shown: true }],
  ['a decoration', '##[error]no issue', { shown: true }],
  ['an unclosed command', '##vso[task.debug', { warnings: 1, shown: true }],
  ['a word about commands', 'see ##vso commands', { warnings: 1, shown: true }],
  ['a name of three parts', '##vso[a.b.c]x', { warnings: 1, shown: true }],
  ['an unknown area', '##vso[nothing.setvariable variable=x]y', { warnings: 1 }],
  ['a known area with an unknown event', '##vso[task.nonsense]x', { errors: 2, failed: true }],
  ['a handler that throws', '##vso[task.setvariable]x', { errors: 2, failed: true }],
  ['an area of another host', '##vso[release.updatereleasename]x', { errors: 1, failed: true, shown: true }],
  [
    'a forbidden command',
    '##vso[task.uploadfile]/x',
    { warnings: 1 },
    { restrictions: [{ restrictedCommands: true, settableVariables: undefined }] },
  ],
  ['telemetry', '##vso[telemetry.publish area=a;feature=b]{}', {}],
  ['area and event in any case', '##vso[TASK.SetProgress value=3]x', {}],
  ['a command behind other text', 'pip says: ##vso[task.logissue type=error]x', { errors: 1 }],
  ['results of no file', '##vso[results.publish type=JUnit]', { errors: 2, failed: true }],
  ['coverage of no file', '##vso[codecoverage.publish summaryfile=x]', { errors: 2, failed: true }],
  ['what the local agent does not do: connections', '##vso[task.setendpoint id=x;field=url]y', { errors: 2, failed: true }],
  ['what the local agent does not do: details', '##vso[task.logdetail id=x]', { errors: 2, failed: true }],
  ['what the local agent does not do: links', '##vso[artifact.associate artifactname=x;type=container]#/1', { errors: 2, failed: true }],
  ['what the local agent does not do: build numbers', '##vso[build.updatebuildnumber]1', { errors: 2, failed: true }],
  ['a command whose percents stay', '##vso[task.setvariable variable=x]%AZP25', {}, { variables: { decode_percents: 'false' } }],
]

describe('takeLine', () => {
  for (const [what, line, expected, setting] of ODD)
    it(`takes ${what}`, () => {
      const step = new OneStep(setting).say(line)
      const failed = step.context.commandResult === 'failed'
      assert.deepEqual(
        { errors: step.errors, warnings: step.warnings, failed, shown: step.lines.includes(line) },
        { errors: 0, warnings: 0, failed: false, shown: false, ...expected },
      )
      assert.equal(step.context.result, undefined)
    })

  it('debugs what it has done, but not debug lines', () => {
    const lines = ['##vso[task.debug]one', '##vso[task.setvariable variable=x]a%0Ab', '##vso[task.nonsense]']
    const step = new OneStep({ variables: { 'system.debug': 'True' } }).say(...lines)
    assert.deepEqual(
      step.lines.filter((line) => line.startsWith('##[debug]')),
      ['##[debug]one', '##[debug]Processed: ##vso[task.setvariable variable=x]a', '##[debug]Processed: ##vso[task.nonsense]'],
    )
  })

  it('debugs nothing unless asked to', () => assert.deepEqual(new OneStep().say('##vso[task.debug]x').lines, []))

  it('keeps percents undecoded where the variable says so', () =>
    assert.equal(
      new OneStep({ variables: { DECODE_PERCENTS: 'false' } }).say('##vso[task.setvariable variable=x]%AZP25').variable('x'),
      '%AZP25',
    ))

  it('masks lines, issues, operations and debug lines', () => {
    const step = new OneStep({ variables: { 'system.debug': 'true' } })
    step.say(
      '##vso[task.setsecret]hunter2',
      'my hunter2',
      '##vso[task.logissue type=error]the hunter2',
      '##vso[task.setprogress value=1]at hunter2',
      '##vso[task.debug]hunter2',
    )
    assert.ok(!step.lines.join('\n').includes('hunter2', step.lines.join('\n').indexOf('my')))
    assert.deepEqual(step.context.record.issues, [{ type: 'error', message: 'the ***' }])
    assert.equal(step.context.record.currentOperation, 'at ***')
  })

  it('keeps ten issues of a kind and counts all', () => {
    const step = new OneStep()
    for (let count = 0; count < 15; count++) step.say('##vso[task.logissue type=error]e', '##vso[task.logissue type=warning]w')
    assert.equal(step.context.record.issues.length, 20)
    assert.deepEqual([step.errors, step.warnings, step.lines.length], [15, 15, 30])
  })

  it('writes a message of several lines as lines', () =>
    assert.deepEqual(new OneStep().say('##vso[task.logissue type=error]a%0Ab').lines, ['##[error]a', 'b']))
})
