import { existsSync } from 'node:fs'
import type { Step } from '../record.ts'
import { SYSTEM_CONNECTION, taskEnvironment, type EnvironmentParts } from './environment.ts'
import { header } from './header.ts'
import { referencedEndpoints, resolveInputs } from './inputs.ts'
import { takeLine } from './outcome.ts'
import { runProcess } from './process.ts'
import { withRetries } from './retry.ts'
import type { StepContext } from './step-context.ts'
import { loadTask } from './task-definition.ts'
import { replaceMacros } from './variables.ts'

// Agent sources: Agent.Worker/TaskRunner.cs and Agent.Worker/Handlers/NodeHandler.cs.

/** Runs a task of the extension: copied, with its inputs and environment, as a child of its own. Throws for an exit code that is not 0. */
export async function runTaskStep(context: StepContext, step: Extract<Step, { kind: 'task' }>): Promise<void> {
  const { message, folders, variables, inherited } = context.job
  const task = loadTask(step.task, message.extension, folders.work, context.turn.phase)
  context.record.task = { id: task.id, name: task.name, version: task.version }
  context.restrictions = [task.restrictions]
  context.declaredOutputs = task.outputVariables
  for (const line of header(task)) context.output(line)
  const inputs = resolveInputs(task.inputs, step.inputs, { variables, environment: inherited, root: folders.sources })
  const referenced = referencedEndpoints(task.inputs, inputs, message.endpoints)
  if (isFork(context) && referenced.some(({ id }) => id !== SYSTEM_CONNECTION)) return skip(context)
  await withRetries(context, async () => {
    const env = taskEnvironment({ ...environmentParts(context), inputs, endpoints: referenced })
    const code = await runChild(context, process.execPath, [task.target], env, folders.sources)
    if (code !== 0)
      throw new Error(`Exit code ${code} returned from process: file name '${process.execPath}', arguments '"${task.target}"'.`)
  })
}

/** Whether this job builds what must get no secrets: the pull request of a fork. */
function isFork({ job }: StepContext): boolean {
  return ['system.restrictSecrets', 'system.pullRequest.isFork'].every((name) => job.variables.get(name)?.toLowerCase() === 'true')
}

/** The agent says why in the result code of the step's record, which the service shows beside it; here it is a line of the log. */
function skip(context: StepContext): void {
  context.output('Skipped: it references a service connection. Pull requests from forks are not allowed to access secrets in the pipeline.')
  context.result = 'skipped'
}

/** What every step's process is given, without the inputs and connections of a task. */
export function environmentParts({ job, step, turn }: StepContext): EnvironmentParts {
  const expanded = Object.entries(step.env).map(([name, value]) => {
    const known = job.variables.expand(value.trim())
    return [name.trim(), replaceMacros(known, (macro) => job.inherited[macro])]
  })
  const { inherited, prependPath, lookupId } = job
  const none = { inputs: new Map<string, string>(), endpoints: [] }
  return {
    inherited,
    step: Object.fromEntries(expanded),
    variables: job.variables.all(),
    taskVariables: turn.taskVariables.all(),
    prependPath,
    lookupId,
    ...none,
  }
}

/** Runs a program whose lines may be commands, to its exit code; `task.complete done=true` ends the wait early, as if with 0. */
export async function runChild(
  context: StepContext,
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<number> {
  if (!existsSync(cwd)) throw new Error(`The working directory ${cwd} does not exist.`)
  let listening = true
  const onLine = (line: string): void => {
    if (listening) takeLine(context, line)
  }
  const { graces } = context.job
  const code = await Promise.race([
    runProcess({ program, args, cwd, env, graces, onLine }, context.signal),
    afterForced(context, graces.done),
  ])
  listening = false
  if (code !== 'forced') return code
  context.debug('The task was marked as "done", but the process has not closed. Treating the task as complete.')
  return 0
}

function afterForced(context: StepContext, grace: number): Promise<'forced'> {
  return new Promise((resolve) => {
    context.forced.addEventListener('abort', () => setTimeout(resolve, grace, 'forced').unref(), { once: true })
  })
}
