import assert from 'node:assert/strict'
import { commandAllowed, variableAllowed, type Restrictions } from '../../../local-agent/worker/restrictions.ts'
import { OneStep } from './one-step.ts'

function allow(...settableVariables: readonly string[]): Restrictions {
  return { restrictedCommands: false, settableVariables }
}

const UNLIMITED: Restrictions = { restrictedCommands: false, settableVariables: undefined }

// The cases of the agent's SetVariableRestrictionsL0.cs.
const CASES: readonly (readonly [name: string, sets: readonly Restrictions[], allowed: readonly string[], refused: readonly string[]])[] = [
  ['NoRestrictions', [], ['myVar'], []],
  ['NullVariableRestrictions', [UNLIMITED], ['myVar'], []],
  ['EmptyAllowed', [allow()], [], ['myVar']],
  ['ExactMatchAllowed', [allow('myVar', 'otherVar')], ['myVar', 'myvar', 'MYVAR', 'otherVAR'], ['badVar']],
  ['MiniMatchAllowed', [allow('my*')], ['myVar', 'mything', 'MY'], ['badVar']],
  [
    'MultipleRestrictionsMostRestrictive',
    [allow('my*', 'otherVar'), allow('myVar', 'myThing', 'extra')],
    ['myVar', 'myThing'],
    ['myStuff', 'otherVar', 'extra', 'neither'],
  ],
  ['MultipleRestrictionsNothingAllowed', [allow('myVar', 'otherVar'), allow()], [], ['myVar', 'otherVar', 'neither']],
  ['dots are letters', [allow('a.*', '.b')], ['a.c', 'a.', '.b'], ['ac', 'b']],
]

describe('variableAllowed', () => {
  for (const [what, sets, allowed, refused] of CASES)
    it(what, () => {
      for (const name of allowed) assert.equal(variableAllowed(sets, name), true, name)
      for (const name of refused) assert.equal(variableAllowed(sets, name), false, name)
    })

  for (const [what, restrictions, allowed, refused] of CASES)
    it(`${what}, at work`, () => {
      const step = new OneStep({ restrictions })
      for (const name of allowed) assert.equal(step.say(`##vso[task.setvariable variable=${name}]myValue`).variable(name), 'myValue')
      assert.equal(step.warnings, 0)
      for (const name of refused)
        assert.equal(step.say(`##vso[task.setvariable variable=new.${name}]myValue`).variable(`new.${name}`), undefined)
      assert.equal(step.warnings, refused.length)
      assert.equal(step.context.commandResult, undefined)
    })

  it('PrependPathAllowed', () => {
    const paths = (...restrictions: readonly Restrictions[]) =>
      new OneStep({ restrictions }).say('##vso[task.prependpath]/x').context.job.prependPath
    assert.deepEqual(paths(), ['/x'])
    assert.deepEqual(paths(allow()), [])
    assert.deepEqual(paths(allow('path')), ['/x'])
  })

  it('judges an output by its plain name', () => {
    const step = new OneStep({ restrictions: [allow('good')] })
    step.say('##vso[task.setvariable variable=good;isoutput=true]1', '##vso[task.setvariable variable=bad;isoutput=true]2')
    assert.deepEqual([...step.context.job.outputs.keys()], ['one.good'])
  })
})

describe('commandAllowed', () => {
  const restricted: Restrictions = { restrictedCommands: true, settableVariables: undefined }
  const kept = ['logdetail', 'logissue', 'complete', 'setprogress', 'setsecret', 'setvariable', 'debug', 'settaskvariable', 'prependpath']
  const lost = ['uploadsummary', 'uploadfile', 'addattachment', 'setendpoint']

  for (const event of kept) it(`keeps task.${event}`, () => assert.equal(commandAllowed([restricted], 'Task', event.toUpperCase()), true))
  for (const event of lost) it(`drops task.${event}`, () => assert.equal(commandAllowed([restricted], 'task', event), false))
  for (const [area, event] of [
    ['artifact', 'upload'],
    ['build', 'addbuildtag'],
    ['results', 'publish'],
  ] as const)
    it(`drops ${area}.${event}`, () => assert.equal(commandAllowed([UNLIMITED, restricted], area, event), false))

  it('drops with a warning only', () => {
    const step = new OneStep({ restrictions: [restricted] }).say('##vso[build.addbuildtag]x', '##vso[artifact.upload artifactname=a]/')
    assert.deepEqual([step.tags, step.uploads, step.warnings, step.errors, step.context.commandResult], [[], [], 2, 0, undefined])
  })
})
