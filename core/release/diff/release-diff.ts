import type { FileEntry } from '../../index/entry.ts'
import { listedIn } from '../../index/standing.ts'
import type { ProjectListing } from '../../ports.ts'
import { isWheelFile } from '../../python/file-kind.ts'
import type { CoreMetadata } from '../../python/metadata.ts'
import type { Sha256 } from '../../sha256.ts'
import type { Release } from '../plan/plan.ts'
import { diffFiles, type FilesDiff } from './files.ts'
import { diffMetadata, diffRequiresPython, type FieldDiff } from './metadata.ts'
import { standingOf } from './published.ts'

/** What a release changes for whoever installs a project. */
export interface ReleaseDiff {
  readonly project: string
  readonly version: string
  /** Whether the index has never had a file of this project. */
  readonly first: boolean
  /** Files of this very version that are there already. */
  readonly there: number
  /** The version it is compared with; undefined where there is none. */
  readonly last: string | undefined
  /** The newest version, where that is above this one. */
  readonly newer: string | undefined
  readonly files: FilesDiff | undefined
  readonly fields: readonly FieldDiff[]
  /** Why no more of the metadata is compared; empty where all is. */
  readonly unread: string
}

/** Metadata of a version that is published; or why nobody can read them. */
export type OldMetadata = { readonly kind: 'read'; readonly metadata: CoreMetadata } | { readonly kind: 'unread'; readonly why: string }

/** A wheel whose metadata an index serves by themselves (PEP 658), with the hash that they have to have. */
export interface Served {
  readonly file: FileEntry
  readonly sha256: Sha256
}

/** Of which wheel the metadata of the version before are read: the first whose metadata have a hash; undefined where there is none. */
export function metadataToRead(release: Release, listing: ProjectListing | undefined): Served | undefined {
  const wheels = standingOf(release, listing).last?.files ?? []
  for (const file of wheels) if (isWheelFile(file.filename) && typeof file.metadata === 'string') return { file, sha256: file.metadata }
  return undefined
}

/** Compares a release with the version before; `now` are the metadata of one of its files. */
export function diffRelease(
  release: Release,
  now: CoreMetadata | undefined,
  listing: ProjectListing | undefined,
  before: OldMetadata,
): ReleaseDiff {
  const { project, version } = release
  const { first, own, last, newer } = standingOf(release, listing)
  const about = { project, version, first, there: own.length, last: last?.version.text, newer: newer?.text }
  if (last === undefined) return { ...about, files: undefined, fields: [], unread: '' }
  const old = last.files.map(({ filename, size }) => ({ name: filename, size }))
  const planned = listedIn(asListing(release))
  const others = own.filter(({ filename }) => planned(filename) === undefined)
  const all = [...others.map(({ filename, size }) => ({ name: filename, size })), ...release.files]
  return { ...about, files: diffFiles(old, all), ...fieldsOf(now, last.files, before) }
}

function fieldsOf(now: CoreMetadata | undefined, old: readonly FileEntry[], before: OldMetadata): Pick<ReleaseDiff, 'fields' | 'unread'> {
  if (now === undefined) return { fields: [], unread: 'none of its own files tells any' }
  if (before.kind === 'read') return { fields: diffMetadata(before.metadata, now), unread: '' }
  return {
    fields: diffRequiresPython(old.find(({ requiresPython }) => requiresPython !== undefined)?.requiresPython, now.requiresPython),
    unread: before.why,
  }
}

function asListing({ files }: Release): ProjectListing {
  return { files: files.map(({ name, sha256 }) => ({ filename: name, url: '', yanked: false, sha256 })), deleted: [] }
}
