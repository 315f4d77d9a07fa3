import type { ProjectListing } from '../ports.ts'
import type { StoredObject } from '../store.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { isSafeFileName } from '../safe-path.ts'
import type { Sha256 } from '../sha256.ts'
import type { DocumentFile } from './document-file.ts'
import type { FileEntry } from './entry.ts'
import { fileKey, fileUrl, urlOfKey } from './layout.ts'
import { uploadTimeOf } from './plan.ts'

/** A file in the store that an index may list. */
export interface StoredFile extends StoredObject {
  readonly filename: string
  /** What its document tells of it, where that is not whole. */
  readonly listed?: DocumentFile
}

/** What was read of one stored file. */
export interface ReadFile {
  readonly filename: string
  readonly key: string
  readonly size: number
  /** Undefined where nobody has read all of it. */
  readonly sha256?: Sha256 | undefined
  /** When it was stored, where the store tells. */
  readonly modified?: string | undefined
  /** Of an sdist whose PKG-INFO was read, where it tells any. */
  readonly requiresPython?: string | undefined
  /** Of a wheel. */
  readonly metadata?: { readonly bytes: Uint8Array; readonly sha256: Sha256; readonly requiresPython?: string | undefined }
}

/** The files below `packages/` that an index may list: distributions, in no folder of their own. */
export function storedFiles(objects: Iterable<StoredObject>): StoredFile[] {
  const files: StoredFile[] = []
  for (const object of objects) {
    const filename = object.key.slice(fileKey('').length)
    if (fileKey(filename) === object.key && isDistribution(filename)) files.push({ ...object, filename })
  }
  return files
}

/** Files by the project that their names tell; those of which it cannot be told are left out. */
export function storedByProject(files: Iterable<StoredFile>): Map<ProjectName, StoredFile[]> {
  const found = new Map<ProjectName, StoredFile[]>()
  for (const file of files) {
    const project = projectOf(file.filename)
    const known = project && found.get(project)
    if (known !== undefined) known.push(file)
    else if (project !== undefined) found.set(project, [file])
  }
  return found
}

/** What a list of a store comes to by project, files in whatever spelling: as an index would tell of them that knows no more than their names. */
export function storedListings(objects: Iterable<StoredObject>): Map<ProjectName, ProjectListing> {
  const entry = ({ filename, size }: StoredFile): FileEntry => ({ filename, url: fileUrl(filename, undefined), size, yanked: false })
  return new Map([...storedByProject(storedFiles(objects))].map(([project, files]) => [project, { files: files.map(entry), deleted: [] }]))
}

/** What the document will say of a file: of its bytes what they are, of its standing (a yank) what was told before. */
export function adoptedEntry(file: ReadFile, told: FileEntry | undefined, filesUrl: string | undefined): DocumentFile {
  const { filename, key, size, sha256 = told?.sha256, modified, metadata } = file
  const requiresPython = requiresPythonOf(file, told)
  const stored = modified === undefined ? undefined : uploadTimeOf(modified)
  const uploadTime = isUploadTime(told?.uploadTime) ? told.uploadTime : stored
  return {
    filename,
    url: urlOfKey(key, filesUrl),
    ...(sha256 === undefined ? {} : { sha256 }),
    size,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(uploadTime === undefined ? {} : { uploadTime }),
    yanked: told?.yanked ?? false,
    ...(metadata === undefined ? {} : { metadata: metadata.sha256 }),
    kept: {},
    hashes: {},
  }
}

/** A wheel's own metadata has the last word, also where it asks for nothing. */
function requiresPythonOf({ metadata, requiresPython }: ReadFile, told: FileEntry | undefined): string | undefined {
  return metadata === undefined ? (requiresPython ?? told?.requiresPython) : metadata.requiresPython
}

/** What a document tells of a file, and what was missing there. */
export function completedEntry(listed: DocumentFile, read: DocumentFile): DocumentFile {
  return { ...read, ...listed }
}

function isUploadTime(text: string | undefined): text is string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(text ?? '')
}

/** Why what was told of a file forbids to list these bytes; undefined when it does not. */
export function contradiction({ sha256 }: Pick<ReadFile, 'sha256'>, told: FileEntry | undefined): string | undefined {
  return sha256 === undefined || told?.sha256 === undefined || told.sha256 === sha256
    ? undefined
    : `the old page tells of other bytes: SHA-256 ${told.sha256}, stored is ${sha256}`
}

/** The project that a distribution's name tells. */
export function projectOf(filename: string): ProjectName | undefined {
  return (parseWheelName(filename) ?? parseSdistName(filename))?.project
}

/** What installers, old ones too, take from an index. */
export function isDistribution(filename: string): boolean {
  return isSafeFileName(filename) && /\.(?:whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip|egg|exe)$/i.test(filename)
}
