import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import type { ProjectListing } from '../ports.ts'
import { Problem } from '../problem.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import { type DocumentFile, fileOf, parseDocumentFile, versionOf } from './document-file.ts'
import { type Kept, keptOf } from './kept.ts'
import { formatShown, parseShown, type Showable } from './shown.ts'
import { nameKey, standings } from './standing.ts'

/**
 * The state of one project in the index: the JSON page of PEP 691 and 700 itself, with what is ours under `_` keys, which the
 * specification reserves for the index. Keys of others are carried along.
 */
export interface ProjectDocument extends Showable {
  readonly name: ProjectName
  /** Sorted by file name. */
  readonly files: readonly DocumentFile[]
  /** Names of files that were published once and are gone; they are never used again. */
  readonly deleted: readonly string[]
  readonly kept: Kept
}

/** A change of one project. */
export type ProjectChange = { readonly kind: 'add'; readonly files: readonly DocumentFile[] }

/** The version of the simple repository API that we write. */
export const apiVersion = '1.4'

/** Where a project's document lies in a store. */
export function documentKey(name: ProjectName): string {
  return `simple/${name}/index.json`
}

/**
 * The document with the changes in it, one serial later; `unchanged` when they are there already. A file whose name (in whatever
 * spelling) is taken by other bytes, or was deleted, is left out: `standing` tells so afterwards. Pure, so that it can be repeated.
 */
export function mergeProject(
  now: ProjectDocument | undefined,
  name: ProjectName,
  changes: readonly ProjectChange[],
): ProjectDocument | 'unchanged' {
  const document = now ?? { name, serial: 0, files: [], deleted: [], shown: undefined, kept: {} }
  const standingOf = standings(listingOf(document))
  const added = new Map<string, DocumentFile>()
  for (const file of changes.flatMap((change) => change.files)) {
    const key = nameKey(file.filename)
    if (!added.has(key) && standingOf(file) === 'absent') added.set(key, file)
  }
  if (added.size === 0) return 'unchanged'
  return { ...document, serial: document.serial + 1, files: [...document.files, ...added.values()].sort(byName) }
}

/** What every reader of an index knows of a project. */
export function listingOf(document: ProjectDocument): ProjectListing {
  return { files: document.files, deleted: document.deleted }
}

/** The document's bytes: the page that readers take, with our state. The same document gives the same bytes. */
export function formatProject(document: ProjectDocument): string {
  return `${canonical({ ...pageOf(document), _shown: formatShown(document.shown) })}\n`
}

/** The JSON page for keys that are pages only (`simple/<project>/`): the document without what only writers need. */
export function renderJson(document: ProjectDocument): string {
  return `${canonical(pageOf(document))}\n`
}

/** Reads a project's document; anything but a JSON page of API 1.x for this very project is `INDEX_INVALID`. */
export function parseProject(text: string, source: string, name: ProjectName): ProjectDocument {
  const root = parseJson(text, source, 'INDEX_INVALID')
  requireApi(root)
  if (normalizeName(root.get('name').text()) !== name) root.get('name').refuse(`is not '${name}'`)
  return {
    name,
    serial: root.get('_serial').optional((field) => field.number()) ?? 0,
    files: root.get('files').list().map(parseDocumentFile),
    deleted: (root.get('_deleted').optional((field) => field.list()) ?? []).map((field) => field.get('filename').text()),
    shown: root.get('_shown').optional(parseShown),
    kept: keptOf(root, 'meta', 'name', 'versions', 'files', '_serial', '_deleted', '_shown'),
  }
}

/** Refuses a page of another major version, as PEP 629 demands. */
export function requireApi(root: Field): void {
  const version = root.get('meta').get('api-version').text()
  if (/^1\.\d+$/.test(version)) return
  throw new Problem(
    'INDEX_INVALID',
    `${root.source} speaks version ${version} of the simple repository API; this task speaks 1.x.`,
    'Take a release of this extension that knows it.',
  )
}

function pageOf(document: ProjectDocument): Record<string, Json> {
  const versions = new Set(document.files.map((file) => versionOf(file.filename, document.name)).filter((one) => one !== undefined))
  const deleted = document.deleted.map((filename) => ({ filename }))
  return {
    ...document.kept,
    meta: { 'api-version': apiVersion },
    name: document.name,
    versions: [...versions].sort(),
    files: document.files.map(fileOf),
    _serial: document.serial,
    ...(deleted.length === 0 ? {} : { _deleted: deleted }),
  }
}

function byName(a: DocumentFile, b: DocumentFile): number {
  return a.filename < b.filename ? -1 : 1
}
