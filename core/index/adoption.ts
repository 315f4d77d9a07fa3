import type { ProjectListing } from '../ports.ts'
import type { ETag, StoredObject } from '../store.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { isSafeFileName } from '../safe-path.ts'
import type { Sha256 } from '../sha256.ts'
import type { DocumentFile } from './document-file.ts'
import type { FileEntry } from './entry.ts'
import { fileKey, fileUrl } from './layout.ts'
import { uploadTimeOf } from './plan.ts'

/** A file below `packages/` that an index may list. */
export interface StoredFile extends StoredObject {
  readonly filename: string
}

/** A project's page as another tool wrote it: what it lists, and the version to replace. */
export interface OldPage {
  readonly listing: ProjectListing
  readonly etag: ETag
}

/** What an index that another tool wrote comes to, once it is ours. */
export interface Adoption {
  readonly projects: ReadonlyMap<ProjectName, readonly StoredFile[]>
  /** Files that old pages list and that are not stored: links that led nowhere. */
  readonly missing: readonly Listed[]
  /** Files that old pages list and that lie in another folder or on another host: our pages would lose them. */
  readonly elsewhere: readonly Listed[]
  /** Distributions of which neither their name nor an old page tells the project. */
  readonly homeless: readonly string[]
}

/** A file that a project's old page lists. */
export interface Listed {
  readonly project: ProjectName
  readonly filename: string
}

/** What was read of one stored file. */
export interface ReadFile {
  readonly filename: string
  readonly size: number
  readonly sha256: Sha256
  /** When it was stored, where the store tells. */
  readonly modified?: string | undefined
  /** Of a wheel. */
  readonly metadata?: { readonly bytes: Uint8Array; readonly sha256: Sha256; readonly requiresPython?: string | undefined }
}

/** The files of a listing of `packages/` that an index may list: distributions, in no folder of their own. */
export function storedFiles(objects: Iterable<StoredObject>): StoredFile[] {
  const files: StoredFile[] = []
  for (const object of objects) {
    const filename = object.key.slice(fileKey('').length)
    if (isDistribution(filename)) files.push({ ...object, filename })
  }
  return files
}

/** The wheels of a listing by project, in whatever spelling: as an index would tell of them that knows no more than their names. */
export function storedListings(objects: Iterable<StoredObject>): Map<ProjectName, ProjectListing> {
  const found = new Map<ProjectName, FileEntry[]>()
  for (const { filename, size } of storedFiles(objects)) {
    const project = projectOf(filename)
    const entry: FileEntry = { filename, url: fileUrl(filename, undefined), size, yanked: false }
    const known = project && found.get(project)
    if (known !== undefined) known.push(entry)
    else if (project !== undefined) found.set(project, [entry])
  }
  return new Map([...found].map(([project, files]) => [project, { files, deleted: [] }]))
}

/** Brings stored files and old pages together. A file's project is the one whose page lists it, else the one that its name tells. */
export function planAdoption(files: readonly StoredFile[], pages: ReadonlyMap<ProjectName, ProjectListing>): Adoption {
  const listed = [...pages].flatMap(([project, page]) => page.files.map(({ filename, url }) => ({ project, filename, url })))
  const listedBy = new Map(listed.map(({ filename, project }) => [filename, project]))
  const projects = new Map<ProjectName, StoredFile[]>()
  const homeless: string[] = []
  for (const file of files) {
    const project = parseWheelName(file.filename)?.project ?? listedBy.get(file.filename) ?? projectOf(file.filename)
    const known = project && projects.get(project)
    if (known !== undefined) known.push(file)
    else if (project === undefined) homeless.push(file.filename)
    else projects.set(project, [file])
  }
  const stored = new Set(files.map(({ filename }) => filename))
  const lost = [...new Map(listed.map((one) => [one.filename, one])).values()].filter(
    ({ filename }) => isDistribution(filename) && !stored.has(filename),
  )
  return {
    projects,
    missing: lost.filter(({ url }) => isInPackages(url)),
    elsewhere: lost.filter(({ url }) => !isInPackages(url)),
    homeless,
  }
}

/** By whatever name of its host the bucket is called. */
function isInPackages(url: string): boolean {
  return /\/packages\/[^/?#]*$/.test(url)
}

/** What the document will say of a file: of its bytes what they are, of its standing (a yank) what the old page told. */
export function adoptedEntry(file: ReadFile, old: ProjectListing | undefined, filesUrl: string | undefined): DocumentFile {
  const { filename, size, sha256, modified, metadata } = file
  const told = old?.files.find((one) => one.filename === filename)
  const requiresPython = metadata === undefined ? told?.requiresPython : metadata.requiresPython
  const stored = modified === undefined ? undefined : uploadTimeOf(modified)
  const uploadTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(told?.uploadTime ?? '') ? told?.uploadTime : stored
  return {
    filename,
    url: fileUrl(filename, filesUrl),
    sha256,
    size,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(uploadTime === undefined ? {} : { uploadTime }),
    yanked: told?.yanked ?? false,
    ...(metadata === undefined ? {} : { metadata: metadata.sha256 }),
    kept: {},
    hashes: {},
  }
}

/** Why the old page's own word forbids to list these bytes; undefined when it does not. */
export function contradiction(file: Pick<ReadFile, 'filename' | 'sha256'>, old: ProjectListing | undefined): string | undefined {
  const told = old?.files.find((one) => one.filename === file.filename)?.sha256
  return told === undefined || told === file.sha256
    ? undefined
    : `the old page tells of other bytes: SHA-256 ${told}, stored is ${file.sha256}`
}

function projectOf(filename: string): ProjectName | undefined {
  return (parseWheelName(filename) ?? parseSdistName(filename))?.project
}

/** What installers, old ones too, take from an index. */
function isDistribution(filename: string): boolean {
  return isSafeFileName(filename) && /\.(?:whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip|egg|exe)$/i.test(filename)
}
