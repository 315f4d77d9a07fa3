import type { ProjectListing } from '../ports.ts'
import { parseWheelName, sameWheel } from '../python/wheel-name.ts'
import type { Sha256 } from '../sha256.ts'
import type { FileEntry } from './entry.ts'

/**
 * How a file stands to what an index lists: `absent`, `same` (its bytes are there) or `conflict` (its name, in whatever spelling,
 * belongs to other bytes, or to a file that was deleted). A listed file without a SHA-256 cannot be told to be the same.
 */
export function standing(
  file: { readonly filename: string; readonly sha256?: Sha256 },
  listing: ProjectListing | undefined,
): 'absent' | 'same' | 'conflict' {
  const listed = listedAs(file.filename, listing)
  if (listed !== undefined) return listed.sha256 !== undefined && listed.sha256 === file.sha256 ? 'same' : 'conflict'
  return listing?.deleted.some((name) => isOneFile(file.filename, name)) === true ? 'conflict' : 'absent'
}

/** The listed file of this name, in whatever spelling. */
export function listedAs(filename: string, listing: ProjectListing | undefined): FileEntry | undefined {
  const files = listing?.files ?? []
  return files.find((one) => one.filename === filename) ?? files.find((one) => isOneFile(filename, one.filename))
}

/** Whether two file names are one, or two spellings of one wheel. */
export function isOneFile(a: string, b: string): boolean {
  if (a === b) return true
  const wheel = parseWheelName(a)
  const other = wheel && parseWheelName(b)
  return wheel !== undefined && other !== undefined && sameWheel(wheel, other)
}
