import { join, resolve } from 'node:path'
import { type Row, rowsOf, rowsOfPackages } from '../../core/build/row.ts'
import type { JobData, LegWork } from '../../core/pipeline/job-data.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'
import { legOf, parsePlan } from '../../core/wanted/plan-file.ts'
import { type Inputs, noPlan } from './inputs.ts'
import type { Ports } from './ports.ts'

/** The rows of this job, and the plan they are from (empty without one). */
export interface Rows {
  readonly rows: readonly Row[]
  readonly planDigest: string
}

/** What is to be built: a leg inlined in `job_data`, a leg of the plan it refers to, or the input `packages`. */
export async function readRows(inputs: Inputs, ports: Ports): Promise<Rows> {
  if (inputs.work.kind === 'packages') {
    const packages = await Promise.all(inputs.work.paths.map(async (path) => await locate(path, ports)))
    return { rows: rowsOfPackages(packages, inputs.work.pythons), planDigest: '' }
  }
  const leg = await legWork(inputs.work.data, inputs, ports)
  const rows = rowsOf(leg)
  if (rows.length === 0) throw noPlan(`The leg '${leg.leg}' of the plan holds no package.`)
  return { rows, planDigest: leg.planDigest }
}

async function legWork(data: JobData, inputs: Inputs, ports: Ports): Promise<LegWork> {
  if (data.kind === 'inline') return data.work
  const text = await fetchPlan(data.plan, inputs, ports)
  if (sha256Of(text) !== data.planDigest)
    throw new Problem(
      'PLAN_CHANGED',
      `The plan in the artifact '${data.plan}' is not the one that this leg was made from.`,
      'Run the plan and its legs again together.',
    )
  return legOf(parsePlan(text, `the plan of '${data.plan}'`), data.leg, data.planDigest)
}

async function fetchPlan(name: string, inputs: Inputs, { artifacts: open, files }: Ports): Promise<string> {
  const run = Number(inputs.buildId)
  if (open === undefined || !Number.isSafeInteger(run) || run <= 0)
    throw new Problem(
      'CREDENTIALS',
      'This job may not read the artifacts of its run.',
      "The plan is too large for job_data; let the job use the pipeline's own token.",
    )
  const artifacts = await open()
  const found = (await artifacts.list(run)).find((artifact) => artifact.name === name)
  if (found === undefined) throw missing(name)
  const folder = await files.scratch('plan')
  await artifacts.download(found, folder)
  const [path] = await files.find(folder, ['**/*.json'])
  const bytes = path === undefined ? undefined : await files.read(join(folder, path))
  if (bytes === undefined) throw missing(name)
  return new TextDecoder().decode(bytes)
}

function missing(name: string): Problem {
  return new Problem(
    'ARTIFACT_MISSING',
    `This run has no artifact '${name}' with the plan.`,
    'Run GenerateMatrix in the same run, before this job.',
  )
}

async function locate(path: string, ports: Ports): Promise<{ path: string; kind: 'archive' | 'folder' }> {
  const kind = await ports.files.kind(resolve(ports.workspace.sources, path))
  if (kind === 'folder') return { path, kind }
  if (kind === 'file' && /\.(?:tar\.gz|tgz|zip)$/i.test(path)) return { path, kind: 'archive' }
  throw new Problem(
    'FILE_MISSING',
    `The input 'packages' names '${path}', which is ${kind === 'file' ? 'no sdist' : 'not there'}.`,
    'Write folders, or .tar.gz or .zip files, relative to the sources.',
  )
}
