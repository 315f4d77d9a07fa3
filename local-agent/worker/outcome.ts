import { messageOf } from '../mistake.ts'
import { ARTIFACT_COMMANDS, BUILD_COMMANDS } from './build-commands.ts'
import { hostType } from './host-type.ts'
import { COVERAGE_COMMANDS } from './coverage-command.ts'
import { parseCommand, unescapeCommand, type LoggingCommand } from './command.ts'
import { commandAllowed } from './restrictions.ts'
import { RESULTS_COMMANDS } from './results-command.ts'
import type { CommandHandler, StepContext } from './step-context.ts'
import { TASK_COMMANDS } from './task-commands.ts'

// Agent sources: Agent.Worker/WorkerCommandManager.cs; messages as in Misc/layoutbin/en-US/strings.json.

/** Real commands that the local agent does not carry out fail: silence would look like success. */
const AREAS: ReadonlyMap<string, ReadonlyMap<string, CommandHandler>> = new Map([
  ['task', new Map([...TASK_COMMANDS, ['logdetail', unsupported], ['setendpoint', unsupported]])],
  ['artifact', new Map([...ARTIFACT_COMMANDS, ['associate', unsupported]])],
  ['build', new Map([...BUILD_COMMANDS, ['updatebuildnumber', unsupported]])],
  ['telemetry', new Map([['publish', () => undefined]])],
  ['results', RESULTS_COMMANDS],
  ['codecoverage', COVERAGE_COMMANDS],
  ['release', new Map([['updatereleasename', unsupported]])],
])

/** The host types that take commands of an area; all do where none is named. */
const HOSTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['artifact', ['Build', 'Release']],
  ['build', ['Build']],
  ['codecoverage', ['Build']],
  ['release', ['Release', 'Deployment']],
])

/** Takes a line of a step's output: does what its command says, or writes it to the log. */
export function takeLine(context: StepContext, line: string): void {
  if (!processCommand(context, line)) context.output(line)
}

/** Whether the line is used up as a command. A command that cannot be carried out is two errors and fails the step; the process goes on. */
function processCommand(context: StepContext, line: string): boolean {
  const percents = context.job.variables.get('DECODE_PERCENTS')?.toLowerCase() !== 'false'
  const command = parseCommand(line, percents)
  if (command === undefined) {
    if (line.includes('##vso'))
      context.warning(
        `'${line}' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296`,
      )
    return false
  }
  const host = hostType(context.job.variables.get('system.hostType'))
  if (HOSTS.get(command.area.toLowerCase())?.includes(host) === false) return refuseArea(context, command, host)
  const area = AREAS.get(command.area.toLowerCase())
  if (area === undefined)
    context.warning(
      `Cannot find command extension for ##vso[${command.area}.command]. Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)`,
    )
  else execute(context, command, area, line)
  return true
}

function refuseArea(context: StepContext, command: LoggingCommand, host: string): false {
  context.error(
    `${command.area} commands are not supported for ${host} flow. Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296`,
  )
  context.commandResult = 'failed'
  return false
}

function execute(context: StepContext, command: LoggingCommand, area: ReadonlyMap<string, CommandHandler>, line: string): void {
  try {
    handle(context, command, area)
  } catch (error) {
    context.error(
      `Unable to process command '${line}' successfully. Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)`,
    )
    context.error(messageOf(error))
    context.commandResult = 'failed'
  }
  if (`${command.area}.${command.event}`.toLowerCase() !== 'task.debug') context.debug(`Processed: ${unescapeCommand(line)}`)
}

function handle(context: StepContext, command: LoggingCommand, area: ReadonlyMap<string, CommandHandler>): void {
  const event = command.event.toLowerCase()
  const handler = area.get(event)
  if (handler === undefined)
    throw new Error(
      `##vso[${command.area.toLowerCase()}.${command.event}] is not a recognized command for ${command.area} command extension.`,
    )
  if (commandAllowed(context.restrictions, command.area, event)) return handler(context, command)
  context.warning(`##vso[${command.area}.${command.event}] is not allowed in this step due to policy restrictions.`)
}

function unsupported(_context: StepContext, command: LoggingCommand): void {
  throw new Error(`The local agent does not carry out ##vso[${command.area}.${command.event}].`)
}
