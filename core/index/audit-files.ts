import type { Sha256 } from '../sha256.ts'
import type { StoredFile } from './adoption.ts'
import type { DocumentFile } from './document-file.ts'
import { type Inconsistency, inconsistency, type InconsistencyKind } from './inconsistency.ts'
import { fileKey, fileUrl, keyOfUrl } from './layout.ts'
import type { ProjectDocument } from './project-document.ts'
import { nameKey } from './standing.ts'

/** What is known of what a store holds of a project's files, by key. */
export interface StoredFacts {
  /** In bytes; undefined where nothing is. */
  size(key: string): number | undefined
  /** Of files: as the store tells it, or as it was read; those that are missing here were not compared. */
  readonly digests: ReadonlyMap<string, Sha256>
  /** Of metadata files that were read, by the key of their file. */
  readonly metadata: ReadonlyMap<string, StoredMetadata>
  /** Where `packages/` is served, when that is not beside the pages. */
  readonly filesUrl?: string | undefined
}

/** What stands beside a wheel. */
export interface StoredMetadata {
  readonly sha256: Sha256
  readonly requiresPython?: string | undefined
}

/** Where the bytes of a listed file lie; undefined when its address leads elsewhere, or to another file. What `filesUrl` serves is ours, whatever its path is. */
export function storedAt({ filename, url }: DocumentFile, filesUrl: string | undefined): string | undefined {
  const key = filesUrl !== undefined && url === fileUrl(filename, filesUrl) ? fileKey(filename) : keyOfUrl(url)
  return key?.split('/').at(-1) === filename ? key : undefined
}

/** What is wrong with the files that a document lists. */
export function auditFiles(document: ProjectDocument, facts: StoredFacts): Inconsistency[] {
  const twice = new Set(repeated(document.files.map((file) => file.filename)))
  const once = document.files.filter((file) => !twice.has(file.filename))
  return [
    ...[...twice].map((filename) => of(document, { filename }, 'file-twice', `${filename} is listed more than once.`)),
    ...auditSpellings(document, once),
    ...once.flatMap((file) => auditFile(document, file, facts)),
  ]
}

/** What is stored under names of a project, and is not listed there: an interrupted publish, a copy by hand, or what a removal left. */
export function auditStored(document: ProjectDocument | undefined, stored: readonly StoredFile[]): Inconsistency[] {
  const keys = new Set([...(document?.files.map((file) => storedAt(file, undefined)) ?? []), ...(document?.leaving ?? [])])
  const listed = new Map(document?.files.map((file) => [nameKey(file.filename), file.filename]))
  const deleted = new Set(document?.deleted.map(nameKey))
  return stored.flatMap(({ key, filename }) => {
    const other = listed.get(nameKey(filename))
    // Under its own name it is listed with an address that leads elsewhere, which is told there.
    if (keys.has(key) || other === filename) return []
    const place = { filename, key }
    if (deleted.has(nameKey(filename)))
      return [of(document, place, 'file-leftover', `${filename} was deleted from the index, and its bytes are stored still. Delete them.`)]
    if (other !== undefined)
      return [of(document, place, 'file-copy', `${filename} is stored, and listed as ${other}. Delete it if no other page links it.`)]
    return [of(document, place, 'file-unlisted', `${filename} is stored, and no document lists it.`)]
  })
}

/** Bytes that a document says are still to be removed. */
export function auditLeaving(document: ProjectDocument): Inconsistency[] {
  return document.leaving.map((key) => of(document, { key }, 'file-leaving', `${key} is listed no more, and its removal was not finished.`))
}

function auditSpellings(document: ProjectDocument, files: readonly DocumentFile[]): Inconsistency[] {
  const spellings = new Map<string, DocumentFile[]>()
  for (const file of files) {
    const name = nameKey(file.filename)
    spellings.set(name, [...(spellings.get(name) ?? []), file])
  }
  return [...spellings.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length < 2) return []
    const same = first.sha256 !== undefined && group.every((file) => file.sha256 === first.sha256)
    const names = group.map((file) => file.filename).join(', ')
    return same
      ? [of(document, { filename: first.filename }, 'spelled-twice', `One file is listed in several spellings: ${names}.`)]
      : [of(document, { filename: first.filename }, 'file-twice', `One name is listed in several spellings, with other bytes: ${names}.`)]
  })
}

function auditFile(document: ProjectDocument, file: DocumentFile, facts: StoredFacts): Inconsistency[] {
  const { filename, url, size, sha256 } = file
  const key = storedAt(file, facts.filesUrl)
  const wrong = (kind: InconsistencyKind, says: string): Inconsistency[] => [
    of(document, { filename, key: key ?? fileKey(filename) }, kind, says),
  ]
  if (key === undefined) {
    const there = facts.size(fileKey(filename)) === size && size !== undefined
    return there
      ? wrong('file-misled', `${filename} is listed at ${url}, and lies at ${fileKey(filename)}.`)
      : wrong('file-elsewhere', `${filename} is listed at ${url}, which is no place in this index.`)
  }
  const stored = facts.size(key)
  if (stored === undefined) return wrong('file-missing', `${filename} is listed, and not stored.`)
  if (size !== undefined && stored !== size) return wrong('file-size', `${filename} has ${stored} bytes, the document says ${size}.`)
  const digest = facts.digests.get(key)
  if (digest !== undefined && sha256 !== undefined && digest !== sha256)
    return wrong('file-bytes', `${filename} has the SHA-256 ${digest}, the document says ${sha256}.`)
  const untold = [...(sha256 === undefined ? ['SHA-256'] : []), ...(size === undefined ? ['size'] : [])]
  return [
    ...(untold.length === 0 ? [] : wrong('file-untold', `The document tells no ${untold.join(' and no ')} of ${filename}.`)),
    ...auditMetadata(document, file, key, facts),
  ]
}

function auditMetadata(document: ProjectDocument, file: DocumentFile, at: string, facts: StoredFacts): Inconsistency[] {
  const { filename, metadata: told, requiresPython } = file
  const key = `${at}.metadata`
  const wrong = (kind: InconsistencyKind, says: string): Inconsistency[] => [of(document, { filename, key }, kind, says)]
  const stored = facts.size(key) !== undefined
  if (told === undefined) return stored ? wrong('metadata-untold', `${key} is stored, and the document does not announce it.`) : []
  if (!stored) return wrong('metadata-missing', `${key} is announced, and not stored: pip cannot install ${filename}.`)
  const found = facts.metadata.get(at)
  if (found === undefined) return []
  if (told !== true && found.sha256 !== told)
    return wrong('metadata-bytes', `${key} has the SHA-256 ${found.sha256}, the document says ${told}.`)
  if (packed(found.requiresPython) === packed(requiresPython)) return []
  return wrong(
    'requires-python',
    `The metadata of ${filename} has Requires-Python ${shown(found.requiresPython)}, the document ${shown(requiresPython)}.`,
  )
}

function of(
  document: ProjectDocument | undefined,
  { key, filename }: { readonly key?: string; readonly filename?: string },
  kind: InconsistencyKind,
  says: string,
): Inconsistency {
  const place = { project: document?.name, key: key ?? fileKey(filename ?? '') }
  return inconsistency(kind, filename === undefined ? place : { ...place, filename }, says)
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.has(name) || !seen.add(name))
}

function packed(specifiers: string | undefined): string {
  return specifiers?.replaceAll(/\s/g, '') ?? ''
}

function shown(specifiers: string | undefined): string {
  return specifiers === undefined ? 'none' : `'${specifiers}'`
}
