import { randomUUID } from 'node:crypto'
import { holds, trace, type ExpressionContext } from '../expression.ts'
import { messageOf } from '../mistake.ts'
import { newRecord, type Result, type TimelineRecord } from '../record.ts'
import { type Artifacts, runDownloadStep, runPublishStep, runScriptStep } from './built-in-steps.ts'
import { builtInTask } from './built-in-tasks.ts'
import { runCheckoutStep } from './checkout.ts'
import { headerOf, USE_PYTHON } from './header.ts'
import { setStepVariables } from './job-variables.ts'
import type { Turn } from './phases.ts'
import { mergeResults, resultName } from './result.ts'
import { withRetries } from './retry.ts'
import { runTaskStep } from './run-task-step.ts'
import { StepContext, Stopped, type JobState } from './step-context.ts'
import { runUsePythonVersion } from './use-python-version.ts'

// Agent sources: Agent.Worker/StepsRunner.cs.

/** Aborts when the job is canceled, and when whatever is still running then has had its time. */
export interface Signals {
  readonly canceled: AbortSignal
  readonly killed: AbortSignal
}

/** Runs one turn to its end and merges its result into the job's; it never rejects. */
export async function runStep(
  job: JobState,
  turn: Turn,
  order: number,
  { canceled: signal, killed }: Signals,
  artifacts: Artifacts,
): Promise<void> {
  const stop = new AbortController()
  const { step } = turn
  const context = new StepContext(job, turn, recordOf(job, turn, order), stop.signal)
  context.changed()
  for (const warning of job.variables.recalculate()) context.warning(warning)
  setStepVariables(job.variables, step, context.record)
  const onCancel = (): void => cancel(context, stop)
  const onKill = (): void => stop.abort(new Stopped('canceled', 'The operation was canceled.'))
  killed.addEventListener('abort', onKill)
  if (signal.aborted) setJobResult(job, 'canceled')
  else signal.addEventListener('abort', onCancel)
  try {
    if (wanted(context)) await runWanted(context, stop, artifacts)
  } finally {
    signal.removeEventListener('abort', onCancel)
    killed.removeEventListener('abort', onKill)
  }
  finish(context)
}

function recordOf(job: JobState, { step }: Turn, order: number): TimelineRecord {
  const { jobId: parentId, variables } = job.message
  const attempt = Number(variables.get('system.jobAttempt')?.value ?? 1)
  const record = newRecord({ id: randomUUID(), parentId, type: 'Task', name: step.displayName, identifier: step.name, attempt, order })
  return Object.assign(record, { state: 'inProgress', startTime: new Date().toISOString() })
}

function conditionOf({ step, job }: StepContext): [condition: string, context: ExpressionContext] {
  const variables = (name: string): string | undefined => job.variables.get(name)
  return [step.condition ?? 'succeeded()', { variables, jobStatus: resultName(job.result ?? 'succeeded') }]
}

/** Whether the step's condition holds; if not it is skipped, and an error in it fails it. */
function wanted(context: StepContext): boolean {
  try {
    if (holds(...conditionOf(context))) return true
    context.output('Skipping step due to condition evaluation.')
    for (const line of trace(...conditionOf(context))) context.output(line)
    context.result = 'skipped'
  } catch (error) {
    context.error(messageOf(error))
    context.result = 'failed'
  }
  return false
}

function cancel(context: StepContext, stop: AbortController): void {
  setJobResult(context.job, 'canceled')
  try {
    if (holds(...conditionOf(context))) return
  } catch (error) {
    context.error(messageOf(error))
  }
  context.error('The Operation will be canceled. The next steps may not contain expected logs.')
  stop.abort(new Stopped('canceled', 'The operation was canceled.'))
}

async function runWanted(context: StepContext, stop: AbortController, artifacts: Artifacts): Promise<void> {
  const { step } = context
  const limit =
    step.timeoutInMinutes > 0
      ? setTimeout(() => stop.abort(new Stopped('failed', 'The task has timed out.')), step.timeoutInMinutes * context.job.graces.minute)
      : undefined
  context.output(`##[section]Starting: ${step.displayName}`)
  try {
    for (const line of headerOf(step)) context.output(line)
    await runBody(context, artifacts)
  } catch (error) {
    context.error(messageOf(error))
    context.result = error instanceof Stopped ? error.result : 'failed'
  } finally {
    clearTimeout(limit)
  }
  await context.settle()
  if (context.commandResult !== undefined) context.merge(context.commandResult)
  if (context.result === 'failed' && step.continueOnError) context.result = 'succeededWithIssues'
  context.output(`##[section]Finishing: ${step.displayName}`)
}

async function runBody(context: StepContext, artifacts: Artifacts): Promise<void> {
  const { step } = context
  if (step.kind === 'task' && step.task !== USE_PYTHON) return runTaskStep(context, step)
  return withRetries(context, () => runBuiltIn(context, artifacts))
}

async function runBuiltIn(context: StepContext, artifacts: Artifacts): Promise<void> {
  const { step } = context
  context.record.task = builtInTask(step)
  switch (step.kind) {
    case 'task':
      return runUsePythonVersion(context, step.inputs)
    case 'script':
      return runScriptStep(context, step)
    case 'checkout':
      return runCheckoutStep(context, step)
    case 'publish':
      return runPublishStep(context, step, artifacts)
    case 'download':
      return runDownloadStep(context, step, artifacts)
  }
}

function finish(context: StepContext): void {
  const { job, record } = context
  const result = context.result ?? 'succeeded'
  record.result = result
  record.state = 'completed'
  record.finishTime = new Date().toISOString()
  record.percentComplete = 100
  context.changed()
  if (result === 'failed' || result === 'succeededWithIssues') setJobResult(job, mergeResults(job.result, result))
}

function setJobResult(job: JobState, result: Result): void {
  job.result = result
  job.variables.set('agent.jobStatus', resultName(result))
}
