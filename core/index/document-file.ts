import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import type { Version } from '../python/version.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { parseSha256, type Sha256 } from '../sha256.ts'
import type { FileEntry } from './entry.ts'
import { type Kept, keptOf } from './kept.ts'

/** Which run made a file, or brought it from a cache; kept under the private key `_build` for people who ask where it came from. */
export interface BuildNote {
  readonly run: string
  readonly commit: string
  /** Of what came from a cache: the run and the leg that built it, `run 41, build.wheels.linux_311`. */
  readonly madeBy?: string
  /** Digest of the recipe that it was made by. */
  readonly recipe?: Sha256
}

/** A file of a project's document: what the index tells of it, and what others have noted there. */
export interface DocumentFile extends FileEntry {
  readonly build?: BuildNote
  readonly kept: Kept
  /** Digests other than SHA-256. */
  readonly hashes: Kept
}

const known = [
  'filename',
  'url',
  'hashes',
  'size',
  'upload-time',
  'requires-python',
  'yanked',
  'core-metadata',
  'dist-info-metadata',
  '_build',
]

/** Reads one member of `files` (PEP 691, 700, 714). */
export function parseDocumentFile(field: Field): DocumentFile {
  const hashes = field.get('hashes')
  return {
    filename: field.get('filename').text(),
    url: field.get('url').text(),
    ...present('sha256', hashes.get('sha256').optional(readDigest)),
    ...present(
      'size',
      field.get('size').optional((one) => one.number()),
    ),
    ...present(
      'requiresPython',
      field.get('requires-python').optional((one) => one.text()),
    ),
    ...present(
      'uploadTime',
      field.get('upload-time').optional((one) => one.text()),
    ),
    yanked: field.get('yanked').optional(readYanked) ?? false,
    ...present('metadata', readMetadata(field.get('core-metadata')) ?? readMetadata(field.get('dist-info-metadata'))),
    ...present('build', field.get('_build').optional(readBuild)),
    kept: keptOf(field, ...known),
    hashes: keptOf(hashes, 'sha256'),
  }
}

/** A file as the JSON page shows it; `dist-info-metadata` is left out, for its sake old pips broke (PEP 714). */
export function fileOf(file: DocumentFile): Json {
  const { metadata, build } = file
  return {
    ...file.kept,
    filename: file.filename,
    url: file.url,
    hashes: { ...file.hashes, ...present('sha256', file.sha256) },
    size: file.size,
    'upload-time': file.uploadTime,
    'requires-python': file.requiresPython,
    yanked: file.yanked === false ? undefined : file.yanked,
    'core-metadata': metadata === undefined || metadata === true ? metadata : { sha256: metadata },
    _build: build === undefined ? undefined : { run: build.run, commit: build.commit, made_by: build.madeBy, recipe: build.recipe },
  }
}

/** What readers of the index know of a file; of what others noted there, the recipe. */
export function entryOf({ kept: _kept, hashes: _hashes, build, ...entry }: DocumentFile): FileEntry {
  return build?.recipe === undefined ? entry : { ...entry, recipe: build.recipe }
}

/** The normalised version that a file's name tells; undefined for names that are neither a wheel's nor an sdist's. */
export function versionOf(filename: string, project: ProjectName): string | undefined {
  return versionIn(filename, project)?.canonical
}

/** The version that a file's name tells, as it is written there. */
export function versionIn(filename: string, project: ProjectName): Version | undefined {
  return (parseWheelName(filename) ?? parseSdistName(filename, project))?.version
}

const versions = new WeakMap<DocumentFile, { readonly project: ProjectName; readonly version: string | undefined }>()

/** `versionOf` of an entry, remembered as long as it lives: a document is rendered in several forms, and a name takes long to read. */
export function versionOfFile(file: DocumentFile, project: ProjectName): string | undefined {
  const known = versions.get(file)
  if (known?.project === project) return known.version
  const version = versionOf(file.filename, project)
  versions.set(file, { project, version })
  return version
}

function readMetadata(field: Field): Sha256 | true | undefined {
  if (field.missing || field.value === false) return undefined
  return field.value === true ? true : (field.get('sha256').optional(readDigest) ?? true)
}

/** An empty reason is a yank all the same. */
function readYanked(field: Field): boolean | string {
  if (typeof field.value === 'boolean') return field.value
  return field.text() === '' ? true : field.text()
}

function readBuild(field: Field): BuildNote {
  return {
    run: field.get('run').text(),
    commit: field.get('commit').text(),
    ...present(
      'madeBy',
      field.get('made_by').optional((one) => one.text()),
    ),
    ...present('recipe', field.get('recipe').optional(readDigest)),
  }
}

function readDigest(field: Field): Sha256 {
  return parseSha256(field.text()) ?? field.refuse('must be a SHA-256 in hex')
}

/** A member that is only there when it has a value. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key widens to string
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V }
}
