import type { FileEntry } from '../index/entry.ts'
import type { ProjectListing } from '../ports.ts'
import { isWheelFile } from '../python/file-kind.ts'
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
  const wheelVersion = wheelVersions(project)
  for (const entry of listing.files) {
    const isWheel = isWheelFile(entry.filename)
    const version = isWheel ? wheelVersion(entry.filename) : parseSdistName(entry.filename, project)?.version
    if (version === undefined) continue
    const release = found.get(version.order) ?? { version, sdists: [], wheels: [] }
    found.set(version.order, release)
    ;(isWheel ? release.wheels : release.sdists).push(entry)
  }
  return [...found.values()].sort((a, b) => compareVersions(b.version, a.version))
}

/** Tells the version of wheels of one project by their names; of the thousands that a project may have it parses one for each `name-version-`. */
export function wheelVersions(project: ProjectName): (filename: string) => Version | undefined {
  const known = new Map<string, Version | undefined>()
  return (filename) => {
    const prefix = filename.slice(0, filename.indexOf('-', filename.indexOf('-') + 1) + 1)
    const version = known.get(prefix)
    if (version !== undefined) return version
    const wheel = parseWheelName(filename)
    if (wheel?.project === project) known.set(prefix, wheel.version)
    return wheel?.project === project ? wheel.version : undefined
  }
}

/** The sdist to build from: not yanked before yanked, `.tar.gz` before `.zip`; undefined when none can be unpacked here. */
export function bestSdist(sdists: readonly FileEntry[]): FileEntry | undefined {
  const rank = (file: FileEntry): string => `${file.yanked === false ? 0 : 1}${/zip$/i.test(file.filename) ? 1 : 0}${file.filename}`
  return sdists.filter((file) => /\.(?:tar\.gz|tgz|zip)$/i.test(file.filename)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0]
}
