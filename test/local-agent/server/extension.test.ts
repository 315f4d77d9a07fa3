import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knownTasks, packageFolder } from '../../../local-agent/server/extension.ts'
import { Mistake } from '../../../local-agent/mistake.ts'
import { root } from '../../root.ts'

describe('extension', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'extension-'))))
  afterEach(() => rmSync(folder, { recursive: true }))
  const task = (name: string, json: unknown): void => {
    mkdirSync(join(folder, 'tasks', name), { recursive: true })
    writeFileSync(join(folder, 'tasks', name, 'task.json'), JSON.stringify(json))
  }

  it('offers its tasks with their inputs and aliases, and the worker its own', () => {
    task('Mine', { name: 'Mine', version: { Major: 3, Minor: 0, Patch: 0 }, inputs: [{ name: 'one', aliases: ['uno'] }, { name: 'two' }] })
    task('Bare', { name: 'Bare', version: { Major: '1' } })
    mkdirSync(join(folder, 'tasks', 'no-task'))
    const tasks = knownTasks(folder)
    assert.deepEqual(
      tasks.find(({ name }) => name === 'Mine'),
      { name: 'Mine', major: 3, inputs: ['one', 'uno', 'two'] },
    )
    assert.deepEqual(
      tasks.find(({ name }) => name === 'Bare'),
      { name: 'Bare', major: 1, inputs: [] },
    )
    assert.deepEqual(tasks.map(({ name }) => name).sort(), ['Bare', 'Mine', 'UsePythonVersion'])
  })
  it('may not be there', () =>
    assert.deepEqual(
      knownTasks(join(folder, 'no')).map(({ name }) => name),
      ['UsePythonVersion'],
    ))
  it('a task without a name is told', () => {
    task('Nameless', {})
    assert.throws(() => knownTasks(folder), Mistake)
  })
  it('lies in the package that this code belongs to', () => assert.equal(packageFolder(), root))
})
