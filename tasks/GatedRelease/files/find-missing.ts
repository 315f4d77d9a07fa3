import type { Collected } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { failureTitle, type Manifest } from '../../../core/build/manifest.ts'
import { legName } from '../../../core/build/union.ts'
import type { RunArtifact } from '../../../core/ports.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import type { Missing } from '../../../core/release/preflight/complete.ts'
import { lacking, type Offered, type PlannedRow, plannedRows } from '../../../core/release/preflight/planned-rows.ts'
import { defaultFiles, type Selection } from '../../../core/release/plan/select.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Ports } from '../ports.ts'

/** What the artifacts of a run hold, on this machine. */
export interface Held {
  readonly collected: Collected
  /** Folders, each with one artifact's files. */
  readonly folders: readonly string[]
  /** Artifacts that were not fetched; a plan may be in one of them. */
  readonly others: readonly RunArtifact[]
  fetch(artifact: RunArtifact): Promise<string>
}

/**
 * What the run was to make and did not: by the plans that its manifests name (each known by its digest, wherever it lies), by the failures that they tell of, and by
 * legs that ended before their end. Of projects of which nothing is released that counts only where everything of the run is.
 */
export async function findMissing(
  held: Held,
  projects: ReadonlySet<string>,
  select: Selection,
  { files }: Pick<Ports, 'files'>,
): Promise<Missing> {
  const { collected } = held
  const digests = new Set(inForce(collected).map(({ planDigest }) => planDigest))
  const plans = await findPlans(
    [...digests].filter((digest) => digest !== ''),
    held,
    files,
  )
  const everything = select.artifacts.length === 0 && select.files.join('\n') === defaultFiles.join('\n')
  const isMeant = (project: string): boolean => projects.has(project) || everything
  const rows = [...plans].flatMap(([digest, text]) => plannedRows(text, `plan.json (${digest.slice(0, 12)})`))
  const meant = rows.filter(({ project, kind }) => projects.has(project) || (kind !== 'skip' && isMeant(project)))
  const failures = collected.failures.filter(({ failure }) => isMeant(normalizeName(failure.package)))
  return {
    rows: unique(lacking(meant, wheelsOf(collected))),
    says: [
      ...failures.map(({ failure }) => `${failureTitle(failure)} was not built (${failure.code})`),
      ...collected.unfinished.map((who) => `${who} ended before it had built all, and what it lacks is told nowhere`),
      ...unplanned(inForce(collected), plans),
    ],
  }
}

/** Of killed legs the files alone tell what they worked by. */
function inForce({ files, current }: Collected): Manifest[] {
  return [...files.map(({ manifest }) => manifest), ...current]
}

/** By digest: the texts of plans that are in the artifacts of the run. */
async function findPlans(digests: readonly string[], held: Held, files: Ports['files']): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const look = async (folder: string): Promise<void> => {
    for (const path of await files.find(folder, ['**/plan.json'])) {
      const bytes = (await files.read(`${folder}/${path}`)) ?? new Uint8Array()
      const digest = sha256Of(bytes)
      if (digests.includes(digest)) found.set(digest, new TextDecoder().decode(bytes))
    }
  }
  await inParallel(held.folders, 8, look)
  if (digests.every((digest) => found.has(digest))) return found
  const plans = held.others.filter(({ name }) => /^plan(?:_[^.]*)?\./.test(name))
  await inParallel(plans, 4, async (artifact) => await look(await held.fetch(artifact)))
  return found
}

/** Every wheel that is there, whether it is released or was left out on purpose. */
function wheelsOf({ files, left }: Collected): Offered[] {
  return [...files, ...left.map(({ offer }) => offer)].flatMap(({ file }) => {
    const wheel = parseWheelName(file.name)
    return wheel === undefined ? [] : [{ ...wheel, requiresPython: file.requires_python }]
  })
}

function unplanned(manifests: readonly Manifest[], plans: ReadonlyMap<string, string>): string[] {
  const legs = manifests.filter(({ planDigest }) => planDigest !== '' && !plans.has(planDigest)).map((manifest) => legName(manifest))
  return [...new Set(legs)].map((leg) => `the plan that ${leg} worked by is in no artifact of the run, so what it lacks is not known`)
}

/** Two plans of one run may hold the same rows. */
function unique(rows: readonly PlannedRow[]): PlannedRow[] {
  return [...new Map(rows.map((row) => [`${row.title} ${row.wish?.build}`, row])).values()]
}
