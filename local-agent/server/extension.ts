import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readDescription } from '../worker/task-definition.ts'
import { Mistake } from '../mistake.ts'
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
  const { name, version, inputs } = readDescription(path)
  if (name === '') throw new Mistake(`${path} has no name: build the extension again (npm run build).`)
  return { name, major: Number(version.split('.')[0]), inputs: inputs.flatMap((input) => [input.name, ...input.aliases]) }
}
