import { versionIn } from '../../index/document-file.ts'
import type { FileEntry } from '../../index/entry.ts'
import type { ProjectListing } from '../../ports.ts'
import { normalizeName } from '../../python/name.ts'
import { compareVersions, isFinal, parseVersion, type Version } from '../../python/version.ts'
import type { Release } from '../plan/plan.ts'

/** A version as an index has it. */
export interface Published {
  readonly version: Version
  readonly files: readonly FileEntry[]
}

/** What an index has of a project, as one of its releases sees it. */
export interface Standing {
  /** Whether the index has never had a file of this project. */
  readonly first: boolean
  /** Of this very version. */
  readonly own: readonly FileEntry[]
  /** What to compare with: the last version before, else the nearest after; undefined where there is none. */
  readonly last: Published | undefined
  /** The newest version, where that is above this one. */
  readonly newer: Version | undefined
}

/** How a release stands among what is published. A version that was yanked whole is passed over, as are pre-releases before a final one where there are others. */
export function standingOf({ project, version }: Release, listing: ProjectListing | undefined): Standing {
  const planned = parseVersion(version)
  const all = versionsOf(project, listing)
  const first = (listing?.files ?? []).length === 0 && (listing?.deleted ?? []).length === 0
  if (planned === undefined) return { first, own: [], last: undefined, newer: undefined }
  const others = all.filter((one) => compareVersions(one.version, planned) !== 0)
  const offered = preferred(others, (one) => one.files.some(({ yanked }) => yanked === false))
  const alike = isFinal(planned) ? preferred(offered, (one) => isFinal(one.version)) : offered
  const below = alike.filter((one) => compareVersions(one.version, planned) < 0)
  const above = alike.filter((one) => compareVersions(one.version, planned) > 0)
  return {
    first,
    own: all.find((one) => compareVersions(one.version, planned) === 0)?.files ?? [],
    last: below.at(-1) ?? above[0],
    newer: above.at(-1)?.version,
  }
}

/** Those that are so, or all where none is. */
function preferred(versions: readonly Published[], so: (one: Published) => boolean): readonly Published[] {
  const found = versions.filter(so)
  return found.length === 0 ? versions : found
}

/** In ascending order. */
function versionsOf(project: string, listing: ProjectListing | undefined): Published[] {
  const found = new Map<string, { readonly version: Version; readonly files: FileEntry[] }>()
  for (const file of listing?.files ?? []) {
    const version = versionIn(file.filename, normalizeName(project))
    if (version === undefined) continue
    const known = found.get(version.order)
    if (known === undefined) found.set(version.order, { version, files: [file] })
    else known.files.push(file)
  }
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version))
}
