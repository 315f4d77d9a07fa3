import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, relative } from 'node:path'
import type { LoggingCommand } from './command.ts'
import { parseResult } from './result.ts'
import { variableAllowed } from './restrictions.ts'
import type { CommandHandler, StepContext } from './step-context.ts'

// Agent sources: Agent.Worker/TaskCommandExtension.cs.

/** The commands of area `task`, by lower-cased event. */
export const TASK_COMMANDS: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['setvariable', setVariable],
  ['settaskvariable', setTaskVariable],
  ['setsecret', (context, { data }) => context.job.masker.add(data)],
  ['logissue', logIssue],
  ['issue', logIssue],
  ['setprogress', setProgress],
  ['complete', complete],
  ['debug', (context, { data }) => context.debug(data)],
  ['prependpath', prependPath],
  ['addattachment', (context, { properties, data }) => attach(context, properties.get('type') ?? '', properties.get('name') ?? '', data)],
  ['uploadsummary', (context, { data }) => attachFile(context, 'Distributedtask.Core.Summary', data, 'summary file, summary')],
  [
    'uploadfile',
    (context, { data }) => attachFile(context, 'DistributedTask.Core.FileAttachment', data, 'task attachment file, attachment'),
  ],
])

function flag(command: LoggingCommand, name: string): boolean {
  return command.properties.get(name)?.trim().toLowerCase() === 'true'
}

function setVariable(context: StepContext, command: LoggingCommand): void {
  const { variables } = context.job
  const name = variableName(command)
  if (variables.isReadOnly(name)) {
    if (variables.get('agent.readOnlyVariables')?.toLowerCase() === 'true')
      throw new Error(
        `Overwriting readonly variable '${name}' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.`,
      )
    context.warning(`Overwriting readonly variable '${name}'. This behavior will be disabled in the future.`)
  }
  const secret = flag(command, 'issecret')
  if (secret) addSecret(context, command.data)
  if (!variableAllowed(context.restrictions, name)) {
    context.warning(`Setting variable '${name}' has been disabled by the task or build definition.`)
    return
  }
  const isOutput = flag(command, 'isoutput')
  const preserveCase = flag(command, 'preservecase')
  const readOnly = flag(command, 'isreadonly')
  if (!isOutput && !context.declaredOutputs.some((declared) => declared.toLowerCase() === name.toLowerCase())) {
    variables.set(name, command.data, { secret, readOnly, preserveCase })
    return
  }
  const scoped = `${context.step.name}.${name}`
  const stored = variables.set(scoped, command.data, { secret, readOnly: readOnly || isOutput, preserveCase })
  const output = { value: stored.value, secret: stored.secret, readOnly: stored.readOnly }
  context.record.outputs.set(name, output)
  context.job.outputs.set(scoped, output)
  context.changed()
}

function variableName(command: LoggingCommand): string {
  const name = command.properties.get('variable') ?? ''
  if (name === '') throw new Error(`Required field 'variable' is missing in ##vso[task.${command.event.toLowerCase()}] command.`)
  return name
}

/** Registers a value and its escaped spelling. Throws for one of several lines: the log is masked line by line. */
function addSecret({ job }: StepContext, value: string): void {
  const allowed = job.variables.get('SYSTEM_UNSAFEALLOWMULTILINESECRET')?.toLowerCase() === 'true'
  if (value.includes('\n') && !allowed) throw new Error('Secrets cannot contain multiple lines')
  job.masker.add(value)
  job.masker.add(value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
}

function setTaskVariable(context: StepContext, command: LoggingCommand): void {
  const { taskVariables } = context.turn
  const name = variableName(command)
  if (taskVariables.isReadOnly(name))
    throw new Error(
      `Overwriting readonly task variable '${name}' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.`,
    )
  const secret = flag(command, 'issecret')
  if (secret) addSecret(context, command.data)
  taskVariables.set(name, command.data, { secret, readOnly: flag(command, 'isreadonly'), preserveCase: flag(command, 'preservecase') })
}

function logIssue(context: StepContext, { properties, data }: LoggingCommand): void {
  const given = properties.get('type')
  if (given === undefined) {
    context.warning("Can't create TaskIssue from logging event.")
    return
  }
  const type = given.toLowerCase()
  if (type !== 'error' && type !== 'warning') throw new Error(`issue type ${given} is not an expected issue type.`)
  const path = properties.get('sourcepath')
  if (path === undefined) return context.issue(type, data)
  const place = `${sourcePath(context, path)}(${properties.get('linenumber') ?? ''},${properties.get('columnnumber') ?? ''})`
  context.issue(type, `${place}: ${given} ${properties.get('code') ?? ''}: ${data}`)
}

function sourcePath({ job }: StepContext, path: string): string {
  const inside = relative(job.folders.sources, path)
  return inside === '' || inside.startsWith('..') ? path : inside
}

function setProgress(context: StepContext, { properties, data }: LoggingCommand): void {
  const value = properties.get('value') ?? ''
  const percent = /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : 0
  context.progress(Math.min(Math.max(percent, 0), 100), data)
}

function complete(context: StepContext, command: LoggingCommand): void {
  const given = command.properties.get('result') ?? ''
  const result = parseResult(given)
  if (result === undefined) throw new Error(`Command doesn't have valid result value '${given}'.`)
  context.merge(result)
  context.progress(100, command.data)
  if (flag(command, 'done')) context.forceComplete()
}

function prependPath(context: StepContext, { data }: LoggingCommand): void {
  if (data.trim() === '') throw new Error('Required data is missing in ##vso[task.prependpath] command.')
  if (!variableAllowed(context.restrictions, 'PATH')) {
    context.warning("Setting variable 'PATH' has been disabled by the task or build definition.")
    return
  }
  context.job.prependPath = [...context.job.prependPath.filter((folder) => folder !== data), data]
}

function attachFile(context: StepContext, type: string, path: string, what: string): void {
  if (path === '') throw new Error(`Cannot upload ${what} file location is not specified.`)
  attach(context, type, basename(path), path)
}

/** Keeps the bytes that a file has now under the step's record. Throws for a missing or unlawful type or name, and for a file that is not there. */
export function attach(context: StepContext, type: string, name: string, path: string): void {
  for (const [what, text] of Object.entries({ type, name }))
    if (text === '') throw new Error(`Cannot upload task attachment file, attachment ${what} is not specified.`)
  for (const [what, text] of Object.entries({ Type: type, Name: name }))
    if (/[\0/]/.test(text)) throw new Error(`${what} contain invalid characters. (\\0, /)`)
  if (!existsSync(path) || !statSync(path).isFile())
    throw new Error('Cannot upload task attachment file, attachment file location is not specified or attachment file not exist on disk.')
  context.job.sink.attachment({ type, name, recordId: context.record.id, bytes: readFileSync(path) })
}
