import type { Json } from '../canonical.ts'
import type { MatrixConfig } from '../matrix/matrix-config.ts'
import type { ProjectName } from '../python/name.ts'
import type { Requirement } from '../python/requirement.ts'
import type { Version } from '../python/version.ts'

/** A Python package of the repository. */
export interface LocalPackage {
  /** As it writes it. */
  readonly name: string
  readonly project: ProjectName
  /** Relative to the top of the repository, `/`-separated; `.` for the top. */
  readonly folder: string
  /** Undefined where only its build would tell. */
  readonly version: Version | undefined
  /** Where the version comes from git's tags, the tool that reads them (`setuptools-scm`); else empty. */
  readonly versionTool: string
  readonly needs: readonly Need[]
  /** azure-sdk's `ServiceDirectory`: `storage` of `sdk/storage/azure-storage-blob`; else empty. */
  readonly service: string
  /** azure-sdk's `ArtifactName`; the name, where none is told. */
  readonly artifact: string
  /** azure-sdk's `Group`; else empty. */
  readonly group: string
  /** Paths outside of the folder that are as its own: files, or folders with all below them. */
  readonly triggers: readonly string[]
  /** The ci*.yml that speaks of it; undefined without one. `sole`: no other lies in its folder. */
  readonly ciFile: { readonly path: string; readonly sole: boolean } | undefined
  /** Folders (or names) of packages that are tested with it. */
  readonly additional: readonly string[]
  /** Its own; empty for the default. */
  readonly configs: readonly MatrixConfig[]
  /** What PackageInfo said of it, whole; undefined where the repository was asked. */
  readonly info: Readonly<Record<string, Json>> | undefined
}

/** What one package needs of another project. */
export interface Need {
  /** `run` is [project.dependencies], `optional` an extra, `build` [build-system], `group` a dependency group (PEP 735) or a tool's own. */
  readonly kind: 'run' | 'optional' | 'build' | 'group'
  /** The extra's or the group's name; else empty. */
  readonly of: string
  readonly requirement: Requirement
  /** Whether uv or poetry take it from the repository (a path, or a member of the workspace): then its version is not asked. */
  readonly local: boolean
}
