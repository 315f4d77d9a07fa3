import { addTo } from '../../core/add-to.ts'
import { parseMetadata } from '../../core/python/metadata.ts'
import { distInfoOf, type ReadFile } from '../../core/release/preflight/read-file.ts'
import type { ZipOddity } from '../../core/wheel/zip-layout.ts'

/** What stands in a file of a release in place of what would be right. */
export interface FileChange {
  readonly name?: string
  readonly size?: number
  /** Without name and version, which the file's name gives; the version of the metadata is 2.1 unless they say it. */
  readonly metadata?: string
  /** All of METADATA, whatever the file's name says. */
  readonly whole?: string
  readonly more?: readonly string[]
  readonly without?: readonly string[]
  readonly entryPoints?: Uint8Array | string
  readonly odd?: readonly (readonly [ZipOddity, string])[]
  readonly unpacked?: number
}

/** A sound file of a release, changed as asked. */
export function readFile(change: FileChange = {}): ReadFile {
  const { name = 'spam_eggs-1.0-py3-none-any.whl', size = 1000, metadata = '', entryPoints } = change
  const [project = '', version = ''] = name.replace(/\.(?:tar\.gz|zip)$/, '').split('-')
  const head = /^metadata-version:/im.test(metadata) ? '' : 'Metadata-Version: 2.1\n'
  return {
    name,
    size,
    metadata: parseMetadata(change.whole ?? `${head}Name: ${project}\nVersion: ${version}\n${metadata}`),
    paths: pathsOf(name, change),
    entryPoints: entryPoints === undefined ? undefined : Buffer.from(entryPoints),
    layout: name.endsWith('.whl') ? { size, unpacked: change.unpacked ?? size, oddities: odditiesOf(change) } : undefined,
  }
}

function pathsOf(name: string, { more = [], without = [] }: FileChange): ReadonlySet<string> {
  const own = name.endsWith('.whl')
    ? ['METADATA', 'WHEEL', 'RECORD'].map((member) => `${distInfoOf(name)}/${member}`)
    : [`${name.replace(/\.(?:tar\.gz|zip)$/, '')}/PKG-INFO`]
  return new Set([...own, ...more].filter((path) => !without.includes(path)))
}

function odditiesOf({ odd = [] }: FileChange): ReadonlyMap<ZipOddity, readonly string[]> {
  const oddities = new Map<ZipOddity, string[]>()
  for (const [oddity, path] of odd) addTo(oddities, oddity, path)
  return oddities
}

/** The codes of flaws and faults, sorted. */
export function codesOf(flaws: readonly { readonly code: string }[]): string[] {
  return flaws.map(({ code }) => code).sort()
}
