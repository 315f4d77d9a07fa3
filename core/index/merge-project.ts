import type { ProjectName } from '../python/name.ts'
import { compareVersions, parseVersion } from '../python/version.ts'
import type { DocumentFile } from './document-file.ts'
import { fileKey, storedAt } from './layout.ts'
import { type About, byName, emptyProject, listingOf, type ProjectDocument } from './project-document.ts'
import { outdated, type Retention } from './retention.ts'
import { nameKey, standings } from './standing.ts'
import { type ProjectStatus, sameStatus, takesUploads } from './status.ts'

/** A change of one project. Files are named by their names as listed. */
export type ProjectChange =
  /** New files, and what the newest of them says of the project. */
  | { readonly kind: 'add'; readonly files: readonly DocumentFile[]; readonly about?: About }
  /** Files that are stored and not listed: other than published ones they are taken in every spelling, whatever the status. */
  | { readonly kind: 'adopt'; readonly files: readonly DocumentFile[] }
  /** Sets what is told of listed files anew: their entries as they are to be, but for the yank, which others may have set meanwhile. */
  | { readonly kind: 'correct'; readonly files: readonly DocumentFile[] }
  /** PEP 592: `true` is a yank without a reason, `false` takes it back. */
  | { readonly kind: 'yank'; readonly files: readonly string[]; readonly yanked: boolean | string }
  /** Listed no more, the name never used again; `stored`: their bytes are removed after the pages. */
  | { readonly kind: 'remove'; readonly files: readonly string[]; readonly stored: boolean }
  /** Removes, with their bytes, the development versions that are not kept; so many are only known over what is listed in the end. */
  | { readonly kind: 'retain'; readonly retention: Retention }
  | { readonly kind: 'status'; readonly status: ProjectStatus }

/**
 * The document with the changes in it, one serial later; `unchanged` when they are there already. A published file whose name (in whatever
 * spelling) is taken by other bytes, or was deleted, or whose project takes no files (PEP 792), is left out: `standing` tells so afterwards.
 * What others keep in the document stays. Pure, so that it can be repeated.
 */
export function mergeProject(
  now: ProjectDocument | undefined,
  name: ProjectName,
  changes: readonly ProjectChange[],
): ProjectDocument | 'unchanged' {
  const before = now ?? emptyProject(name)
  const after = changes.reduce(changed, before)
  return after === before ? 'unchanged' : { ...after, serial: before.serial + 1 }
}

/** The very same document when there is nothing to change. */
function changed(document: ProjectDocument, change: ProjectChange): ProjectDocument {
  switch (change.kind) {
    case 'add':
      return added(document, change.files, change.about)
    case 'adopt':
      return withFiles(
        document,
        change.files.filter((file) => !isKnown(file.filename, document)),
      )
    case 'correct':
      return replaced(document, new Map(change.files.map((file) => [file.filename, file])))
    case 'yank':
      return yanked(document, new Set(change.files), change.yanked)
    case 'remove':
      return removed(document, new Set(change.files), change.stored)
    case 'retain':
      return takesUploads(document.status) ? retained(document, change.retention) : document
    case 'status':
  }
  return sameStatus(document.status, change.status) ? document : { ...document, status: change.status }
}

/** What was deleted while its bytes were put, by a run that knew of neither, is not listed: those bytes go again. */
function added(document: ProjectDocument, files: readonly DocumentFile[], about: About | undefined): ProjectDocument {
  const deleted = new Set(document.deleted)
  const gone = files.filter(({ filename }) => deleted.has(filename)).map(({ filename }) => fileKey(filename))
  const cleared = left(document, gone)
  return takesUploads(document.status) ? told(withFiles(cleared, absent(document, files)), about, cleared) : cleared
}

function left(document: ProjectDocument, keys: readonly string[]): ProjectDocument {
  const leaving = [...new Set([...document.leaving, ...keys])].sort()
  return leaving.length === document.leaving.length ? document : { ...document, leaving }
}

/** Whether a document tells of a file already, as listed or as deleted. */
export function isKnown(filename: string, document: ProjectDocument | undefined): boolean {
  if (document === undefined) return false
  return document.files.some((file) => file.filename === filename) || document.deleted.some((one) => nameKey(one) === nameKey(filename))
}

function absent(document: ProjectDocument, files: readonly DocumentFile[]): DocumentFile[] {
  const standingOf = standings(listingOf(document))
  const added = new Map<string, DocumentFile>()
  for (const file of files) {
    const key = nameKey(file.filename)
    if (!added.has(key) && standingOf(file) === 'absent') added.set(key, file)
  }
  return [...added.values()]
}

function withFiles(document: ProjectDocument, files: readonly DocumentFile[]): ProjectDocument {
  return files.length === 0 ? document : { ...document, files: [...document.files, ...files].sort(byName) }
}

/** An older version does not speak for the project, and a publish that was repeated says nothing new. */
function told(after: ProjectDocument, about: About | undefined, before: ProjectDocument): ProjectDocument {
  if (after === before || about === undefined) return after
  const [now, next] = [parseVersion(before.about?.version ?? ''), parseVersion(about.version)]
  return now !== undefined && (next === undefined || compareVersions(next, now) < 0) ? after : { ...after, about }
}

function replaced(document: ProjectDocument, entries: ReadonlyMap<string, DocumentFile>): ProjectDocument {
  const files = document.files.map((file) => {
    const entry = entries.get(file.filename)
    return entry === undefined || entry.yanked === file.yanked ? (entry ?? file) : { ...entry, yanked: file.yanked }
  })
  return files.some((file, at) => file !== document.files[at]) ? { ...document, files } : document
}

function yanked(document: ProjectDocument, names: ReadonlySet<string>, how: boolean | string): ProjectDocument {
  const to = how === '' ? true : how
  const files = document.files.map((file) => (names.has(file.filename) && file.yanked !== to ? { ...file, yanked: to } : file))
  return files.some((file, at) => file !== document.files[at]) ? { ...document, files } : document
}

function retained(document: ProjectDocument, retention: Retention): ProjectDocument {
  const files = outdated(document.name, document.files, retention).flatMap((one) => one.files)
  return removed(document, new Set(files.map(({ filename }) => filename)), true)
}

function removed(document: ProjectDocument, names: ReadonlySet<string>, stored: boolean): ProjectDocument {
  const gone = document.files.filter((file) => names.has(file.filename))
  if (gone.length === 0) return document
  const keys = stored ? gone.map(storedAt) : []
  return {
    ...left(document, keys),
    files: document.files.filter((file) => !names.has(file.filename)),
    deleted: [...new Set([...document.deleted, ...gone.map((file) => file.filename)])].sort(),
  }
}
