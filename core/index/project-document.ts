import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import type { ProjectListing } from '../ports.ts'
import { Problem } from '../problem.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import { type DocumentFile, fileOf, parseDocumentFile, versionOfFile } from './document-file.ts'
import { type Kept, keptOf } from './kept.ts'
import { formatShown, parseShown, type Showable } from './shown.ts'
import { formatStatus, offersFiles, parseStatus, type ProjectStatus } from './status.ts'

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
  /** Keys of files that are no longer listed and whose bytes are still to be removed, with their metadata. */
  readonly leaving: readonly string[]
  readonly status?: ProjectStatus
  /** Of the newest version, for people. */
  readonly about?: About
  /** What others keep in `meta`, such as `tracks` (PEP 708). */
  readonly meta: Kept
  readonly kept: Kept
}

/** What a project says of itself, from the core metadata of one version. */
export interface About {
  readonly version: string
  readonly summary?: string
}

/** The version of the simple repository API that we write. */
export const apiVersion = '1.4'

/** Where a project's document lies in a store. */
export function documentKey(name: ProjectName): string {
  return `simple/${name}/index.json`
}

/** A project without files, as it is before anything was published. */
export function emptyProject(name: ProjectName): ProjectDocument {
  return { name, serial: 0, files: [], deleted: [], leaving: [], shown: undefined, meta: {}, kept: {} }
}

/** What every reader of an index knows of a project. */
export function listingOf(document: ProjectDocument): ProjectListing {
  const { files, deleted, status } = document
  return { files, deleted, ...(status === undefined ? {} : { status }) }
}

/** The document's bytes: the page that readers take, with our state. The same document gives the same bytes. */
export function formatProject(document: ProjectDocument): string {
  const { shown, leaving, status, files } = document
  return `${canonical({
    ...pageOf(document),
    _files: offersFiles(status) ? undefined : files.map(fileOf),
    _leaving: leaving.length === 0 ? undefined : leaving,
    _shown: formatShown(shown),
  })}\n`
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
  // The specification's text has the status at the top, its example in `meta`.
  const status = root.get('project-status').optional(parseStatus) ?? root.get('meta').get('project-status').optional(parseStatus)
  const about = root.get('_about').optional(parseAbout)
  return {
    name,
    serial: root.get('_serial').optional(parseSerial) ?? 0,
    files: [...root.get('files').list(), ...listIn(root, '_files')].map(parseDocumentFile).sort(byName),
    deleted: listIn(root, '_deleted').map((field) => field.get('filename').text()),
    leaving: listIn(root, '_leaving').map((field) => field.text()),
    shown: root.get('_shown').optional(parseShown),
    ...(status === undefined ? {} : { status }),
    ...(about === undefined ? {} : { about }),
    meta: keptOf(root.get('meta'), 'api-version', 'project-status'),
    kept: keptOf(root, ...ownKeys),
  }
}

const ownKeys = ['meta', 'name', 'versions', 'files', 'project-status', '_about', '_deleted', '_files', '_leaving', '_serial', '_shown']

function listIn(root: Field, key: string): Field[] {
  return root.get(key).optional((field) => field.list()) ?? []
}

function parseAbout(field: Field): About {
  const summary = field.get('summary').optional((one) => one.text())
  return { version: field.get('version').text(), ...(summary === undefined ? {} : { summary }) }
}

/** Counts versions, of which pages show up to 15 digits (`serialOfPage`); beyond what counts exactly the next one would be the same. */
export function parseSerial(field: Field): number {
  const serial = field.number()
  return Number.isInteger(serial) && serial >= 0 && serial < 1e15 ? serial : field.refuse('must be a whole number of up to 15 digits')
}

/** Refuses a page of another major version, as PEP 629 demands. */
export function requireApi(root: Field): void {
  const version = root.get('meta').get('api-version').text()
  if (/^1\.\d+$/.test(version)) return
  throw new Problem(
    'INDEX_INVALID',
    `${root.source} speaks version ${version.slice(0, 20)} of the simple repository API; this task speaks 1.x.`,
    'Take a release of this extension that knows it.',
  )
}

/** What readers are offered: nothing of a quarantined project. */
export function offered({ files, status }: ProjectDocument): readonly DocumentFile[] {
  return offersFiles(status) ? files : []
}

function pageOf(document: ProjectDocument): Record<string, Json | undefined> {
  const { name, about, deleted, kept, meta, serial, status } = document
  const files = offered(document)
  const versions = new Set(files.map((file) => versionOfFile(file, name)).filter((one) => one !== undefined))
  return {
    ...kept,
    meta: { ...meta, 'api-version': apiVersion },
    name,
    versions: [...versions].sort(),
    files: files.map(fileOf),
    'project-status': formatStatus(status),
    _serial: serial,
    _about: about === undefined ? undefined : { version: about.version, summary: about.summary },
    _deleted: deleted.length === 0 ? undefined : deleted.map((filename) => ({ filename })),
  }
}

/** Documents are sorted by file name, by code units. */
export function byName(a: { readonly filename: string }, b: { readonly filename: string }): number {
  return a.filename < b.filename ? -1 : a.filename > b.filename ? 1 : 0
}
