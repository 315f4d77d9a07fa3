import type { CoreMetadata } from '../../python/metadata.ts'
import type { ZipLayout } from '../../wheel/zip-layout.ts'

/** A file of a release as it was read from its bytes. */
export interface ReadFile {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly metadata: CoreMetadata
  /** All its members. */
  readonly paths: ReadonlySet<string>
  /** `entry_points.txt` of a wheel, where it has one. */
  readonly entryPoints: Uint8Array | undefined
  /** Of a wheel; undefined for an sdist. */
  readonly layout: ZipLayout | undefined
}

/** The folder of a wheel's metadata, spelled as its file name is: indexes look for it just there. */
export function distInfoOf(name: string): string {
  return `${name.split('-').slice(0, 2).join('-')}.dist-info`
}

/** What comes more than once in a list, each once. */
export function repeatedIn(texts: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...new Set(texts.filter((text) => seen.has(text) || !seen.add(text)))]
}

/** How long a text is as Python counts it: in code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length
}
