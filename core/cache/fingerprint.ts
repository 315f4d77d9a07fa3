import { type Sha256, sha256Of } from '../sha256.ts'

/** One thing that a key depends on: a name for people (`recipe`, `python`, `toolchain`, `needs harbour-core`) and what stands for it. */
export interface KeyInput {
  readonly name: string
  readonly value: string
}

/** The key of what is built, and what it was made from; the inputs are sorted by name. */
export interface Fingerprint {
  readonly key: Sha256
  readonly inputs: readonly KeyInput[]
}

/** What the bytes below mean: another meaning is another format, which shares no key with this one. */
const format = 'wheelworks-cache-1\n'

/**
 * The key of some inputs, whatever their order. Names and values are written with their length in UTF-8 bytes before them, as netstrings
 * (https://cr.yp.to/proto/netstrings.txt), so that no two lists come to the same text. A name that stands twice is a fault of ours.
 */
export function fingerprint(inputs: readonly KeyInput[]): Fingerprint {
  const sorted = [...inputs].sort((a, b) => (a.name < b.name ? -1 : 1))
  const twice = sorted.find(({ name }, at) => sorted[at + 1]?.name === name)
  if (twice !== undefined) throw new Error(`the input '${twice.name}' of a key stands twice`)
  return { key: sha256Of(`${format}${sorted.map(({ name, value }) => netstring(name) + netstring(value)).join('')}`), inputs: sorted }
}

/** A list of texts as one value: no other list comes to it. */
export function listValue(texts: readonly string[]): string {
  return sha256Of(texts.map(netstring).join(''))
}

function netstring(text: string): string {
  // Half a surrogate pair has no UTF-8 of its own: all of them would become the same bytes.
  return /\p{Surrogate}/u.test(text) ? `${text.length}!${JSON.stringify(text)},` : `${Buffer.byteLength(text)}:${text},`
}
