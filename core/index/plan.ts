import type { OnDisk, ProjectListing } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import type { Sha256 } from '../sha256.ts'
import type { BuildNote, DocumentFile } from './document-file.ts'
import { fileKey, fileUrl } from './layout.ts'
import type { ProjectDocument } from './project-document.ts'
import { listedAs, nameKey, standings } from './standing.ts'

/** A wheel that was inspected and found good. */
export interface Candidate {
  readonly filename: string
  readonly project: ProjectName
  readonly file: OnDisk
  /** METADATA as it stands in the wheel. */
  readonly metadata: Uint8Array
  readonly metadataSha256: Sha256
  readonly requiresPython?: string
  readonly build?: BuildNote
}

/** A file to be put, and what its project's document will say of it. */
export interface FilePut {
  readonly key: string
  readonly project: ProjectName
  readonly file: OnDisk
  readonly metadata: Uint8Array
  readonly entry: DocumentFile
}

/** A file that stays out. */
export interface LeftFile {
  readonly file: string
  /** `same`: its very bytes are there; `conflict`: its name belongs to others; `refused`: the wheel itself is no good. */
  readonly why: 'same' | 'conflict' | 'refused'
  /** A sentence; empty where `why` says it all. */
  readonly says: string
}

/** What a publish will change: files and changes of documents, not pages; those exist only inside the compare-and-swap. */
export interface IndexPlan {
  readonly puts: readonly FilePut[]
  readonly left: readonly LeftFile[]
  /** Projects whose document or pages are to be written: new files, or pages that an interrupted run left behind. */
  readonly projects: readonly ProjectName[]
}

/** What the index holds now of the projects in question, and how new files are told. */
export interface IndexNow {
  readonly documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>
  /** Projects whose pages do not show their document. */
  readonly lagging: ReadonlySet<ProjectName>
  /** PEP 700's upload-time of what is put. */
  readonly uploadTime: string
  readonly filesUrl: string | undefined
}

/** Decides for every candidate whether it is put or left. Two candidates that are one file are taken once; with other bytes they are `CONFLICT`. */
export function planIndex(candidates: readonly Candidate[], refused: readonly LeftFile[], now: IndexNow): IndexPlan {
  const puts: FilePut[] = []
  const left: LeftFile[] = [...refused]
  for (const [project, ours] of byProject(distinct(candidates))) {
    const document = now.documents.get(project)
    const standingOf = standings(document)
    for (const candidate of ours) {
      const why = standingOf({ filename: candidate.filename, sha256: candidate.file.sha256 })
      if (why === 'absent') puts.push(putOf(candidate, now))
      else left.push({ file: candidate.filename, why, says: why === 'same' ? '' : conflictSays(candidate, document) })
    }
  }
  return { puts, left, projects: [...new Set([...puts.map((put) => put.project), ...now.lagging])].sort() }
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

function putOf({ filename, project, file, metadata, metadataSha256, requiresPython, build }: Candidate, now: IndexNow): FilePut {
  const entry: DocumentFile = {
    filename,
    url: fileUrl(filename, now.filesUrl),
    sha256: file.sha256,
    size: file.size,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    uploadTime: now.uploadTime,
    yanked: false,
    metadata: metadataSha256,
    ...(build === undefined ? {} : { build }),
    kept: {},
    hashes: {},
  }
  return { key: fileKey(filename), project, file, metadata, entry }
}

function conflictSays({ filename, file }: Candidate, document: ProjectListing | undefined): string {
  const listed = listedAs(filename, document)
  if (listed === undefined) return `${filename} was published once and deleted; a published name is never used again.`
  const as = listed.filename === filename ? '' : ` (as ${listed.filename})`
  return `${filename} is published already${as} with other bytes: SHA-256 ${listed.sha256 ?? 'unknown'} there, ${file.sha256} here.`
}
