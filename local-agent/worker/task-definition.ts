import { cpSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Restrictions } from './restrictions.ts'

// Agent sources: Agent.Worker/TaskManager.cs (ExecutionData, DefinitionData) and Agent.Worker/Handlers/HandlerFactory.cs.

/** An input as task.json declares it. */
export interface InputDefinition {
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: string
  readonly defaultValue: string
  readonly required: boolean
  readonly visibleRule: string
}

/** A task as its task.json describes it. */
export interface TaskDescription {
  readonly id: string
  readonly name: string
  readonly friendlyName: string
  readonly description: string
  readonly version: string
  readonly author: string
  readonly help: string
  readonly inputs: readonly InputDefinition[]
  readonly outputVariables: readonly string[]
  readonly restrictions: Restrictions
}

/** A phase of a job, by the key of task.json under which a task says what it does there. */
export type Phase = 'prejobexecution' | 'execution' | 'postjobexecution'

const PHASES: readonly Phase[] = ['prejobexecution', 'execution', 'postjobexecution']

/** A task in the job's own folder, ready to be run. */
export interface TaskDefinition extends TaskDescription {
  /** The script that node runs. */
  readonly target: string
}

// In the agent's order of preference; both are this process's own node here.
const HANDLERS = ['Node24', 'Node20_1']

/** `Name` and major version of a step's `task: Name@1`. Throws for anything else. */
export function taskReference(reference: string): { readonly name: string; readonly major: string } {
  const [, name, major] = /^([\w-]+)@(\d+)$/.exec(reference) ?? []
  if (name === undefined || major === undefined) throw new Error(`'${reference}' is not a task reference: it is written Name@1.`)
  return { name, major }
}

/** The phases that a built task has; one that cannot be read, or has none, has its say about that as a step. */
export function phasesOf(reference: string, extension: string): readonly Phase[] {
  const file = join(extension, 'tasks', reference.replace(/@.*$/, ''), 'task.json')
  const json = existsSync(file) ? jsonObject(JSON.parse(readFileSync(file, 'utf8'))) : {}
  const found = PHASES.filter((phase) => json[phase] !== undefined)
  return found.length === 0 ? ['execution'] : found
}

/** Copies a built task out of the extension to `<work>/_tasks/<Name>_<id>/<version>` and reads it there. Throws for an unknown task, another major version, and no usable handler. */
export function loadTask(reference: string, extension: string, workFolder: string, phase: Phase = 'execution'): TaskDefinition {
  const { name, major } = taskReference(reference)
  const built = join(extension, 'tasks', name)
  if (!existsSync(join(built, 'task.json')))
    throw new Error(`A task is missing. The pipeline references a task called '${name}'; the extension in ${extension} has none.`)
  const json = jsonObject(JSON.parse(readFileSync(join(built, 'task.json'), 'utf8')))
  const { version } = described(json)
  if (version.split('.')[0] !== major) throw new Error(`The pipeline references ${reference}; the extension has ${name} ${version}.`)
  const folder = join(workFolder, '_tasks', `${name}_${text(json['id'])}`, version)
  refuseSharedModules(extension, workFolder)
  if (!existsSync(folder)) cpSync(built, folder, { recursive: true })
  return { ...described(json), target: handlerTarget(jsonObject(json[phase]), folder) }
}

/** What a task.json says of its task. */
export function readDescription(file: string): TaskDescription {
  return described(jsonObject(JSON.parse(readFileSync(file, 'utf8'))))
}

function described(json: JsonObject): TaskDescription {
  const parts = jsonObject(json['version'])
  return {
    version: [parts['Major'], parts['Minor'], parts['Patch']].map(text).join('.'),
    id: text(json['id']),
    name: text(json['name']),
    friendlyName: text(json['friendlyName']),
    description: text(json['description']),
    author: text(json['author']),
    help: text(json['helpMarkDown']),
    inputs: list(json['inputs']).map(inputDefinition),
    outputVariables: list(json['outputVariables']).map((output) => text(jsonObject(output)['name'])),
    restrictions: restrictions(jsonObject(json['restrictions'])),
  }
}

function inputDefinition(value: unknown): InputDefinition {
  const json = jsonObject(value)
  return {
    name: text(json['name']).trim(),
    aliases: list(json['aliases']).map(text),
    type: text(json['type']),
    defaultValue: text(json['defaultValue']).trim(),
    required: json['required'] === true,
    visibleRule: text(json['visibleRule']),
  }
}

function restrictions(json: JsonObject): Restrictions {
  const variables = json['settableVariables']
  return {
    restrictedCommands: text(jsonObject(json['commands'])['mode']).toLowerCase() === 'restricted',
    settableVariables: variables === undefined ? undefined : list(jsonObject(variables)['allowed']).map(text),
  }
}

function handlerTarget(execution: JsonObject, folder: string): string {
  const handler = HANDLERS.find((name) => execution[name] !== undefined)
  if (handler === undefined)
    throw new Error(
      `A supported task execution handler was not found: the local agent has ${HANDLERS.join(' and ')}, the task ${Object.keys(execution).join(', ')}.`,
    )
  const target = text(jsonObject(execution[handler])['target']).replaceAll('$(currentDirectory)', folder)
  const path = resolve(folder, target)
  if (target === '' || !existsSync(path)) throw new Error(`The task's ${handler} handler has no target file '${target}' in ${folder}.`)
  return path
}

/** A task that could reach the modules beside its sources would hide a missing bundle. */
function refuseSharedModules(extension: string, workFolder: string): void {
  const reachable = moduleFolders(workFolder)
  const shared = moduleFolders(extension).find((folder) => reachable.includes(folder))
  if (shared !== undefined)
    throw new Error(
      `The work folder ${workFolder} lies below ${dirname(shared)}, whose node_modules a task must not reach: choose one outside.`,
    )
}

function moduleFolders(folder: string): string[] {
  const above = dirname(folder)
  const own = join(folder, 'node_modules')
  return [...(existsSync(own) ? [own] : []), ...(above === folder ? [] : moduleFolders(above))]
}

type JsonObject = Readonly<Record<string, unknown>>

function jsonObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
