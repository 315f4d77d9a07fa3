import { planKeysJson } from '../../../core/cache/plan-keys.ts'
import { timeSaved } from '../../../core/cache/time-saved.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { requireJobs } from '../../../core/pipeline/limits.ts'
import { Problem } from '../../../core/problem.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { cutoffOf } from '../../../core/wanted/exclude-newer.ts'
import { planLegs, targetsToRead } from '../../../core/wanted/legs.ts'
import { formatPlan, type Plan, planOf, type PlanRow } from '../../../core/wanted/plan-file.ts'
import { planWheels } from '../../../core/wanted/plan.ts'
import { summarisePlan } from '../../../core/wanted/tell.ts'
import { wheelCells } from '../../../core/wanted/wheel-cells.ts'
import { withoutPlan } from '../cache/without-plan.ts'
import type { Inputs } from '../inputs.ts'
import { leavePlan } from '../leave-plan.ts'
import type { Ports } from '../ports.ts'
import { askCache } from './ask-cache.ts'
import { gather } from './gather.ts'
import { type ReadSources, readNeeds, sourceReader } from './needs.ts'
import { readMatrix } from './read-wheel-matrix.ts'
import { tell, warn } from './tell.ts'

/** Plans which wheels of a matrix are still to build, tells it, and leaves the plan as an artifact and the jobs as a matrix. */
export async function planOfWheels(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { rows, making, idle } = await readMatrix(inputs, ports)
  for (const line of idle) ports.log.say('warning', line)
  const facts = await gather(rows, inputs, ports)
  const cutoff = inputs.excludeNewer && cutoffOf(inputs.excludeNewer, ports.clock.now())
  const { skipUpstream, force } = inputs
  const planned = planWheels(rows, facts, { cutoff, skipUpstream, force, making })
  const read = sourceReader(ports)
  const { decisions, warmth, keyed } = await askCache(planned, read, inputs, ports)
  const problems = problemsOf(decisions)
  const ended = await withoutPlan(warmth, inputs, ports)
  if (ended !== undefined) return withProblems(ended, problems)
  const plan = await planFrom(decisions, read, inputs)
  const saved = savedBy(decisions, inputs)
  await tell(plan, decisions, saved, ports.log)
  const summary = summarisePlan(plan, saved)
  if (decisions.length > 0 && decisions.every(({ kind }) => kind === 'error')) return { result: 'failed', outputs: {}, summary, problems }
  const outputs = await leave(keyed === undefined ? plan : { ...plan, keys: planKeysJson(keyed) }, inputs, ports)
  return { result: problems.length === 0 ? 'succeeded' : 'issues', outputs, summary, problems }
}

async function planFrom(decisions: readonly Decision[], read: ReadSources, { wheelsPerJob, cache }: Inputs): Promise<Plan> {
  const needs = await readNeeds(targetsToRead(decisions, wheelsPerJob), read)
  return planOf(decisions, planLegs(decisions, wheelsPerJob, needs, cache.status))
}

/** What no plan is left of may have rows that nobody can resolve all the same. */
function withProblems(ended: Outcome, problems: readonly Problem[]): Outcome {
  const result = ended.result === 'succeeded' && problems.length > 0 ? 'issues' : ended.result
  return { ...ended, result, problems: [...problems, ...ended.problems] }
}

function savedBy(decisions: readonly Decision[], { cache }: Inputs): string {
  return cache.status === 'cold' ? '' : timeSaved(decisions.map((one) => (one.kind === 'restore' ? one.cached.seconds : undefined)))
}

const remedy = 'Build more wheels in a job (raise wheelsPerJob, or set it to 0), or split the matrix file.'

async function leave(plan: Plan, inputs: Inputs, ports: Ports): Promise<Record<string, string>> {
  requireJobs(plan.jobs.length, inputs.maxJobs, remedy)
  const counted = (kind: PlanRow['kind']): number => plan.decisions.filter((row) => row.kind === kind).length
  const counts = { cold: counted('build'), warm: counted('restore') }
  const left = { text: formatPlan(plan), legs: wheelCells(plan.jobs, inputs.agents), ...counts, maxParallel: 0, remedy }
  warn(ports)
  return await leavePlan(left, inputs, ports)
}

/** One for each reason why rows cannot be resolved, led by the first row's place: fifty pythons of one missing project are one line. */
function problemsOf(decisions: readonly Decision[]): Problem[] {
  const byText = new Map<string, { readonly problem: Problem; readonly places: string[] }>()
  for (const one of decisions) {
    if (one.kind !== 'error') continue
    const same = byText.get(one.problem.text) ?? { problem: one.problem, places: [] }
    byText.set(one.problem.text, same)
    same.places.push(one.row.at)
  }
  return [...byText.values()].map(({ problem, places: [first = '', ...more] }) => {
    const place = more.length === 0 ? first : `${first} and ${more.length} more`
    return new Problem(problem.code, `${place}: ${problem.message}`, problem.remedy, problem)
  })
}
