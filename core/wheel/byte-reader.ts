/** What a reader of native code cannot go on from; it never leaves `readNative`. */
export class Unreadable extends Error {}

/** Numbers and texts of a file; every read outside of it is `Unreadable`. */
export interface ByteReader {
  readonly length: number
  u8(at: number): number
  u16(at: number): number
  u32(at: number): number
  u64(at: number): number
  /** Bytes up to the first zero, which must come before `end`, as Latin-1. */
  text(at: number, end: number): string
}

/** No name that is looked for is longer. */
const longestText = 1024

/** Reads what was written by a machine of that byte order. */
export function byteReader(bytes: Uint8Array, bigEndian: boolean): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const inside = (at: number, size: number): number => {
    if (!Number.isSafeInteger(at) || at < 0 || at + size > bytes.length) throw new Unreadable('it points outside of itself')
    return at
  }
  return {
    length: bytes.length,
    u8: (at) => view.getUint8(inside(at, 1)),
    u16: (at) => view.getUint16(inside(at, 2), !bigEndian),
    u32: (at) => view.getUint32(inside(at, 4), !bigEndian),
    u64: (at) => Number(view.getBigUint64(inside(at, 8), !bigEndian)),
    text: (at, end) => {
      const last = Math.min(end, bytes.length, at + longestText)
      const zero = bytes.subarray(inside(at, 1), last).indexOf(0)
      if (zero < 0) throw new Unreadable('a name in it has no end')
      return Buffer.from(bytes.buffer, bytes.byteOffset + at, zero).toString('latin1')
    },
  }
}
