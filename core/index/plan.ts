import type { OnDisk, ProjectListing } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import { compareVersions, isFinal, parseVersion } from '../python/version.ts'
import type { Sha256 } from '../sha256.ts'
import { type BuildNote, type DocumentFile, versionIn, versionOf } from './document-file.ts'
import { fileKey, fileUrl } from './layout.ts'
import type { About, ProjectDocument } from './project-document.ts'
import { type Keep, outdated, type Outdated, type Retention } from './retention.ts'
import { listedAs, nameKey, standings } from './standing.ts'
import { takesUploads } from './status.ts'

/** A distribution that was inspected and found good. */
export interface Candidate {
  readonly filename: string
  readonly project: ProjectName
  readonly file: OnDisk
  /** METADATA as it stands in the wheel, to be put beside it (PEP 658); of an sdist there is none. */
  readonly metadata?: { readonly bytes: Uint8Array; readonly sha256: Sha256 }
  readonly requiresPython?: string
  /** One line, for people. */
  readonly summary?: string
  readonly build?: BuildNote
}

/** A file to be put, and what its project's document will say of it. */
export interface FilePut {
  readonly key: string
  readonly project: ProjectName
  readonly file: OnDisk
  /** The bytes beside it. */
  readonly metadata?: Uint8Array
  readonly entry: DocumentFile
  readonly about?: About
}

/** A file that stays out. */
export interface LeftFile {
  readonly file: string
  /** `same`: its very bytes are there; `conflict`: its name belongs to others; `refused`: the file itself is no good; `closed`: its project takes none. */
  readonly why: 'same' | 'conflict' | 'refused' | 'closed'
  /** A sentence; empty where `why` says it all. */
  readonly says: string
}

/** What a publish will change: files and changes of documents, not pages; those exist only inside the compare-and-swap. */
export interface IndexPlan {
  readonly puts: readonly FilePut[]
  readonly left: readonly LeftFile[]
  /** Projects whose document or pages are to be written: new files, old ones that go, or pages that an interrupted run left behind. */
  readonly projects: readonly ProjectName[]
  /** Of each project that is published to, where not all development versions are kept. */
  readonly retentions: ReadonlyMap<ProjectName, Retention>
  /** What goes by them, as far as is known before. */
  readonly removals: readonly Removal[]
}

/** A development version that goes. */
export interface Removal extends Outdated {
  readonly project: ProjectName
}

/** What the index holds now of the projects in question, and how new files are told. */
export interface IndexNow {
  readonly documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>
  /** Projects whose pages do not show their document. */
  readonly lagging: ReadonlySet<ProjectName>
  /** PEP 700's upload-time of what is put. */
  readonly uploadTime: string
  readonly filesUrl: string | undefined
  /** Undefined keeps all development versions. */
  readonly keep?: Keep | undefined
}

/** Decides for every candidate whether it is put or left. Two candidates that are one file are taken once; with other bytes they are `CONFLICT`. */
export function planIndex(candidates: readonly Candidate[], refused: readonly LeftFile[], now: IndexNow): IndexPlan {
  const puts: FilePut[] = []
  const left: LeftFile[] = [...refused]
  const retentions = new Map<ProjectName, Retention>()
  const removals: Removal[] = []
  for (const [project, ours] of byProject(distinct(candidates))) {
    const document = now.documents.get(project)
    const standingOf = standings(document)
    const judged = ours.map((candidate) => judge(candidate, standingOf, document, now))
    const put = judged.flatMap((one) => ('entry' in one ? [one] : []))
    const stays = judged.flatMap((one) => ('why' in one ? [one] : []))
    puts.push(...put)
    left.push(...stays)
    const retention = put.length > 0 || stays.some(({ why }) => why === 'same') ? retentionOf(ours, document, now) : undefined
    if (retention === undefined) continue
    retentions.set(project, retention)
    const files = [...(document?.files ?? []), ...put.map(({ entry }) => entry)]
    removals.push(...outdated(project, files, retention).map((one) => ({ ...one, project })))
  }
  const projects = [...puts, ...removals].map(({ project }) => project)
  return { puts, left, projects: [...new Set([...projects, ...now.lagging])].sort(), retentions, removals }
}

function judge(
  candidate: Candidate,
  standingOf: ReturnType<typeof standings>,
  document: ProjectDocument | undefined,
  now: IndexNow,
): FilePut | LeftFile {
  const { filename, file } = candidate
  const why = standingOf({ filename, sha256: file.sha256 })
  if (why !== 'absent') return { file: filename, why, says: why === 'same' ? '' : conflictSays(candidate, document) }
  return takesUploads(document?.status) ? putOf(candidate, now) : closed(filename, document)
}

/** What is published anew stays too. */
function retentionOf(
  ours: readonly Candidate[],
  document: ProjectDocument | undefined,
  { keep, uploadTime }: IndexNow,
): Retention | undefined {
  if (keep === undefined || !takesUploads(document?.status)) return undefined
  return { keep, at: uploadTime, published: ours.flatMap(({ filename, project }) => versionIn(filename, project)?.order ?? []) }
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const key = nameKey(candidate.filename)
    const rival = taken.get(key)
    if (rival === undefined) taken.set(key, candidate)
    else if (rival.file.sha256 !== candidate.file.sha256)
      throw new Problem(
        'CONFLICT',
        `${rival.file.path} and ${candidate.file.path} are one file with other bytes.`,
        'Name only one of them.',
      )
  }
  return [...taken.values()]
}

function byProject(candidates: readonly Candidate[]): Map<ProjectName, Candidate[]> {
  const projects = new Map<ProjectName, Candidate[]>()
  for (const candidate of candidates) projects.set(candidate.project, [...(projects.get(candidate.project) ?? []), candidate])
  return projects
}

/** PEP 700 wants microseconds; a clock's milliseconds are filled up. */
export function uploadTimeOf(instant: string): string {
  return instant.replace(/\.(\d{3})Z$/, (_, milliseconds: string) => `.${milliseconds}000Z`)
}

function putOf({ filename, project, file, metadata, requiresPython, summary, build }: Candidate, now: IndexNow): FilePut {
  const entry: DocumentFile = {
    filename,
    url: fileUrl(filename, now.filesUrl),
    sha256: file.sha256,
    size: file.size,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    uploadTime: now.uploadTime,
    yanked: false,
    ...(metadata === undefined ? {} : { metadata: metadata.sha256 }),
    ...(build === undefined ? {} : { build }),
    kept: {},
    hashes: {},
  }
  return {
    key: fileKey(filename),
    project,
    file,
    ...(metadata === undefined ? {} : { metadata: metadata.bytes }),
    entry,
    ...(summary === undefined ? {} : { about: { version: versionOf(filename, project) ?? '', summary } }),
  }
}

/** A file whose project takes none (PEP 792). */
export function closed(file: string, document: ProjectDocument | undefined): LeftFile {
  const { status, reason } = document?.status ?? { status: 'active' }
  const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`
  return { file, why: 'closed', says: `${file} is not published: its project is ${status}${why}.` }
}

/** What a project says of itself through these files: the word of the newest that is final, or of the newest. */
export function aboutOf(puts: readonly FilePut[]): About | undefined {
  const versions = puts.map(({ about }) => ({ about, version: parseVersion(about?.version ?? '') }))
  const known = versions.flatMap(({ about, version }) => (version === undefined ? [] : [{ about, version }]))
  const finals = known.filter(({ version }) => isFinal(version))
  return (finals.length > 0 ? finals : known).sort((a, b) => compareVersions(b.version, a.version))[0]?.about
}

function conflictSays({ filename, file }: Candidate, document: ProjectListing | undefined): string {
  const listed = listedAs(filename, document)
  if (listed === undefined) return `${filename} was published once and deleted; a published name is never used again.`
  const as = listed.filename === filename ? '' : ` (as ${listed.filename})`
  return `${filename} is published already${as} with other bytes: SHA-256 ${listed.sha256 ?? 'unknown'} there, ${file.sha256} here.`
}
