import type {
  Approvals,
  Artifacts,
  Builds,
  Clock,
  Files,
  Log,
  PackageIndex,
  Pipeline,
  SdistFiles,
  Uploader,
  WheelFiles,
} from '../../core/ports.ts'
import type { Credentials, UploadConnection } from '../../core/release/credentials.ts'

/** The world, as this task needs it. */
export interface Ports {
  readonly log: Log
  readonly pipeline: Pipeline
  readonly files: Files
  readonly clock: Clock
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  readonly builds: Builds
  readonly approvals: Approvals
  readonly artifacts: Artifacts
  index(checkUrl: string): PackageIndex
  uploader(uploadUrl: string, credentials: Credentials): Uploader
  /** The service connection that an input names; undefined when none does. */
  connection(): UploadConnection | undefined
  variable(name: string): string | undefined
  /** Masks a value in the log from now on. */
  secret(value: string): void
  /** In [0, 1). */
  random(): number
}
