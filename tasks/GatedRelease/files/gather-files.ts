import { collectWheels } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { failureTitle } from '../../../core/build/manifest.ts'
import type { Offer } from '../../../core/build/union.ts'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { CoreMetadata } from '../../../core/python/metadata.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import type { PlannedFile } from '../../../core/release/plan.ts'
import { preflight } from '../../../core/release/preflight.ts'
import type { Run } from '../../../core/release/evidence.ts'
import type { Policy } from '../../../core/release/policy.ts'
import type { Repository } from '../../../core/release/repository.ts'
import { isOwnArtifact, isSelectedArtifact, isSelectedFile, type Selection } from '../../../core/release/select.ts'
import type { Ports } from '../ports.ts'

/** A file of this run that is to be released, on this machine. */
export interface Candidate extends PlannedFile {
  readonly path: string
  readonly project: string
  readonly version: string
  readonly metadata: CoreMetadata
  /** The leg that built it. */
  readonly leg: string
}

/** What files are gathered from, and what they have to be. */
export interface Question {
  readonly run: Run
  readonly select: Selection
  readonly repository: Repository
  readonly policy: Policy
}

export interface Gathered {
  readonly files: readonly Candidate[]
  /** Every artifact of the run, but what this task attaches itself. */
  readonly listed: readonly RunArtifact[]
  /** Names of the artifacts that files were taken from. */
  readonly taken: ReadonlySet<string>
  /** What whoever approves should know: rows that came to nothing, wheels that no manifest tells of. */
  readonly warnings: readonly string[]
}

type Needs = Pick<Ports, 'artifacts' | 'files' | 'log' | 'wheelFiles' | 'sdistFiles'>

/**
 * Downloads the selected artifacts of a run and takes every releasable file their manifests tell of, hashed anew and inspected; dependencies
 * that were only built along are left. None is `NO_WHEELS`; one that an index would surely refuse is `WHEEL_INVALID`, with all that is wrong.
 */
export async function gatherFiles({ run, select, repository }: Question, ports: Needs): Promise<Gathered> {
  const port = ports.artifacts(run.project)
  const listed = (await port.list(run.id)).filter(({ name }) => !isOwnArtifact(name))
  const artifacts = listed.filter((artifact) => isMeant(artifact, select))
  const folder = await ports.files.scratch('release')
  const folders = await ports.log.group(
    'Fetch the artifacts of this run',
    async () => await inParallel(artifacts, 4, async (artifact, at) => await fetched(artifact, `${folder}/${at}`, port, ports)),
  )
  const collected = await collectWheels(folders, ports.files)
  const offers = collected.files.filter(({ file }) => file.origin !== 'dependency' && isSelectedFile(file.name, select))
  if (offers.length === 0) throw noWheels(run.id, artifacts)
  const judged = await inParallel(offers, 4, async (offer) => await inspect(offer, repository, ports))
  const faults = judged.flatMap((one) => one.faults)
  if (faults.length > 0)
    throw new Problem(
      'WHEEL_INVALID',
      `Not everything can be released: ${faults.join('; ')}.`,
      'Build these files anew, or leave them out by files.',
    )
  const taken = new Set(offers.map(({ path }) => artifacts[Number(path.slice(folder.length + 1).split('/')[0])]?.name ?? ''))
  return { files: judged.flatMap((one) => one.candidate ?? []), listed, taken, warnings: warningsOf(collected) }
}

/** A kind that cannot be fetched is left alone, unless somebody named it. */
function isMeant({ name, kind }: RunArtifact, selection: Selection): boolean {
  return isSelectedArtifact(name, selection) && (selection.artifacts.length > 0 || /^(?:container|pipelineartifact)$/i.test(kind))
}

async function fetched(artifact: RunArtifact, into: string, port: Artifacts, ports: Needs): Promise<string> {
  ports.log.say('info', `Fetching the artifact ${artifact.name}`)
  await port.download(artifact, into)
  return into
}

function noWheels(run: number, artifacts: readonly RunArtifact[]): Problem {
  const seen =
    artifacts.length === 0 ? 'no artifact that was selected' : `${artifacts.length} artifacts, but no releasable file in a manifest of ours`
  return new Problem(
    'NO_WHEELS',
    `Run ${run} has ${seen}.`,
    'Check artifacts and files, and that BuildWheels ran before; where there may be nothing to release, put a condition on the stage.',
  )
}

interface Judged {
  readonly candidate?: Candidate
  readonly faults: readonly string[]
}

async function inspect(offer: Offer, repository: Repository, ports: Needs): Promise<Judged> {
  const { name } = offer.file
  const read = await look(offer.path, ports)
  if (read.metadata === undefined) return { faults: read.faults.map((fault) => `${name}: ${fault}`) }
  const { metadata } = read
  const candidate: Candidate = {
    path: offer.path,
    name,
    size: offer.file.size,
    sha256: offer.file.sha256,
    project: normalizeName(metadata.name),
    version: parseVersion(metadata.version)?.canonical ?? metadata.version,
    metadata,
    leg: [offer.manifest.stage, offer.manifest.job, offer.manifest.leg].filter((part) => part !== '').join('.'),
  }
  const faults = [...read.faults.map((fault) => `${name}: ${fault}`), ...preflight(candidate, repository)]
  return { candidate, faults }
}

interface Read {
  readonly metadata?: CoreMetadata
  readonly faults: readonly string[]
}

/** What is wrong with a wheel or an sdist, and what it says of itself; what is merely odd was told when it was built. */
async function look(path: string, ports: Needs): Promise<Read> {
  const { facts, findings } = path.endsWith('.whl') ? await inspectWheelFile(path, ports) : await inspectSdistFile(path, ports)
  const faults = findings.filter((finding) => finding.severity === 'error').map((finding) => finding.says)
  if (facts === undefined) return { faults: faults.length === 0 ? ['it cannot be read'] : faults }
  return { metadata: facts.metadata, faults }
}

function warningsOf(collected: Awaited<ReturnType<typeof collectWheels>>): string[] {
  const failures = collected.failures.map(({ failure }) => `${failureTitle(failure)} was not built (${failure.code}): it will be missing.`)
  const unlisted = collected.unlisted.map((path) => `${path.split('/').at(-1)} is told of by no manifest and is not released.`)
  const killed = collected.unfinished.map(
    (who) => `${who} ended before it had built all: what it lacks is told nowhere, and will be missing.`,
  )
  return [...collected.warnings, ...killed, ...failures, ...unlisted]
}
