import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Mistake } from './mistake.ts'
import { BUILT_IN, type KnownTask } from './yaml-steps.ts'

/** The folder with package.json above this module, wherever it was compiled to. */
export function packageFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

/** The tasks that steps may use: those of a built extension (`dist/tasks/<Name>/task.json`) and the worker's own. */
export function knownTasks(extension: string): readonly KnownTask[] {
  const folder = join(extension, 'tasks')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'task.json'))) : []
  return [...names.map((name) => readTask(join(folder, name, 'task.json'))), ...BUILT_IN]
}

function readTask(path: string): KnownTask {
  const task: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const [name, version, inputs] = [field(task, 'name'), field(task, 'version'), field(task, 'inputs')]
  if (typeof name !== 'string') throw new Mistake(`${path} has no name: build the extension again (npm run build).`)
  const declared = Array.isArray(inputs) ? inputs : []
  return { name, major: Number(field(version, 'Major')), inputs: declared.flatMap(namesOf) }
}

function namesOf(input: unknown): readonly string[] {
  const aliases = field(input, 'aliases')
  return [field(input, 'name'), ...(Array.isArray(aliases) ? aliases : [])].filter((name) => typeof name === 'string')
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined
}
