import { type PipFetch, pipFetch } from '../../index/check-pip.ts'
import type { FileEntry } from '../../index/entry.ts'
import { isWheelFile } from '../../python/file-kind.ts'
import type { Sha256 } from '../../sha256.ts'

/** A wheel that pip is to fetch with exactly these bytes. */
export interface Fetch extends PipFetch {
  readonly sha256: Sha256
}

/** What pip is asked for, and why not for the rest, in words. */
export interface Sample {
  readonly fetches: readonly Fetch[]
  readonly left: readonly string[]
}

/** Beyond this many wheels one of each platform will do. */
const most = 20

/**
 * The wheels of a release that pip fetches: all where they are few, else the smallest of each platform. An sdist is never one, since pip would run it: its hash
 * in the index has to do, as for a wheel whose tags pip cannot be asked for.
 */
export function pipSample(files: readonly FileEntry[]): Sample {
  const wheels = files.filter(({ filename }) => isWheelFile(filename))
  const fetches = wheels.flatMap((file) => fetchOf(file))
  const asked = new Set(fetches.map(({ file }) => file.filename))
  const strange = wheels
    .filter(({ filename }) => !asked.has(filename))
    .map(({ filename }) => `${filename}: pip cannot be asked for its tags.`)
  if (fetches.length <= most) return { fetches, left: strange }
  const chosen = new Map<string, Fetch>()
  for (const fetch of [...fetches].sort((a, b) => (a.file.size ?? 0) - (b.file.size ?? 0))) {
    const key = platformOf(fetch)
    if (!chosen.has(key)) chosen.set(key, fetch)
  }
  const says = `pip fetched the smallest wheel of each platform alone, ${chosen.size} of ${fetches.length}; the index lists all with the planned hashes.`
  return { fetches: [...chosen.values()], left: [...strange, says] }
}

function fetchOf(file: FileEntry): Fetch[] {
  const fetch = pipFetch(file)
  return fetch === undefined || file.sha256 === undefined ? [] : [{ ...fetch, sha256: file.sha256 }]
}

function platformOf({ wheel }: Fetch): string {
  return [...new Set(wheel.tags.map((tag) => tag.platform))].sort().join('.')
}

/** A requirements file that admits one file alone (pip, hash-checking mode). */
export function hashedRequirement({ requirement, sha256 }: Fetch): string {
  return `${requirement} --hash=sha256:${sha256}\n`
}
