import type { ProjectName } from '../python/name.ts'
import type { Version } from '../python/version.ts'
import type { Sha256 } from '../sha256.ts'

/** One wheel that a wheel matrix asks for: a row. */
export interface Wanted {
  readonly project: ProjectName
  /** The project's name as the file writes it. */
  readonly name: string
  readonly choice: VersionChoice
  readonly origin: Origin
  readonly python: WantedPython
  readonly platform: WantedPlatform
  /** The place in the file: `packages.cffi.versions.latest.wheels[0].python[1]`. */
  readonly at: string
}

export interface WantedPython {
  /** `cp314`, `cp314t`, `pp311`, `py3`; in lower case. */
  readonly tag: string
  /** Empty for the tag's own: cp314 with the ABI cp314 is `cp314` and empty, with cp314t it is `cp314t` and empty. */
  readonly abi: string
}

export interface WantedPlatform {
  /** As the file writes it; platform tags compare ignoring case. */
  readonly tag: string
  readonly instance: string
  readonly arch: string
}

/** Which version a row means. `static`: what the folder itself declares. */
export type VersionChoice =
  | { readonly kind: 'exact'; readonly version: Version }
  | { readonly kind: 'latest' }
  | { readonly kind: 'static' }

/** Where the source is to come from: the index, a folder relative to the matrix file, or an archive at an address. */
export type Origin =
  | { readonly kind: 'index' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'archive'; readonly url: string; readonly sha256: Sha256 }

/** A source that has been found. `path` is relative to the sources. */
export type Source =
  | { readonly kind: 'sdist'; readonly url: string; readonly sha256: Sha256 }
  | { readonly kind: 'folder'; readonly path: string; readonly commit: string }

/** A row with its version and source: what a leg can build. */
export interface Target {
  readonly row: Wanted
  readonly version: Version
  readonly source: Source
}
