import type { RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Planned } from '../../../core/release/evidence.ts'
import { parsePlan, planName, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import { type Repository, sameRepository } from '../../../core/release/plan/repository.ts'
import type { Ports } from '../ports.ts'

/** A plan, and the artifact of the job that attached it. */
export interface FoundPlan {
  readonly plan: ReleasePlan
  readonly planned: Planned
}

type Needs = Pick<Ports, 'artifacts' | 'files'>

/**
 * The plan that this task attached in this run; of several attempts of a job the last one's. Where jobs made plans for several repositories, `wanted`
 * says which. None is the Problem `NO_PLAN`, more than one `PLAN_INVALID`.
 */
export async function findPlan(run: number, wanted: Repository | undefined, ports: Needs): Promise<FoundPlan> {
  const latest = latestAttempts(await ports.artifacts().list(run))
  if (latest.length === 0)
    throw new Problem('NO_PLAN', `Run ${run} has no release plan.`, 'Let a stage before this one run this task with mode: plan.')
  const found = await Promise.all(latest.map(async (one) => await readPlan(one, ports)))
  const meant = found.length === 1 ? found : found.filter(({ plan }) => wanted !== undefined && sameRepository(plan.repository, wanted))
  const [only] = meant
  if (only !== undefined && meant.length === 1) return only
  throw new Problem(
    'PLAN_INVALID',
    `Run ${run} has ${found.length} release plans (${found.map(({ planned }) => planned.artifact).join(', ')}), and it is not clear which is meant.`,
    'Set repository to that of one of them; two plans for one repository need two runs.',
  )
}

/** An artifact that holds a plan, and the attempt that its name tells. */
export interface Attached {
  readonly artifact: RunArtifact
  readonly attempt: number
}

/** `release-plan.<stage>.<job>.<attempt>` */
function latestAttempts(artifacts: readonly RunArtifact[]): Attached[] {
  const latest = new Map<string, Attached>()
  for (const artifact of artifacts) {
    const [, job, attempt] = /^release-plan\.(?:(.*)\.)?(\d+)$/.exec(artifact.name) ?? []
    if (attempt === undefined) continue
    const before = latest.get(job ?? '')
    if (before === undefined || before.attempt < Number(attempt)) latest.set(job ?? '', { artifact, attempt: Number(attempt) })
  }
  return [...latest.values()]
}

/** Tens of thousands of files. */
const mostBytes = 16 * 1024 * 1024

/** The plan in an artifact; one that holds none, or a broken one, is `PLAN_INVALID`. */
export async function readPlan({ artifact, attempt }: Attached, ports: Needs): Promise<FoundPlan> {
  const folder = `${await ports.files.scratch('plan')}/content`
  await ports.artifacts().download(artifact, folder)
  const path = `${folder}/${planName}`
  const found = await ports.files.behind(path)
  if ((found?.size ?? 0) > mostBytes)
    throw new Problem('PLAN_INVALID', `The ${planName} of '${artifact.name}' is larger than any plan.`, 'Run the stage that plans again.')
  const bytes = await ports.files.read(path)
  if (bytes === undefined)
    throw new Problem('PLAN_INVALID', `The artifact '${artifact.name}' holds no ${planName}.`, 'Run the stage that plans again.')
  const plan = planIn(new TextDecoder().decode(bytes), `${artifact.name}/${planName}`)
  return { plan, planned: { artifact: artifact.name, job: artifact.source, attempt } }
}

/** Nobody writes a plan by hand, so that there is nothing to correct in it. */
function planIn(text: string, source: string): ReleasePlan {
  try {
    return parsePlan(text, source)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const remedy =
      'Plan and publish with the same version of this task. If you do, something else has written there: find out what, and start a new run.'
    throw new Problem('PLAN_INVALID', error.message, remedy, error)
  }
}
