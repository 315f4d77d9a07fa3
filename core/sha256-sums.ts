import type { Sha256 } from './sha256.ts'

/** The name of the file that holds the digests of those beside it. */
export const checksumsName = 'SHA256SUMS'

/** Digests of files as `sha256sum --check` reads them, by name. */
export function formatSums(files: readonly { readonly name: string; readonly sha256: Sha256 }[]): string {
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join('')
}
