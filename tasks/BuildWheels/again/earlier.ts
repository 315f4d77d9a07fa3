import { dirname, join } from 'node:path'
import { type Earlier, type Told, whereMade, whereTried, type Whole, withExtras } from '../../../core/build/earlier.ts'
import { type BuildFailure, formatManifest, type Manifest, sidecarOf } from '../../../core/build/manifest.ts'
import type { Row } from '../../../core/build/row.ts'
import { keepableOf, withSdists } from '../../../core/build/sdist-earlier.ts'
import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { offersOf } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import { wheelPath } from '../wheel/keep-wheel.ts'
import type { Ports } from '../ports.ts'
import type { Rows } from '../rows/rows.ts'

/** What an earlier attempt is asked by: who this job is, and where it attaches. */
type Asker = Pick<Inputs, 'where' | 'artifact' | 'buildId' | 'commit' | 'distributions' | 'extraFiles' | 'suites'>

/** What reading them needs of the world. */
type World = Pick<Ports, 'artifacts' | 'files' | 'log'>

/** A wheel to keep, and the manifest of the attempt that made it. */
export interface Kept extends Earlier {
  readonly manifest: Manifest
}

/**
 * The rows that earlier attempts of this very leg have built already, of the same plan and commit. Where these cannot be read, a warning says so and
 * everything is built. `place` is this step's among those that share its artifact, as `manifestPlaceOf` gives it.
 */
export async function readEarlier(rows: Rows, inputs: Asker, ports: World, place = 1): Promise<ReadonlyMap<Row, Whole<Kept>>> {
  if (inputs.where.attempt < 2 || inputs.artifact === '' || inputs.distributions === 'none') return new Map()
  try {
    const attempts = await attemptsOf(rows.planDigest, inputs, ports, place)
    const last = attempts.flatMap(({ whole }) => whole).reduce((most, one) => Math.max(most, one.attempt), 0)
    const failures = attempts.flatMap(({ whole }) => whole.filter(({ attempt }) => attempt === last).flatMap((one) => one.failures))
    const offered = attempts.flatMap(({ kept: some }) => some)
    const runs = [...attempts.flatMap(({ whole }) => whole), ...offered.map(({ manifest }) => manifest)].flatMap(
      ({ suites }) => suites ?? [],
    )
    const kept = wholeOf(rows.rows, offered, { failures, runs, last }, inputs)
    const why = attempts.some(({ replanned }) => replanned) ? ' What they built of another plan or commit is not kept.' : ''
    ports.log.say('info', `Earlier attempts of this job have built ${kept.size} of its ${rows.rows.length} wheels.${why}`)
    return kept
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    ports.log.say('warning', `What earlier attempts of this job have built cannot be read, so everything is built. ${error.text}`)
    return new Map()
  }
}

/** What of some offers need not be made again, with all that belongs to it. */
export function wholeOf<E extends Earlier>(
  rows: readonly Row[],
  offered: readonly E[],
  { failures, runs, last }: Told & { readonly failures: readonly BuildFailure[] },
  { distributions, extraFiles, suites }: Pick<Inputs, 'distributions' | 'extraFiles' | 'suites'>,
): ReadonlyMap<Row, Whole<E>> {
  const made = keepableOf(distributions, rows, offered, failures)
  const tried = suites === undefined ? whereMade(made, rows, { runs, last }) : whereTried(made, runs)
  return withSdists(distributions, rows, withExtras(distributions === 'sdist' ? made : tried, offered, extraFiles), offered)
}

/**
 * Brings kept wheels, with the sidecars of the attempt that made them, to the output directory: later steps of the job see all. They are
 * not attached again; whoever reads the run takes the union of its attempts.
 */
export async function layEarlier(kept: Iterable<Kept>, outputDirectory: string, { files }: Pick<Ports, 'files'>): Promise<void> {
  for (const { file, path, manifest } of kept) {
    const to = wheelPath(file, { outputDirectory })
    await files.copy(path, to)
    await files.write(join(dirname(to), sidecarOf(file)), formatManifest({ ...manifest, files: [file], failures: [] }))
  }
}

interface Attempt {
  readonly kept: readonly Kept[]
  readonly whole: readonly Manifest[]
}

/** An attempt of this very leg; `replanned`: some of it was of another plan or commit. */
interface OwnAttempt extends Attempt {
  readonly replanned: boolean
}

async function attemptsOf(planDigest: string, inputs: Asker, ports: World, place: number): Promise<OwnAttempt[]> {
  const run = Number(inputs.buildId)
  if (ports.artifacts === undefined || !Number.isSafeInteger(run) || run <= 0)
    throw new Problem('CREDENTIALS', 'This job may not read the artifacts of its run.', "Let it use the pipeline's own token.")
  const artifacts = await ports.artifacts()
  const names = Array.from({ length: inputs.where.attempt - 1 }, (_, at) =>
    artifactName(inputs.artifact, { ...inputs.where, attempt: at + 1 }),
  )
  const ours = (await artifacts.list(run)).filter((artifact) => names.includes(artifact.name))
  const folder = await ports.files.scratch('earlier')
  const found = await inParallel(
    ours,
    4,
    async (artifact, at) => await readAttempt(artifact, join(folder, String(at)), artifacts, ports, place),
  )
  const isSame = (manifest: Manifest): boolean => manifest.commit === inputs.commit && manifest.planDigest === planDigest
  return found.map(({ kept, whole }) => {
    const own = { kept: kept.filter((one) => isMine(one.manifest, inputs)), whole: whole.filter((one) => isMine(one, inputs)) }
    return {
      kept: own.kept.filter((one) => isSame(one.manifest)),
      whole: own.whole.filter(isSame),
      replanned: own.kept.some((one) => !isSame(one.manifest)),
    }
  })
}

/** One attempt that cannot be read is no reason to do the others' work again. */
async function readAttempt(artifact: RunArtifact, folder: string, artifacts: Artifacts, ports: World, place: number): Promise<Attempt> {
  try {
    await artifacts.download(artifact, folder)
    const { offers, whole, broken } = await offersOf(folder, place, ports.files)
    for (const problem of broken) ports.log.say('warning', problem.message)
    return { kept: offers.map(({ file, path, manifest }) => ({ file, path, manifest, attempt: manifest.attempt })), whole }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    ports.log.say(
      'warning',
      `The artifact ${artifact.name} of an earlier attempt cannot be read; what it holds is built again. ${error.text}`,
    )
    return { kept: [], whole: [] }
  }
}

/** A name alone proves nothing: other stages and jobs may come to the same one, since not every character may stand in it. */
function isMine(manifest: Manifest, { where, buildId }: Asker): boolean {
  return (
    manifest.stage === where.stage &&
    manifest.job === where.job &&
    manifest.leg === where.leg &&
    manifest.attempt < where.attempt &&
    manifest.buildId === buildId
  )
}
