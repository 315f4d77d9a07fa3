import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type Dependency, evaluateText, type ExpressionContext } from '../expression.ts'
import type { JobOutcome, Result, Sink, TimelineRecord } from '../record.ts'
import { runJob } from '../worker/job.ts'
import { conditionResult } from './condition.ts'
import type { Earlier } from './earlier.ts'
import { contextOf, type Ended, slots, walk, worst } from './graph.ts'
import type { Journal } from './journal.ts'
import { messageFor } from './job-message.ts'
import { expand, expandJson, type Leg, plain, PLAIN_LEG, slices } from './matrix.ts'
import { messageOf } from '../mistake.ts'
import type { Job, Limit, Stage, Strategy } from './pipeline.ts'
import type { RunContext, Running } from './run-context.ts'
import { addRecord, begin, end, fault, refuse } from './timeline.ts'
import { layer, type Variables } from './variables.ts'

type StageDependencies = Readonly<Record<string, Readonly<Record<string, Dependency>>>>
type Seen = Omit<ExpressionContext, 'variables'>

/** Runs the jobs of a stage. */
export function runJobs(
  context: RunContext,
  stage: Stage,
  record: TimelineRecord,
  stageDependencies: StageDependencies,
): Promise<readonly Ended[]> {
  return walk(stage.jobs, (job, before) => runPhase(context, { stage, job, record }, { ...contextOf(before), stageDependencies }))
}

async function runPhase(context: RunContext, of: Omit<Running, 'variables' | 'inCancel'>, dependencies: Seen): Promise<Ended> {
  const { stage, job } = of
  const seen = { ...dependencies, canceled: context.signal.aborted }
  const { run, earlier } = context
  const kept = earlier.job(stage, job)
  if (kept !== undefined) {
    earlier.keep(run, kept, of.record)
    return keptJob(earlier, job, kept)
  }
  const identifier = `${stage.name}.${job.name}`
  const record = addRecord(run, 'Phase', of.record, { name: job.displayName, identifier, before: earlier.before('Phase', identifier) })
  begin(record)
  const prepared = prepare(context, of, record, seen)
  const legs =
    'result' in prepared ? [] : await runLegs(context, { ...of, record, variables: prepared.variables, inCancel: seen.canceled }, prepared)
  const result = 'result' in prepared ? prepared.result : worst(legs.map((leg) => leg.outcome.result))
  end(record, result)
  return { name: job.name, result, outputs: Object.fromEntries(legs.flatMap(({ leg, outcome }) => outputsOf(job, leg.name, outcome))) }
}

/** A job of an earlier attempt that stands, as its dependents see it. */
export function keptJob(earlier: Earlier, job: Job, record: TimelineRecord): Ended {
  const outputs = earlier.legs(record).flatMap(([leg, outcome]) => outputsOf(job, leg, outcome))
  return { name: job.name, result: record.result ?? 'failed', outputs: Object.fromEntries(outputs) }
}

interface Expanded {
  readonly variables: Variables
  readonly legs: readonly Leg[]
  /** How many of them run at once; 0 for no limit. */
  readonly atOnce: number
}

type Prepared = { readonly result: Result } | Expanded

/** Variables, condition and legs of a job; what cannot be worked out fails it before any agent has it. */
function prepare(
  context: RunContext,
  { stage, job }: Omit<Running, 'variables' | 'inCancel'>,
  record: TimelineRecord,
  seen: Seen,
): Prepared {
  try {
    let variables = context.variables
    for (const sources of [context.pipeline.variables, stage.variables, job.variables])
      variables = layer(variables, sources, context.local.groups, seen)
    const all = { ...seen, variables: (name: string) => variables.get(name) }
    const result = conditionResult(context, `Job ${record.identifier}`, job.condition, all)
    if (result !== undefined) return { result }
    const atOnce = job.strategy.kind === 'single' ? 0 : limitOf(job.strategy.maxParallel, all)
    return { variables, legs: legsOf(job.strategy, all), atOnce }
  } catch (error) {
    refuse(context, record, error)
    return { result: 'failed' }
  }
}

function legsOf(strategy: Strategy, seen: ExpressionContext): readonly Leg[] {
  if (strategy.kind === 'single') return plain
  if (strategy.kind === 'slices') return slices(strategy.count)
  return 'expression' in strategy.legs ? expandJson(evaluateText(strategy.legs.expression, seen)) : expand(strategy.legs)
}

/** No number is no limit: what the service makes of an expression here nobody has seen. Throws Error for what is no whole number. */
function limitOf(limit: Limit, seen: ExpressionContext): number {
  if (typeof limit === 'number') return limit
  const text = evaluateText(limit.expression, seen).trim()
  if (!/^\d*$/.test(text)) throw new Error(`maxParallel is '${text}', which is no whole number.`)
  return Number(text)
}

interface LegEnded {
  readonly leg: Leg
  readonly outcome: JobOutcome
}

function runLegs(context: RunContext, of: Running, { legs, atOnce }: Expanded): Promise<readonly LegEnded[]> {
  const { run, earlier } = context
  const bounded = slots(atOnce)
  return Promise.all(
    legs.map(async (leg) => {
      const kept = earlier.leg(of.stage, of.job, leg.name)
      if (kept !== undefined) {
        earlier.keep(run, kept, of.record)
        return { leg, outcome: earlier.outcome(kept) }
      }
      const identifier = `${of.record.identifier}.${leg.name}`
      const record = addRecord(run, 'Job', of.record, { name: shownName(of, leg), identifier, before: earlier.before('Job', identifier) })
      return bounded(() => context.agents(async () => ({ leg, outcome: await runLeg(context, of, leg, record) })))
    }),
  )
}

/** As it is written: `Windows $(config) Release`, shown so at dev.azure.com (github.com/microsoft/testfx/pull/10448). Macros are replaced by the agent, in names of steps alone. */
function shownName({ job }: Running, leg: Leg): string {
  return leg.shown === '' ? job.displayName : `${job.displayName} ${leg.shown}`
}

async function runLeg(context: RunContext, of: Running, leg: Leg, record: TimelineRecord): Promise<JobOutcome> {
  if (context.signal.aborted && !of.inCancel) {
    end(record, 'canceled')
    return { result: 'canceled', outputs: new Map() }
  }
  const sink = openLog(context, record, leg.shown === '' ? of.job.name : leg.shown)
  begin(record)
  context.keep()
  context.tell(`Job ${record.name} of stage ${of.stage.displayName}`)
  const work = deadline(of.inCancel ? undefined : context.signal, of.job.timeoutInMinutes * context.graces.minute)
  try {
    const message = messageFor(context, of, leg, {
      jobId: record.id,
      attempt: record.attempt,
      displayName: record.name,
      workFolder: mkdtempSync(join(context.workFolder, 'job-')),
    })
    for (const line of message.notes) sink.line(line)
    const outcome = await runJob(message.message, sink, work.signal, { artifacts: () => context.run.artifacts, graces: context.graces })
    if (work.expired()) fault(record, `The job ran longer than the maximum time of ${of.job.timeoutInMinutes} minutes.`)
    end(record, outcome.result)
    return outcome
  } catch (error) {
    fault(record, messageOf(error))
    sink.line(`##[error]The local agent failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    end(record, 'failed')
    return { result: 'failed', outputs: new Map() }
  } finally {
    work.done()
    sink.close()
    context.keep()
  }
}

/** A further attempt has what was uploaded, even if this process ends before the job. */
function openLog(context: RunContext, record: TimelineRecord, label: string): ReturnType<Journal['open']> {
  const sink = context.journal.open(record, label)
  const upload: Sink['upload'] = async (...file) => {
    await sink.upload(...file)
    context.keep()
  }
  return { ...sink, upload }
}

/** Aborts with the run, if one is given, and when the time is over; 0 is no limit. */
function deadline(
  run: AbortSignal | undefined,
  milliseconds: number,
): { readonly signal: AbortSignal; expired: () => boolean; done: () => void } {
  const time = new AbortController()
  const timer = milliseconds === 0 ? undefined : setTimeout(() => time.abort(), milliseconds)
  const signal = run === undefined ? time.signal : AbortSignal.any([run, time.signal])
  return { signal, expired: () => time.signal.aborted, done: () => clearTimeout(timer) }
}

/** As `dependencies` shows them: of a leg `LEG.step.variable`, of a deployment `JOB.step.variable`; secrets do not cross jobs. */
function outputsOf(job: Job, leg: string, outcome: JobOutcome): readonly (readonly [string, string])[] {
  const prefix = leg === PLAIN_LEG ? (job.environment === undefined ? '' : `${job.name}.`) : `${leg}.`
  return [...outcome.outputs].filter(([, { secret }]) => !secret).map(([key, { value }]) => [`${prefix}${key}`, value])
}
