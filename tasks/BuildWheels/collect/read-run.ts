import { join } from 'node:path'
import { type LegPlan, parseLegPlan } from '../../../core/collect/leg-plan.ts'
import { withoutManifest } from '../../../core/collect/without-manifest.ts'
import { counted } from '../../../core/counted.ts'
import type { Manifest } from '../../../core/build/manifest.ts'
import { parseGlobs } from '../../../core/changes/globs.ts'
import { isFetchable } from '../../../core/pipeline/artifact-kind.ts'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { plannedRows, type PlannedRow } from '../../../core/release/preflight/planned-rows.ts'
import { isSelectedArtifact } from '../../../core/release/plan/select.ts'
import { type Collected, collectWheels } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { plansOf } from '../rows/find-plan.ts'
import type { CollectPorts } from './ports.ts'
import type { CollectInputs } from './inputs.ts'

/** A plan of the run, and the wheels that it asks for; a plan of another mode than `wheels` asks for none by name. */
export interface RunPlan extends LegPlan {
  readonly rows: readonly PlannedRow[]
}

/** What the jobs of this run have left. */
export interface RunLeft {
  readonly collected: Collected
  /** The last of each job that plans. */
  readonly plans: readonly RunPlan[]
  /** Artifacts of a job's last attempt that hold no manifest, though that of an earlier attempt does. */
  readonly unfinished: readonly string[]
  /** Artifacts with what another run has made: `wheels.build.wheels.1 (run 41)`. Nothing of it counts. */
  readonly foreign: readonly string[]
}

type Needs = Pick<CollectPorts, 'artifacts' | 'files' | 'log' | 'pipeline'>

/** Fetches the artifacts that count and every plan of the run, and reads them. No manifest at all is `NO_WHEELS`, unless nothing was planned; where the run's artifacts cannot be read, `CREDENTIALS`. */
export async function readRun(inputs: Pick<CollectInputs, 'artifacts' | 'buildId'>, ports: Needs): Promise<RunLeft> {
  const artifacts = await openArtifacts(inputs, ports)
  const all = (await artifacts.list(Number(inputs.buildId))).filter(({ kind }) => isFetchable(kind))
  const meant = all.filter(({ name }) => isSelectedArtifact(name, { artifacts: inputs.artifacts, files: [] }))
  // Whoever takes some of the artifacts is told all the same of legs that left none; a plan is only left out by its own name.
  const { leaves } = parseGlobs(inputs.artifacts)
  const last = new Set(plansOf(all))
  const planned = all.filter(({ name }) => last.has(name) && !leaves.some((leave) => leave.test(name)))
  const folders = await fetchAll([...new Set([...meant, ...planned])], artifacts, ports)
  const counts = (manifest: Manifest): boolean => manifest.buildId === inputs.buildId && manifest.collected !== true
  const collected = await collectWheels(foldersOf(meant, folders), ports.files, counts)
  const plans = (await inParallel(planned, 8, async (plan) => await readPlan(plan, folders.get(plan) ?? '', ports))).flat()
  const foreign = collected.others.filter(({ buildId }) => buildId !== inputs.buildId)
  const isNothing = plans.length > 0 && plans.every(({ legs }) => legs.length === 0)
  if (collected.manifests.length + foreign.length === 0 && !isNothing) throw nothing(meant)
  const names = new Map([...folders].map(([{ name }, folder]) => [folder, name]))
  const artifactOf = (manifest: Manifest): string => holderOf(collected.folderOf.get(manifest) ?? '', names)
  return {
    collected,
    plans,
    unfinished: withoutManifest(
      meant.map(({ name }) => name),
      collected.manifests.map((manifest) => ({ name: artifactOf(manifest), attempt: manifest.attempt })),
    ),
    foreign: [...new Set(foreign.map((manifest) => `${artifactOf(manifest)} (run ${manifest.buildId})`))].sort(),
  }
}

/** The name of the artifact that lies in a folder, or above it. */
function holderOf(folder: string, names: ReadonlyMap<string, string>): string {
  let at = folder
  while (!names.has(at) && at.includes('/')) at = at.slice(0, at.lastIndexOf('/'))
  return names.get(at) ?? ''
}

async function openArtifacts({ buildId }: Pick<CollectInputs, 'buildId'>, { artifacts }: Needs): Promise<Artifacts> {
  const run = Number(buildId)
  if (artifacts !== undefined && Number.isSafeInteger(run) && run > 0) return await artifacts()
  throw new Problem(
    'CREDENTIALS',
    'This job may not read the artifacts of its run, of which there is everything to collect.',
    "Run it in a pipeline, not in a classic release, and let it use the pipeline's own token.",
  )
}

function foldersOf(some: readonly RunArtifact[], folders: ReadonlyMap<RunArtifact, string>): string[] {
  return some.flatMap((artifact) => folders.get(artifact) ?? [])
}

async function fetchAll(some: readonly RunArtifact[], artifacts: Artifacts, ports: Needs): Promise<Map<RunArtifact, string>> {
  const { files, log, pipeline } = ports
  const into = await files.scratch('collect')
  let done = 0
  return await log.group(`Fetch ${counted(some.length, 'artifact')} of this run`, async () => {
    const fetched = await inParallel(some, 8, async (artifact, at): Promise<[RunArtifact, string]> => {
      const folder = join(into, String(at)).replaceAll('\\', '/')
      await artifacts.download(artifact, folder)
      done += 1
      log.say('info', `${artifact.name} (${done} of ${some.length})`)
      pipeline.progress(Math.floor((90 * done) / some.length), artifact.name)
      return [artifact, folder]
    })
    return new Map(fetched)
  })
}

/** An artifact of such a name without a plan.json is somebody else's. */
async function readPlan({ name }: RunArtifact, folder: string, { files }: Needs): Promise<RunPlan[]> {
  const [path] = await files.find(folder, ['**/plan.json'])
  const bytes = path === undefined ? undefined : await files.read(`${folder}/${path}`)
  if (bytes === undefined) return []
  return [{ ...parseLegPlan(bytes, name), rows: plannedRows(new TextDecoder().decode(bytes), `plan.json of '${name}'`) }]
}

function nothing(meant: readonly RunArtifact[]): Problem {
  return new Problem(
    'NO_WHEELS',
    `None of the ${counted(meant.length, 'artifact')} of this run that count holds a manifest of BuildWheels.`,
    "Let this job depend on those that build, and check the input 'artifacts'.",
  )
}
