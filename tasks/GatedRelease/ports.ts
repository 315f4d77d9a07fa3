import type { Outside } from '../../core/outside.ts'
import type {
  Approvals,
  Artifacts,
  Builds,
  Clock,
  Files,
  Log,
  PackageIndex,
  Pipeline,
  Releases,
  SdistFiles,
  Uploader,
  WheelFiles,
} from '../../core/ports.ts'
import type { Credentials, UploadConnection } from '../../core/release/upload/credentials.ts'
import type { Repository } from '../../core/release/plan/repository.ts'
import type { ObjectStore } from '../../core/store.ts'

/** A feed of Azure Artifacts as its clients see it. */
export interface FeedAddress {
  readonly uploadUrl: string
  readonly checkUrl: string
  /** The job's own token, which feeds take. */
  readonly credentials: Credentials
}

/** The world, as this task needs it. */
export interface Ports {
  readonly log: Log
  readonly pipeline: Pipeline
  readonly files: Files
  readonly clock: Clock
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  /** Runs of a project, by its id; of our own without. */
  builds(project?: string): Builds
  artifacts(project?: string): Artifacts
  readonly approvals: Approvals
  readonly releases: Releases
  /** Read with credentials where it takes no strangers. */
  index(checkUrl: string, credentials?: Credentials): PackageIndex
  feed(repository: Repository & { readonly kind: 'feed' }): Promise<FeedAddress>
  store(repository: Repository & { readonly kind: 'store' }): Promise<ObjectStore>
  /** Speaks the upload API itself. */
  builtin(uploadUrl: string, credentials: Credentials): Uploader
  /** Programs that reach `url`, loaded where they are used. */
  outside(url: string): Promise<Outside>
  /** The service connection that an input names; undefined when none does. */
  connection(): UploadConnection | undefined
  variable(name: string): string | undefined
  /** Masks a value in the log from now on. */
  secret(value: string): void
  /** Relative paths are relative to this folder. */
  readonly sources: string
  /** In [0, 1). */
  random(): number
}
