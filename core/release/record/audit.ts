import { versionIn } from '../../index/document-file.ts'
import type { FileEntry } from '../../index/entry.ts'
import { listedIn, nameKey } from '../../index/standing.ts'
import type { ProjectListing } from '../../ports.ts'
import { normalizeName } from '../../python/name.ts'
import { parseVersion, sameVersion } from '../../python/version.ts'
import type { ListedArtifact } from '../evidence.ts'
import { planDigest, type PlannedFile, plannedFiles, type Release, type ReleasePlan } from '../plan/plan.ts'
import type { ReadRecord } from './read-record.ts'
import { sameId } from '../same-id.ts'

/** Something that an audit found. Only what is `wrong` fails it. */
export interface Finding {
  readonly level: 'wrong' | 'warning'
  /** A code of a refusal, or of an audit's own. */
  readonly code: string
  readonly says: string
}

/** A record, and the artifact of the run that holds it. */
export interface FoundRecord {
  readonly record: ReadRecord
  readonly artifact: ListedArtifact
}

/** What a record says of itself, held against the run's own list of artifacts. */
export function auditClaims({ record, artifact }: FoundRecord, run: number, listed: readonly ListedArtifact[]): Finding[] {
  const { publisher, plan } = record
  const planned = listed.find(({ name }) => name === record.planArtifact)
  const digest = planDigest(plan)
  const of = `the record ${artifact.name}`
  return [
    ...unless(record.planDigest === digest, 'DIGEST_OTHER', `${of} states the digest ${record.planDigest}, and its plan has ${digest}`),
    ...unless(publisher.run === run, 'RECORD_OTHER', `${of} tells of run ${publisher.run}, and lies in run ${run}`),
    ...unless(
      sameId(artifact.source, publisher.job),
      'RECORD_FOREIGN',
      `${of} was attached by the job ${artifact.source || 'of no id'}, and says that ${publisher.job} did`,
    ),
    ...unless(
      planned !== undefined,
      'PLAN_GONE',
      `${of} tells of the plan '${record.planArtifact}', which is not among the run's artifacts`,
    ),
  ]
}

/** Whether a release is as it was approved where it went: every file with the planned bytes, none withdrawn, and nothing beside it that no plan knows. */
export function auditListing(
  plan: ReleasePlan,
  outcomes: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  listings: ReadonlyMap<string, ProjectListing | undefined>,
): Finding[] {
  return plan.releases.flatMap((release) => {
    const listing = listings.get(release.project)
    const listed = listedIn(listing)
    const gone = new Set(listing?.deleted.map((name) => nameKey(name)))
    const files = release.files.flatMap((file) => auditFile(file, listed(file.name), outcomes, gone))
    return [...files, ...strangers(release, known, listing)]
  })
}

/** How many planned files are there with the planned bytes. */
export function countThere(plan: ReleasePlan, listings: ReadonlyMap<string, ProjectListing | undefined>): number {
  const there = plan.releases.map(({ project, files }) => {
    const listed = listedIn(listings.get(project))
    return files.filter((file) => isThere(file, listed(file.name)))
  })
  return there.flat().length
}

/** The names of all files of some plans, in one spelling each. */
export function knownNames(plans: readonly ReleasePlan[]): Set<string> {
  return new Set(plans.flatMap((plan) => plannedFiles(plan).map(({ name }) => nameKey(name))))
}

/** `gone` are the names that the index says were deleted, in one spelling each. */
function auditFile(
  file: PlannedFile,
  found: FileEntry | undefined,
  outcomes: ReadonlyMap<string, string>,
  gone: ReadonlySet<string>,
): Finding[] {
  if (found === undefined) return [missing(file, outcomes, gone)]
  if (!isThere(file, found))
    return unless(false, 'FILE_CHANGED', `${file.name} has the SHA-256 ${found.sha256 ?? 'unknown'}, and approved was ${file.sha256}`)
  if (found.yanked === false) return []
  const reason = typeof found.yanked === 'string' && found.yanked !== '' ? `: ${found.yanked}` : ''
  return [{ level: 'warning', code: 'FILE_YANKED', says: `${file.name} was yanked${reason}` }]
}

function isThere(file: PlannedFile, found: FileEntry | undefined): boolean {
  return found?.sha256 === file.sha256
}

function missing(file: PlannedFile, outcomes: ReadonlyMap<string, string>, gone: ReadonlySet<string>): Finding {
  if (gone.has(nameKey(file.name))) return { level: 'wrong', code: 'FILE_DELETED', says: `${file.name} was deleted` }
  if (['published', 'skipped'].includes(outcomes.get(file.name) ?? ''))
    return { level: 'wrong', code: 'FILE_GONE', says: `${file.name} was published, and the index does not list it` }
  return { level: 'warning', code: 'FILE_UNPUBLISHED', says: `${file.name} was approved and never published` }
}

/** Files of the same version that came otherwise: a second publisher, or a later release of more platforms. */
function strangers({ project, version }: Release, known: ReadonlySet<string>, listing: ProjectListing | undefined): Finding[] {
  const planned = parseVersion(version)
  const others = (listing?.files ?? []).filter(({ filename }) => {
    const own = versionIn(filename, normalizeName(project))
    return own !== undefined && planned !== undefined && sameVersion(own, planned) && !known.has(nameKey(filename))
  })
  return others.map(({ filename }) => ({
    level: 'warning',
    code: 'FILE_STRANGE',
    says: `${filename} belongs to ${project} ${version}, and is none of what this run released`,
  }))
}

function unless(holds: boolean, code: string, says: string): Finding[] {
  return holds ? [] : [{ level: 'wrong', code, says }]
}
