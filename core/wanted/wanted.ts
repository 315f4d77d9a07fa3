import type { ProjectName } from '../python/name.ts'
import type { Recipe } from '../build/recipe.ts'
import type { SpecifierSet } from '../python/specifier.ts'
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
  /** Interpreters to test the wheel on too, as tags: `cp315`. */
  readonly testOn: readonly string[]
  /** The interpreter that builds where the tag names none (`py3`), as people say it: `3.12`; else empty. */
  readonly buildWith: string
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
  /** What recipes may call it: platforms of the file with these three keys, and the groups they are in. */
  readonly names: readonly string[]
  /** A container image that the leg runs in, by the cell `container`; else empty. */
  readonly image: string
}

/** Which version a row means. `static`: what the folder itself declares. `pre`: whether pre-releases count. */
export type VersionChoice =
  | { readonly kind: 'exact'; readonly version: Version }
  | { readonly kind: 'latest'; readonly pre: boolean }
  /** The highest `take` versions that a specifier admits; `text` as written. */
  | { readonly kind: 'specifier'; readonly text: string; readonly set: SpecifierSet; readonly take: number | 'all'; readonly pre: boolean }
  | { readonly kind: 'static' }

/** Where the source is to come from: an index (its URL empty for that of the input), a folder relative to the matrix file, an archive, or a ref of a repository. */
export type Origin =
  | { readonly kind: 'index'; readonly url: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'archive'; readonly url: string; readonly sha256: Sha256 }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string; readonly subdirectory: string }

/** A source that has been found. `path` is relative to the sources; `time` is its commit's, in seconds since 1970, 0 where unknown. */
export type Source =
  | { readonly kind: 'sdist'; readonly url: string; readonly sha256: Sha256 }
  | { readonly kind: 'folder'; readonly path: string; readonly commit: string; readonly time: number }
  | { readonly kind: 'git'; readonly url: string; readonly commit: string; readonly subdirectory: string }

/** A row with its version, source and recipe: what a leg can build. */
export interface Target {
  readonly row: Wanted
  readonly version: Version
  readonly source: Source
  readonly making: Making
}

/** What the matching recipes say of a row once its version is known. */
export interface Making {
  readonly recipe: Recipe
  /** A lowest PEP 427 build number; 0 for none. */
  readonly build: number
  /** Whether a `none-any` wheel will do. */
  readonly pure: boolean
}
