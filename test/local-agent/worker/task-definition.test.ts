import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadTask, taskReference, type TaskDefinition } from '../../../local-agent/worker/task-definition.ts'
import { Bench } from './one-job.ts'

describe('taskReference', () => {
  it('reads name and major version', () => assert.deepEqual(taskReference('GenerateMatrix@1'), { name: 'GenerateMatrix', major: '1' }))
  for (const text of ['GenerateMatrix', 'GenerateMatrix@', '@1', 'a@1.2', '../x@1', 'a.b.c@1', 'a@1@2'])
    it(`refuses '${text}'`, () => assert.throws(() => taskReference(text), /Name@1/))
})

describe('loadTask', () => {
  const bench = new Bench()
  const work = join(bench.folder, 'work')
  after(() => bench.close())

  const load = (name: string, json: object = {}): TaskDefinition => {
    bench.task(name, '', json)
    return loadTask(`${name}@1`, join(bench.folder, 'dist'), work)
  }

  it('copies the task to a folder of its id and version, and runs it from there', () => {
    const task = load('Copied')
    const folder = join(work, '_tasks', `Copied_${task.id}`, '1.2.3')
    assert.equal(task.target, join(folder, 'main.cjs'))
    assert.ok(existsSync(join(folder, 'task.json')))
  })

  it('reads what the agent needs of task.json', () => {
    const inputs = [{ name: ' a ', type: 'pickList', defaultValue: true, required: true, aliases: ['b'], visibleRule: 'c = d' }]
    const task = load('Read', { inputs, outputVariables: [{ name: 'matrix' }, { name: 'hasJobs' }] })
    assert.deepEqual(task.inputs, [
      { name: 'a', type: 'pickList', defaultValue: 'true', required: true, aliases: ['b'], visibleRule: 'c = d' },
    ])
    assert.deepEqual(task.outputVariables, ['matrix', 'hasJobs'])
    assert.deepEqual(task.restrictions, { restrictedCommands: false, settableVariables: undefined })
  })

  const LIMITS: readonly (readonly [restrictions: object, commands: boolean, variables: readonly string[] | undefined])[] = [
    [{ commands: { mode: 'any' } }, false, undefined],
    [{ commands: { mode: 'Restricted' } }, true, undefined],
    [{ settableVariables: {} }, false, []],
    [{ settableVariables: { allowed: ['a', 'b*'] } }, false, ['a', 'b*']],
  ]
  for (const [at, [restrictions, restrictedCommands, settableVariables]] of LIMITS.entries())
    it(`reads restrictions ${JSON.stringify(restrictions)}`, () =>
      assert.deepEqual(load(`Limits${at}`, { restrictions }).restrictions, { restrictedCommands, settableVariables }))

  const HANDLERS: readonly (readonly [execution: object, target: string])[] = [
    [{ Node20_1: { target: 'old.cjs' }, Node24: { target: 'main.cjs' } }, 'main.cjs'],
    [{ Node10: { target: 'old.cjs' }, Node20_1: { target: 'main.cjs' } }, 'main.cjs'],
    [{ Node20_1: { target: '$(currentDirectory)/main.cjs' } }, 'main.cjs'],
  ]
  for (const [at, [execution, target]] of HANDLERS.entries())
    it(`runs ${target} of ${Object.keys(execution).join(', ')}`, () =>
      assert.ok(load(`Handler${at}`, { execution }).target.endsWith(join('1.2.3', target))))

  const REFUSED: readonly (readonly [what: string, json: object, message: RegExp])[] = [
    ['no handler', { execution: {} }, /handler was not found/],
    ['old handlers only', { execution: { Node16: { target: 'main.cjs' } } }, /handler was not found/],
    ['a missing target', { execution: { Node24: { target: 'gone.cjs' } } }, /no target file/],
    ['no target', { execution: { Node24: {} } }, /no target file/],
    ['another major version', { version: { Major: 2, Minor: 0, Patch: 0 } }, /2\.0\.0/],
  ]
  for (const [at, [what, json, message]] of REFUSED.entries())
    it(`refuses ${what}`, () => assert.throws(() => load(`Refused${at}`, json), message))

  it('refuses a task that the extension does not have', () =>
    assert.throws(() => loadTask('Nowhere@1', join(bench.folder, 'dist'), work), /A task is missing/))

  it("refuses a work folder from which the extension's modules can be reached", () => {
    const other = new Bench()
    mkdirSync(join(other.folder, 'node_modules'))
    other.task('Near', '')
    assert.throws(() => loadTask('Near@1', join(other.folder, 'dist'), join(other.folder, 'work')), /node_modules/)
    other.close()
  })
})
