import type { Instant } from '../instant.ts'
import type { ProjectListing } from '../ports.ts'
import type { ProjectName } from '../python/name.ts'
import type { FolderFacts } from './folder.ts'

/** All that was gathered before anything is decided. */
export interface Facts {
  /** The upstream index' name, for messages. */
  readonly index: string
  /** By project; one that is not in it is unknown to the index. */
  readonly upstream: ReadonlyMap<ProjectName, ProjectListing>
  /** Undefined when no store was given. */
  readonly store: ReadonlyMap<ProjectName, ProjectListing> | undefined
  /** By the path that the matrix writes. */
  readonly folders: ReadonlyMap<string, FolderFacts>
}

/** What the inputs say about deciding. */
export interface Rules {
  /** `latest` sees only files uploaded before. */
  readonly cutoff?: Instant | undefined
  readonly skipUpstream: boolean
  readonly force: boolean
}
