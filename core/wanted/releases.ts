import type { FileEntry } from '../index/entry.ts'
import type { ProjectListing } from '../ports.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { compareVersions, type Version } from '../python/version.ts'
import { parseWheelName } from '../python/wheel-name.ts'

/** One version of a project as an index lists it. */
export interface Release {
  readonly version: Version
  readonly sdists: readonly FileEntry[]
  readonly wheels: readonly FileEntry[]
}

/** The versions that a listing holds, highest first; files whose names tell no version of this project are passed over. */
export function releasesOf(project: ProjectName, listing: ProjectListing): Release[] {
  const found = new Map<string, { version: Version; sdists: FileEntry[]; wheels: FileEntry[] }>()
  for (const entry of listing.files) {
    const wheel = parseWheelName(entry.filename)
    const name = wheel ?? parseSdistName(entry.filename, project)
    if (name?.project !== project) continue
    const release = found.get(name.version.order) ?? { version: name.version, sdists: [], wheels: [] }
    found.set(name.version.order, release)
    ;(wheel === undefined ? release.sdists : release.wheels).push(entry)
  }
  return [...found.values()].sort((a, b) => compareVersions(b.version, a.version))
}

/** The sdist to build from: not yanked before yanked, `.tar.gz` before `.zip`; undefined when none can be unpacked here. */
export function bestSdist(sdists: readonly FileEntry[]): FileEntry | undefined {
  const rank = (file: FileEntry): string => `${file.yanked === false ? 0 : 1}${/zip$/i.test(file.filename) ? 1 : 0}${file.filename}`
  return sdists.filter((file) => /\.(?:tar\.gz|tgz|zip)$/i.test(file.filename)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0]
}
