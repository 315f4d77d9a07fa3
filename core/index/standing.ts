import type { ProjectListing } from '../ports.ts'
import { sdistEnding } from '../python/file-kind.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseWheelName, wheelKey } from '../python/wheel-name.ts'
import type { Sha256 } from '../sha256.ts'
import type { FileEntry } from './entry.ts'

/** How an index stands to a file: it has none of the name, has it with the same bytes, or with others. */
export type Standing = 'absent' | 'same' | 'conflict'

/** A file by its name and, where it is known, its bytes. */
export interface Named {
  readonly filename: string
  readonly sha256?: Sha256
}

/**
 * How a file stands to what an index lists: `absent`, `same` (its bytes are there) or `conflict` (its name, in whatever spelling,
 * belongs to other bytes, or to a file that was deleted). A listed file without a SHA-256 cannot be told to be the same.
 */
export function standing(file: Named, listing: ProjectListing | undefined): Standing {
  return standings(listing)(file)
}

/** `standing` for many files of one listing, whose names are then read once. */
export function standings(listing: ProjectListing | undefined): (file: Named) => Standing {
  const listed = listedIn(listing)
  const deleted = new Set(listing?.deleted.map((name) => nameKey(name)))
  return ({ filename, sha256 }) => {
    const found = listed(filename)
    if (found !== undefined) return found.sha256 !== undefined && found.sha256 === sha256 ? 'same' : 'conflict'
    return deleted.has(nameKey(filename)) ? 'conflict' : 'absent'
  }
}

/** The listed file of this name, in whatever spelling. */
export function listedAs(filename: string, listing: ProjectListing | undefined): FileEntry | undefined {
  return listedIn(listing)(filename)
}

/** `listedAs` for many names of one listing, which is then read once. The very name goes first: a foreign index may list two spellings. */
export function listedIn(listing: ProjectListing | undefined): (filename: string) => FileEntry | undefined {
  const files = listing?.files ?? []
  const names = new Map(files.map((file) => [file.filename, file]))
  const keys = new Map(files.map((file) => [nameKey(file.filename), file]))
  return (filename) => names.get(filename) ?? keys.get(nameKey(filename))
}

/** The same text for all spellings of a wheel's or an sdist's name; any other name is its own. */
export function nameKey(filename: string): string {
  const wheel = parseWheelName(filename)
  if (wheel !== undefined) return wheelKey(wheel)
  const sdist = parseSdistName(filename)
  return sdist === undefined ? filename : `${sdist.project} ${sdist.version.order} ${sdistEnding(filename)}`
}
