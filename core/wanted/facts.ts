import type { Instant } from '../instant.ts'
import type { ProjectListing } from '../ports.ts'
import type { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import type { Version } from '../python/version.ts'
import type { FolderFacts } from './folder.ts'
import type { Making, Origin, Wanted } from './wanted.ts'

/** All that was gathered before anything is decided. */
export interface Facts {
  /** The indexes that have the sources, by the address that the matrix writes; empty for that of the input. */
  readonly indexes: ReadonlyMap<string, IndexFacts>
  /** Undefined when no store was given. */
  readonly store: ReadonlyMap<ProjectName, ProjectListing> | undefined
  /** By the path that the matrix writes. */
  readonly folders: ReadonlyMap<string, FolderFacts>
  /** The commits that refs name, by `refKey`. */
  readonly commits: ReadonlyMap<string, string | Problem>
}

/** What one index says. */
export interface IndexFacts {
  /** For messages. */
  readonly name: string
  /** By project; one that is not in it is unknown to the index. */
  readonly projects: ReadonlyMap<ProjectName, ProjectListing>
}

/** What the inputs and the recipes say about deciding. */
export interface Rules {
  /** `latest` and specifiers see only files uploaded before. */
  readonly cutoff?: Instant | undefined
  readonly skipUpstream: boolean
  readonly force: boolean
  /** What the matching recipes say of a row, once its version is known. */
  readonly making: (row: Wanted, version: Version) => Making
}

/** One repository and ref as a key. */
export function refKey({ url, ref }: Extract<Origin, { kind: 'git' }>): string {
  return `${url} ${ref}`
}

/** The key of the index that has a row's releases, of a row that is from one: its own, else that of the input. */
export function indexOf({ origin }: Wanted): string {
  return origin.kind === 'index' ? origin.url : ''
}
