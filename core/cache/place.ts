import type { Sha256 } from '../sha256.ts'

/**
 * What an entry is worth: `whole` was built and tested as a package of its leg; `wheel` was only built, for others that need it; `failed` came to
 * nothing, and is kept so that the same failure is told again (`cacheWhen: finished`).
 */
export const entryKinds = ['whole', 'wheel', 'failed'] as const
export type EntryKind = (typeof entryKinds)[number]

/** What a listing tells of one key at its place. */
export interface Listed {
  readonly key: string
  readonly kinds: ReadonlySet<EntryKind>
  /** How long it took to build, as far as that is remembered. */
  readonly seconds: number | undefined
  /** When its last document was written, in milliseconds since 1970; 0 where the store does not tell. */
  readonly modified: number
}

/** Where a package's entries for one leg or platform are kept, below the scope: `wheels/harbour-core/linux_python3-1a2b3c4d`. Lower case, lawful in every store. */
export function placeOf(scope: string, project: string, unit: string): string {
  return [scope, project, unit].map(lawful).join('/')
}

/** All entries of a scope, or of one place. */
export function entriesBelow(scopeOrPlace: string): string {
  return `entries/${scopeOrPlace}/`
}

/** The document of an entry, which is written last: without it there is no entry. */
export function entryName(place: string, key: string, kind: EntryKind): string {
  return `${entriesBelow(place)}${key}${kind === 'whole' ? '' : `.${kind}`}.json`
}

/** An empty object beside the document, which tells by its name how long the build took: so a listing knows it. */
export function secondsName(place: string, key: string, seconds: number): string {
  return `${entriesBelow(place)}${key}.${Math.max(0, Math.round(seconds))}s`
}

/** A file of an entry, by what is in it: two writers of one key do not come in each other's way. */
export function fileName(place: string, key: string, sha256: Sha256): string {
  return `files/${place}/${key}/${sha256}`
}

/** What an object below `entries/` is; undefined for what is none of ours. */
export function parseEntryName(
  name: string,
): ({ readonly place: string; readonly key: string } & ({ readonly kind: EntryKind } | { readonly seconds: number })) | undefined {
  const [, place, key = '', kind, seconds] = /^entries\/(.+)\/([0-9a-f]{64})(?:(?:\.(wheel|failed))?\.json|\.(\d{1,9})s)$/.exec(name) ?? []
  if (place === undefined) return undefined
  if (seconds !== undefined) return { place, key, seconds: Number(seconds) }
  return { place, key, kind: entryKinds.find((one) => one === kind) ?? 'whole' }
}

/** What folders on Windows, buckets and URLs have in common; dots alone, endings that Windows cuts off, and what is a device there stand in no name. */
function lawful(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '_')
    .replace(/^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/, '$&_')
    .slice(0, 100)
    .replaceAll(/^\.+|\.+$/g, '_')
}
