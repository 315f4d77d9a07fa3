import { createHash } from 'node:crypto'

declare const sha256: unique symbol
/** A SHA-256 in 64 lower-case hex digits. */
export type Sha256 = string & { readonly [sha256]: true }

/** Reads a digest written in hex of any case; undefined when it is none. */
export function parseSha256(text: string): Sha256 | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand is made here
  return /^[0-9a-f]{64}$/i.test(text) ? (text.toLowerCase() as Sha256) : undefined
}

/** The digest of bytes, or of a text's UTF-8. */
export function sha256Of(bytes: Uint8Array | string): Sha256 {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the hash itself
  return createHash('sha256').update(bytes).digest('hex') as Sha256
}
