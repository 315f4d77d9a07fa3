import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Result } from '../../../local-agent/record.ts'
import { Bench } from './one-job.ts'
import { OneStep } from './one-step.ts'

describe('task.setvariable', () => {
  it('sets a variable of the job', () => {
    const step = new OneStep().say('##vso[task.setvariable variable=a.b]value ')
    assert.equal(step.variable('A.B'), 'value ')
    assert.equal(step.context.job.outputs.size, 0)
  })

  it('sets an output under the name of its step only, read-only', () => {
    const step = new OneStep().say('##vso[task.setvariable variable=x;isOutput=TRUE]1')
    assert.deepEqual([step.variable('x'), step.variable('one.x')], [undefined, '1'])
    assert.deepEqual(step.context.job.outputs.get('one.x'), { value: '1', secret: false, readOnly: true })
    assert.equal(step.context.record.outputs.get('x')?.value, '1')
    step.say('##vso[task.setvariable variable=one.x]2')
    assert.deepEqual([step.variable('one.x'), step.context.commandResult], ['1', 'failed'])
  })

  it('makes an output of what task.json declares as one', () => {
    const step = new OneStep({ declaredOutputs: ['Matrix'] }).say('##vso[task.setvariable variable=matrix]{}')
    assert.deepEqual([step.variable('matrix'), step.variable('one.matrix')], [undefined, '{}'])
  })

  it('overwrites an output silently', () => {
    const step = new OneStep().say('##vso[task.setvariable variable=x;isoutput=true]1', '##vso[task.setvariable variable=x;isoutput=true]2')
    assert.deepEqual([step.variable('one.x'), step.errors, step.warnings], ['2', 0, 0])
  })

  const FLAGS = ['true', 'True', 'TRUE', ' true '].map((text): [string, boolean] => [text, true])
  for (const [text, set] of [...FLAGS, ['yes', false], ['1', false], ['false', false]] as const)
    it(`reads isoutput=${text} as ${set}`, () => {
      const step = new OneStep().say(`##vso[task.setvariable variable=x;isoutput=${text}]1`)
      assert.equal(step.context.job.outputs.has('one.x'), set)
    })

  const REFUSED: readonly (readonly [what: string, line: string])[] = [
    ['no name', '##vso[task.setvariable]x'],
    ['an empty name', '##vso[task.setvariable variable=]x'],
    ['a read-only variable', '##vso[task.setvariable variable=fixed]x'],
    ['a read-only variable in another case', '##vso[task.setvariable variable=FIXED]x'],
    ['a variable of the agent', '##vso[task.setvariable variable=Build.SourcesDirectory]x'],
    ['a read-only variable as an output', '##vso[task.setvariable variable=fixed;isoutput=true]x'],
    ['a secret of several lines', '##vso[task.setvariable variable=s;issecret=true]a%0Ab'],
    ['a secret with a carriage return and a newline', '##vso[task.setvariable variable=s;issecret=true]a%0D%0Ab'],
  ]
  for (const [what, line] of REFUSED)
    it(`refuses ${what}`, () => {
      const step = new OneStep({ variables: { fixed: { value: 'kept', readOnly: true }, 'build.sourcesDirectory': '/s' } }).say(line)
      assert.deepEqual(
        [step.errors, step.context.commandResult, step.variable('fixed'), step.variable('s')],
        [2, 'failed', 'kept', undefined],
      )
    })

  it('only warns of read-only variables where the service does not protect them', () => {
    const step = new OneStep({ variables: { 'agent.readonlyvariables': 'false', fixed: { readOnly: true } } }).say(
      '##vso[task.setvariable variable=fixed]x',
    )
    assert.deepEqual([step.variable('fixed'), step.warnings, step.errors], ['x', 1, 0])
  })

  it('takes a secret of several lines where that is allowed', () => {
    const step = new OneStep({ variables: { SYSTEM_UNSAFEALLOWMULTILINESECRET: 'true' } }).say(
      '##vso[task.setvariable variable=s;issecret=true]a%0Ab',
    )
    assert.equal(step.variable('s'), 'a\nb')
  })

  it('masks a secret from then on, also refused ones, and keeps it secret', () => {
    const restrictions = [{ restrictedCommands: false, settableVariables: ['s'] }]
    const step = new OneStep({ restrictions })
    step.say(
      'early one1',
      '##vso[task.setvariable variable=s;issecret=true]one1',
      'late one1',
      '##vso[task.setvariable variable=t;issecret=true]two2',
      'late two2',
    )
    step.say('##vso[task.setvariable variable=S]three3', 'late three3')
    assert.deepEqual(
      step.lines.filter((line) => !line.startsWith('##')),
      ['early one1', 'late ***', 'late ***', 'late ***'],
    )
  })

  it('marks a secret output', () => {
    const step = new OneStep().say('##vso[task.setvariable variable=s;issecret=true;isoutput=true]hunter2')
    assert.equal(step.context.job.outputs.get('one.s')?.secret, true)
  })

  it('keeps what was read-only once', () => {
    const step = new OneStep().say('##vso[task.setvariable variable=x;isreadonly=true]1', '##vso[task.setvariable variable=x]2')
    assert.deepEqual([step.variable('x'), step.context.commandResult], ['1', 'failed'])
  })
})

describe('task.settaskvariable', () => {
  it('is no variable of the job, and may be a secret', () => {
    const step = new OneStep().say('##vso[task.settaskvariable variable=x;issecret=true]hunter2', 'hunter2')
    assert.deepEqual([step.variable('x'), step.lines], [undefined, ['***']])
  })

  it('fails without a name', () => assert.equal(new OneStep().say('##vso[task.settaskvariable]x').context.commandResult, 'failed'))
})

describe('task.complete', () => {
  const CASES: readonly (readonly [lines: readonly string[], result: Result | undefined, command: Result | undefined])[] = [
    [['result=Succeeded;'], 'succeeded', undefined],
    [['result=SucceededWithIssues;'], 'succeededWithIssues', undefined],
    [['result=Failed;'], 'failed', undefined],
    [['result=Skipped;'], 'skipped', undefined],
    [['result=Canceled;'], 'canceled', undefined],
    [['result=Cancelled;'], undefined, 'failed'],
    [['result=failed;'], undefined, 'failed'],
    [[''], undefined, 'failed'],
    [['result=Failed;', 'result=Succeeded;'], 'failed', undefined],
    [['result=Failed;', 'result=Skipped;'], 'skipped', undefined],
    [['result=Skipped;', 'result=Failed;'], 'skipped', undefined],
    [['result=SucceededWithIssues;', 'result=Succeeded;'], 'succeededWithIssues', undefined],
  ]
  for (const [all, result, command] of CASES)
    it(`makes ${result ?? 'nothing'} of ${all.join(' then ') || 'no result'}`, () => {
      const step = new OneStep().say(...all.map((properties) => `##vso[task.complete ${properties}]done`))
      assert.deepEqual([step.context.result, step.context.commandResult], [result, command])
    })

  it('forces the end only when done', () => {
    assert.equal(new OneStep().say('##vso[task.complete result=Succeeded]').context.forced.aborted, false)
    assert.equal(new OneStep().say('##vso[task.complete result=Succeeded;done=true]').context.forced.aborted, true)
  })

  it('shows its message and is at the end', () => {
    const { record } = new OneStep().say('##vso[task.complete result=Succeeded]all done').context
    assert.deepEqual([record.percentComplete, record.currentOperation], [100, 'all done'])
  })
})

describe('task.logissue', () => {
  const CASES: readonly (readonly [properties: string, line: string])[] = [
    ['type=error', '##[error]m'],
    ['type=Warning', '##[warning]m'],
    ['type=error;sourcepath=/w/1/s/a/b.py;linenumber=3;columnnumber=4;code=E1', '##[error]a/b.py(3,4): error E1: m'],
    ['type=error;sourcepath=/elsewhere/b.py;linenumber=3;columnnumber=4;code=E1', '##[error]/elsewhere/b.py(3,4): error E1: m'],
    ['', "##[warning]Can't create TaskIssue from logging event."],
  ]
  for (const [properties, line] of CASES)
    it(`logs '${properties}'`, () => assert.deepEqual(new OneStep().say(`##vso[task.logissue ${properties}]m`).lines, [line]))

  it('does not change the result', () => assert.equal(new OneStep().say('##vso[task.issue type=error]m').context.result, undefined))

  it('fails for another type', () => assert.equal(new OneStep().say('##vso[task.logissue type=info]m').context.commandResult, 'failed'))
})

describe('task.setprogress', () => {
  for (const [value, percent] of [
    ['50', 50],
    ['-3', 0],
    ['101', 100],
    ['abc', 0],
    [' 7 ', 7],
    ['1.5', 0],
  ] as const)
    it(`takes '${value}' as ${percent}`, () =>
      assert.equal(new OneStep().say(`##vso[task.setprogress value=${value}]x`).context.record.percentComplete, percent))

  it('never goes down', () => {
    const step = new OneStep().say('##vso[task.setprogress value=50]a', '##vso[task.setprogress value=20]b')
    assert.deepEqual([step.context.record.percentComplete, step.context.record.currentOperation], [50, 'b'])
  })
})

describe('task.prependpath', () => {
  it('puts the newest first, each once', () => {
    const step = new OneStep().say('##vso[task.prependpath]/a', '##vso[task.prependpath]/b', '##vso[task.prependpath]/a')
    assert.deepEqual(step.context.job.prependPath, ['/b', '/a'])
  })

  it('fails without a folder', () => assert.equal(new OneStep().say('##vso[task.prependpath] ').context.commandResult, 'failed'))
})

describe('attachments', () => {
  const bench = new Bench()
  const file = bench.write('notes.md', '# notes')
  after(() => bench.close())

  const CASES: readonly (readonly [line: string, type: string, name: string])[] = [
    [`##vso[task.uploadsummary]${file}`, 'Distributedtask.Core.Summary', 'notes.md'],
    [`##vso[task.uploadfile]${file}`, 'DistributedTask.Core.FileAttachment', 'notes.md'],
    [`##vso[task.addattachment type=plan;name=p.json]${file}`, 'plan', 'p.json'],
    [`##vso[build.uploadsummary]${file}`, 'Distributedtask.Core.Summary', 'CustomMarkDownSummary-notes.md'],
    [`##vso[build.uploadlog]${file}`, 'DistributedTask.Core.Log', 'CustomToolLog'],
  ]
  for (const [line, type, name] of CASES)
    it(`keeps ${type} ${name}`, () => {
      const [attachment] = new OneStep().say(line).attachments
      assert.deepEqual(
        { ...attachment, bytes: Buffer.from(attachment?.bytes ?? []).toString() },
        { type, name, recordId: 'r', bytes: '# notes' },
      )
    })

  const REFUSED = [
    '##vso[task.uploadsummary]',
    '##vso[task.uploadfile]',
    `##vso[task.uploadsummary]${join(bench.folder, 'missing')}`,
    `##vso[task.uploadsummary]${bench.folder}`,
    `##vso[task.addattachment type=t]${file}`,
    `##vso[task.addattachment name=n]${file}`,
    `##vso[task.addattachment type=t;name=a/b]${file}`,
    `##vso[task.addattachment type=t/u;name=n]${file}`,
  ]
  for (const line of REFUSED)
    it(`fails for ${line.replace(bench.folder, '')}`, () => {
      const step = new OneStep().say(line)
      assert.deepEqual([step.attachments, step.context.commandResult], [[], 'failed'])
    })
})
