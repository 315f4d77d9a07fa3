import { atMost } from '../../../flows/at-most.ts'
import { type Collected, collectWheels } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { isForIndex, tellExtras } from '../../../core/build/extra-offers.ts'
import { tellRestored } from '../../../core/cache/restored.ts'
import { legName, type Offer } from '../../../core/build/union.ts'
import type { Artifacts, OnDisk, RunArtifact } from '../../../core/ports.ts'
import { isFetchable } from '../../../core/pipeline/artifact-kind.ts'
import { few } from '../../../core/few.ts'
import { Problem } from '../../../core/problem.ts'
import type { CoreMetadata } from '../../../core/python/metadata.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import type { PlannedFile } from '../../../core/release/plan/plan.ts'
import { releaseFaults } from '../../../core/release/preflight/across-files.ts'
import type { Missing } from '../../../core/release/preflight/complete.ts'
import type { Fault } from '../../../core/release/preflight/fault.ts'
import { refuseFaults } from '../../../core/release/preflight/refuse-faults.ts'
import type { Run } from '../../../core/release/evidence.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import type { Repository } from '../../../core/release/plan/repository.ts'
import { parseSha256, type Sha256 } from '../../../core/sha256.ts'
import { isOwnArtifact, isSelectedArtifact, isSelectedFile, type Selection } from '../../../core/release/plan/select.ts'
import type { Ports } from '../ports.ts'
import { findMissing } from './find-missing.ts'
import { type Distribution, readDistribution } from './read-distribution.ts'

/** A file of this run that is to be released, on this machine. */
export interface Candidate extends PlannedFile {
  readonly path: string
  readonly project: string
  readonly version: string
  readonly metadata: CoreMetadata
  /** The leg that built it, or brought it from a cache: then also who has built it. */
  readonly leg: string
  /** Digest of the recipe that it was made by, where its manifest tells one. */
  readonly recipe: Sha256 | undefined
  /** Who built it, where it came from a cache. */
  readonly madeBy: string | undefined
}

/** What files are gathered from, and what they have to be. */
export interface Question {
  readonly run: Run
  readonly select: Selection
  readonly repository: Repository
  readonly policy: Policy
}

/** All that a run has for a release. */
export interface Gathered {
  readonly files: readonly Candidate[]
  /** Every artifact of the run, but what this task attaches itself. */
  readonly listed: readonly RunArtifact[]
  /** Names of the artifacts that files were taken from. */
  readonly taken: ReadonlySet<string>
  /** What the run was to make and did not, to be held against the policy once it is known what the index has. */
  readonly missing: Missing
  /** What whoever approves should know: what is odd about the files, wheels that no manifest tells of. */
  readonly warnings: readonly string[]
}

type Needs = Pick<Ports, 'artifacts' | 'files' | 'log' | 'wheelFiles' | 'sdistFiles'>

/**
 * Downloads the selected artifacts of a run and takes every releasable file their manifests tell of, hashed anew and inspected; dependencies
 * that were only built along are left. None is `NO_WHEELS`; where an index would surely refuse one of them, or they do not go together, it is `WHEEL_INVALID`,
 * with all that is wrong.
 */
export async function gatherFiles({ run, select, repository, policy }: Question, ports: Needs): Promise<Gathered> {
  const port = ports.artifacts(run.project)
  const listed = (await port.list(run.id)).filter(({ name }) => !isOwnArtifact(name))
  const artifacts = listed.filter((artifact) => isMeant(artifact, select))
  const folder = await ports.files.scratch('release')
  const folders = await ports.log.group(
    `Fetch the artifacts of run ${run.id}`,
    async () => await inParallel(artifacts, 4, async (artifact, at) => await fetched(artifact, `${folder}/${at}`, port, ports)),
  )
  const read = readOnce(repository, ports)
  const measure = async (path: string): Promise<OnDisk> => await measured(path, select, read, ports)
  const collected = await collectWheels(folders, { ...ports.files, measure })
  const selected = collected.files.filter(({ file }) => file.origin !== 'dependency' && isSelectedFile(file.name, select))
  const offers = selected.filter(({ file }) => isForIndex(file))
  for (const told of tellExtras(collected.files.map(({ file }) => file))) ports.log.say('info', told)
  if (offers.length === 0) throw noWheels(run.id, artifacts, selected)
  const { files, warnings } = await judged(offers, { repository, policy }, read)
  const projects = new Set(files.map(({ project }) => project))
  const others = listed.filter((one) => !artifacts.includes(one))
  const fetch = async (artifact: RunArtifact): Promise<string> =>
    await fetched(artifact, `${folder}/${artifacts.length + others.indexOf(artifact)}`, port, ports)
  const missing = await findMissing({ collected, folders, others, fetch }, projects, select, ports)
  const taken = new Set(offers.map(({ path }) => artifacts[Number(path.slice(folder.length + 1).split('/')[0])]?.name ?? ''))
  return { files, listed, taken, missing, warnings: [...warningsOf(collected), ...warnings] }
}

type Read = (path: string) => Promise<Distribution>

/** Whoever asks: a file is read once, and no more than four at a time, for some of their members are held in memory. */
function readOnce(repository: Repository, ports: Needs): Read {
  const held = new Map<string, Promise<Distribution>>()
  const few = atMost(4)
  return async (path) => {
    const known = held.get(path) ?? few(async () => await readDistribution(path, repository, ports))
    held.set(path, known)
    return await known
  }
}

/** Reading a file for what it holds tells its digest too. */
async function measured(path: string, select: Selection, read: Read, { files }: Needs): Promise<OnDisk> {
  const known = isSelectedFile(path.slice(path.lastIndexOf('/') + 1), select) ? (await read(path)).measured : undefined
  return known === undefined ? await files.measure(path) : { path, ...known }
}

/** A kind that cannot be fetched is left alone, unless somebody named it. */
function isMeant({ name, kind }: RunArtifact, selection: Selection): boolean {
  return isSelectedArtifact(name, selection) && (selection.artifacts.length > 0 || isFetchable(kind))
}

async function fetched(artifact: RunArtifact, into: string, port: Artifacts, ports: Needs): Promise<string> {
  ports.log.say('info', `Fetching the artifact ${artifact.name}`)
  await port.download(artifact, into)
  return into
}

function noWheels(run: number, artifacts: readonly RunArtifact[], extras: readonly Offer[]): Problem {
  const names = artifacts.map(({ name }) => `'${name}'`)
  const seen =
    artifacts.length === 0
      ? 'no artifact that was selected'
      : `no file to release: no manifest in ${few(names, 5)} tells of one that was selected`
  const said = tellExtras(extras.map(({ file }) => file)).map((one) => ` ${one}`)
  return new Problem(
    'NO_WHEELS',
    `Run ${run} has ${seen}.${said.join('')}`,
    'Check artifacts and files, and that BuildWheels ran before; where there may be nothing to release, put a condition on the stage.',
  )
}

/** The files that are released, each judged for itself and all of them together. */
async function judged(
  offers: readonly Offer[],
  { repository, policy }: Pick<Question, 'repository' | 'policy'>,
  read: Read,
): Promise<Pick<Gathered, 'files' | 'warnings'>> {
  const faults: Fault[] = []
  const files: Candidate[] = []
  for (const offer of offers) {
    const distribution = await read(offer.path)
    faults.push(...distribution.faults)
    if (distribution.metadata !== undefined) files.push(candidate(offer, distribution.metadata))
  }
  return { files, warnings: refuseFaults([...faults, ...releaseFaults(files, policy.files, repository)]) }
}

function candidate({ file, path, manifest }: Offer, metadata: CoreMetadata): Candidate {
  return {
    path,
    name: file.name,
    size: file.size,
    sha256: file.sha256,
    project: normalizeName(metadata.name),
    version: parseVersion(metadata.version)?.canonical ?? metadata.version,
    metadata,
    leg: [file.leg ?? legName(manifest), tellRestored(file)].filter((part) => part !== '').join(', '),
    recipe: parseSha256(file.recipe ?? ''),
    madeBy: file.made_by,
  }
}

function warningsOf(collected: Collected): string[] {
  const unlisted = collected.unlisted.map((path) => `${path.split('/').at(-1)} is told of by no manifest and is not released.`)
  return [...collected.warnings, ...unlisted]
}
