import { manifestJson, readManifest, requireVersion } from '../build/manifest.ts'
import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import { parseCacheRef } from '../pipeline/cache-ref.ts'
import { Problem } from '../problem.ts'
import { isSafeFileName } from '../safe-path.ts'
import { parseSha256 } from '../sha256.ts'
import type { CacheEntry, Observed, StoredFile } from './entry.ts'
import { entryKinds } from './place.ts'
import { readTexts, readTextsByName } from './texts.ts'

/** The document of an entry: the same entry gives the same bytes. */
export function formatEntry({ manifest, stored, inputs, files, observed, ...rest }: CacheEntry): string {
  const seen = Object.entries(observed).map(([label, one]): [string, Json] => [label, observedJson(one)])
  const told = { manifest: manifestJson(manifest), stored: stored.map((file) => ({ ...file })), observed: Object.fromEntries(seen) }
  return `${canonical({ ...rest, ...told, inputs: { ...inputs }, files: { ...files } })}\n`
}

/**
 * Reads the document of an entry. Whatever is broken, hostile or of a newer format is `CACHE_INVALID`: also one whose stored files are not just those that its manifest
 * tells of.
 */
export function parseEntry(text: string, source: string): CacheEntry {
  if (text.length > longest)
    throw new Problem('CACHE_INVALID', `${source} is larger than any entry of a cache.`, 'Remove it from the cache.')
  const root = parseJson(text, source, 'CACHE_INVALID')
  requireVersion(root)
  const { key, place } = parseCacheRef(root)
  const entry = {
    version: 1,
    key,
    place,
    kind: root.get('kind').oneOf(entryKinds),
    manifest: readManifest(root.get('manifest')),
    stored: root.get('stored').list().map(parseStored),
    seconds: positive(root.get('seconds')),
    settings: root.get('settings').text(),
    inputs: readTexts(root.get('inputs')),
    files: readTextsByName(root.get('files')),
    observed: Object.fromEntries(
      root
        .get('observed')
        .entries()
        .map(([label, one]) => [label, parseObserved(one)]),
    ),
  } as const
  requireStored(entry, root)
  return entry
}

/** Characters of a document, far beyond what one package comes to. */
const longest = 32 * 1024 * 1024

function observedJson({ python, toolchain, requirements }: Observed): Json {
  return { python, toolchain: [...toolchain], ...(requirements === undefined ? {} : { requirements: [...requirements] }) }
}

function parseObserved(field: Field): Observed {
  const texts = (one: Field): string[] => one.list().map((item) => item.text())
  return {
    python: field.get('python').text(),
    toolchain: texts(field.get('toolchain')),
    requirements: field.get('requirements').optional(texts),
  }
}

function parseStored(field: Field): StoredFile {
  const [name, sha256] = [field.get('name'), field.get('sha256')]
  return {
    name: isSafeFileName(name.text()) ? name.text() : name.refuse('must be a plain file name'),
    size: positive(field.get('size')),
    sha256: parseSha256(sha256.text()) ?? sha256.refuse('must be a SHA-256 in hex'),
    as: field.get('as').oneOf(['file', 'log', 'report', 'coverage']),
  }
}

function positive(field: Field): number {
  const number = field.number()
  return number >= 0 ? number : field.refuse('must not be below 0')
}

/** A file that is stored and told of by nobody would be published unseen; one that is told of and not stored could not be. */
function requireStored({ manifest, stored }: Pick<CacheEntry, 'manifest' | 'stored'>, root: Field): void {
  const field = root.get('stored')
  const idOf = ({ name, as }: Pick<StoredFile, 'as' | 'name'>): string => `${as} ${name}`
  const there = new Map(stored.map((one) => [idOf(one), one]))
  if (there.size < stored.length) field.refuse('must name no file twice')
  const suites = manifest.suites ?? []
  const reports = new Set(suites.flatMap((run) => [...run.reports.map((name) => `report ${name}`), `coverage ${run.coverage}`]))
  const stray = stored.find((one) => (one.as === 'report' || one.as === 'coverage') && !reports.has(idOf(one)))
  if (stray !== undefined) field.refuse(`must hold what a suite tells of, which '${stray.name}' is not`)
  const files = new Map(manifest.files.map((file) => [file.name, file]))
  if (files.size < manifest.files.length) root.get('manifest').get('files').refuse('must name no file twice')
  const unlike = stored.find((one) => one.as === 'file' && !isSame(files.get(one.name), one))
  if (unlike !== undefined) field.refuse(`must hold what the manifest tells of, which '${unlike.name}' is not`)
  const lost = manifest.files.find(({ name }) => !there.has(idOf({ name, as: 'file' })))
  if (lost !== undefined) field.refuse(`must hold what the manifest tells of: '${lost.name}'`)
}

type Content = Pick<StoredFile, 'sha256' | 'size'>

function isSame(one: Content | undefined, other: Content): boolean {
  return one?.size === other.size && one.sha256 === other.sha256
}
