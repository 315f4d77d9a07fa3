import { resolve } from 'node:path'
import { type Row, rowsOf, rowsOfPackages } from '../../core/build/row.ts'
import type { JobData, LegWork, PlanLeg } from '../../core/pipeline/job-data.ts'
import { shareOf, type Slice } from '../../core/pipeline/slice.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'
import { legOf, parsePlan } from '../../core/wanted/plan-file.ts'
import { fetchPlan, namedPlan, onlyPlan } from './find-plan.ts'
import { type Inputs, noPlan } from './inputs.ts'
import type { Ports } from './ports.ts'

/** The rows of this job, and the plan they are from (empty without one). */
export interface Rows {
  readonly rows: readonly Row[]
  readonly planDigest: string
}

/**
 * What is to be built: a leg inlined in `job_data`, a leg of the plan it refers to, a whole plan, or the input `packages`. A slice of several
 * equal jobs takes its share of that, which may be nothing.
 */
export async function readRows(inputs: Inputs, ports: World): Promise<Rows> {
  const { work, slice } = inputs
  if (work.kind === 'packages') {
    const packages = await Promise.all(work.paths.map(async (path) => await locate(path, ports)))
    return { rows: shareOfRows(rowsOfPackages(packages, work.pythons), slice), planDigest: '' }
  }
  const { legs, planDigest, name } =
    work.kind === 'plan' ? await planWork(work.plan, inputs, ports) : await jobWork(work.data, inputs, ports)
  if (legs.every((leg) => leg.packages.length === 0)) throw noPlan(`${name} holds no package.`)
  const share = slice === undefined ? legs : shareOf(legs, slice)
  return { rows: share.flatMap((leg) => rowsOf({ ...leg, version: 1, planDigest })), planDigest }
}

/** What reading a job's work needs of the world. */
type World = Pick<Ports, 'artifacts' | 'files' | 'workspace'>

interface Legs {
  readonly legs: readonly PlanLeg[]
  readonly planDigest: string
  /** For messages. */
  readonly name: string
}

async function jobWork(data: JobData, inputs: Inputs, ports: World): Promise<Legs> {
  const { planDigest, ...leg } = await legWork(data, inputs, ports)
  return { legs: [leg], planDigest, name: `The leg '${leg.leg}' of the plan` }
}

async function legWork(data: JobData, inputs: Inputs, ports: World): Promise<LegWork> {
  if (data.kind === 'inline') return data.work
  if (data.kind === 'folders') throw new Problem('NOT_SUPPORTED', 'Legs of folders come in a later release.', 'Use the input packages.')
  const text = inputs.plan === undefined ? await fetchPlan(data.plan, inputs, ports) : (await namedPlan(inputs.plan, inputs, ports)).text
  if (sha256Of(text) !== data.planDigest)
    throw new Problem(
      'PLAN_CHANGED',
      `The plan in '${inputs.plan ?? data.plan}' is not the one that this leg was made from.`,
      'Run the plan and its legs again together.',
    )
  return legOf(parsePlan(text, `the plan of '${data.plan}'`), data.leg, data.planDigest)
}

async function planWork(plan: string | undefined, inputs: Inputs, ports: World): Promise<Legs> {
  const { name, text } = plan === undefined ? await onlyPlan(inputs, ports) : await namedPlan(plan, inputs, ports)
  return { legs: parsePlan(text, `the plan of '${name}'`).jobs, planDigest: sha256Of(text), name: `The plan of '${name}'` }
}

/** Rows of packages are cut as the rows of one leg are. */
function shareOfRows(rows: readonly Row[], slice: Slice | undefined): readonly Row[] {
  if (slice === undefined) return rows
  const cut = (end: number): number => Math.floor((end * rows.length) / slice.of)
  return rows.slice(cut(slice.position - 1), cut(slice.position))
}

async function locate(path: string, ports: World): Promise<{ path: string; kind: 'archive' | 'folder' }> {
  const kind = await ports.files.kind(resolve(ports.workspace.sources, path))
  if (kind === 'folder') return { path, kind }
  if (kind === 'file' && /\.(?:tar\.gz|tgz|zip)$/i.test(path)) return { path, kind: 'archive' }
  throw new Problem(
    'FILE_MISSING',
    `The input 'packages' names '${path}', which is ${kind === 'file' ? 'no sdist' : 'not there'}.`,
    'Write folders, or .tar.gz or .zip files, relative to the sources.',
  )
}
