import type { Dependency, ExpressionContext } from '../expression.ts'
import type { Result, TimelineRecord } from '../record.ts'
import { passCheckpoint } from './approval.ts'
import { conditionResult } from './condition.ts'
import { type Before, contextOf, dependency, type Ended, walk, worst } from './graph.ts'
import type { Stage } from './pipeline.ts'
import type { RunContext } from './run-context.ts'
import { keptJob, runJobs } from './run-jobs.ts'
import { addRecord, begin, end, refuse } from './timeline.ts'
import { layer } from './variables.ts'

/** A stage that has ended, with its jobs. */
export interface StageEnded extends Ended {
  readonly jobs: readonly Ended[]
}

/** Runs all stages; the result of the run is the worst of them. */
export async function runStages(context: RunContext): Promise<Result> {
  const records = new Map(context.pipeline.stages.map((stage) => [stage, recordOf(context, stage)]))
  const ended = await walk<Stage, StageEnded>(context.pipeline.stages, async (stage, before) => {
    return runStage(context, stage, records.get(stage) ?? recordOf(context, stage), before)
  })
  const result = worst(ended.map((stage) => stage.result))
  if (context.signal.aborted) return 'canceled'
  return result === 'skipped' ? 'succeeded' : result
}

function recordOf({ run, earlier }: RunContext, stage: Stage): TimelineRecord {
  const kept = earlier.stage(stage)
  if (kept !== undefined) earlier.keep(run, kept, undefined)
  const before = earlier.before('Stage', stage.name)
  return kept ?? addRecord(run, 'Stage', undefined, { name: stage.displayName, identifier: stage.name, before })
}

async function runStage(context: RunContext, stage: Stage, record: TimelineRecord, before: Before<StageEnded>): Promise<StageEnded> {
  if (context.earlier.stage(stage) === record) return keptStage(context, stage, record)
  const stageDependencies = stageDependenciesOf(before)
  const seen = { ...contextOf(before), stageDependencies, canceled: context.signal.aborted }
  const outcome = judge(context, stage, record, seen)
  if (outcome !== undefined) return ended(stage, record, outcome, [])
  const environments = [...new Set(stage.jobs.flatMap((job) => job.environment ?? []))]
  if (environments.length > 0 && !(await checked(context, record, environments, seen)))
    return ended(stage, record, context.signal.aborted ? 'canceled' : 'failed', [])
  begin(record)
  const jobs = await runJobs(context, stage, record, stageDependencies)
  return ended(stage, record, worst(jobs.map((job) => job.result)), jobs)
}

/** The result of a stage that does not run, or undefined where it runs. */
function judge(context: RunContext, stage: Stage, record: TimelineRecord, seen: Omit<ExpressionContext, 'variables'>): Result | undefined {
  try {
    let { variables } = context
    for (const one of [context.pipeline.variables, stage.variables]) variables = layer(variables, one, context.local.groups, seen)
    return conditionResult(context, `Stage ${stage.name}`, stage.condition, { ...seen, variables: (name) => variables.get(name) })
  } catch (error) {
    refuse(context, record, error)
    return 'failed'
  }
}

async function checked(
  context: RunContext,
  record: TimelineRecord,
  environments: readonly string[],
  seen: Omit<ExpressionContext, 'variables'>,
): Promise<boolean> {
  try {
    return await passCheckpoint(context, record, environments, { ...seen, variables: (name) => context.variables.get(name) })
  } catch (error) {
    refuse(context, record, error)
    return false
  }
}

function keptStage({ earlier }: RunContext, stage: Stage, record: TimelineRecord): StageEnded {
  const jobs = stage.jobs.flatMap((job) => {
    const phase = earlier.before('Phase', `${stage.name}.${job.name}`)
    return phase?.parentId === record.id ? [keptJob(earlier, job, phase)] : []
  })
  return stageEnded(stage, record.result ?? 'failed', jobs)
}

function ended(stage: Stage, record: TimelineRecord, result: Result, jobs: readonly Ended[]): StageEnded {
  end(record, result)
  return stageEnded(stage, result, jobs)
}

function stageEnded(stage: Stage, result: Result, jobs: readonly Ended[]): StageEnded {
  const outputs = jobs.flatMap((job) => Object.entries(job.outputs).map(([key, value]): [string, string] => [`${job.name}.${key}`, value]))
  return { name: stage.name, result, outputs: Object.fromEntries(outputs), jobs }
}

/** `stageDependencies`: all stages that came before, directly or not. */
function stageDependenciesOf(before: Before<StageEnded>): Readonly<Record<string, Readonly<Record<string, Dependency>>>> {
  return Object.fromEntries(
    before.all.map((stage) => [stage.name, Object.fromEntries(stage.jobs.map((job) => [job.name, dependency(job)]))]),
  )
}
