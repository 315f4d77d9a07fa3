import * as zlib from 'node:zlib'

/** The CRC-32 of a zip's members, continued from what came before; Node 20 has its own from 20.15 on, agents may be older. */
export function crc32(bytes: Uint8Array, before: number): number {
  return typeof zlib.crc32 === 'function' ? zlib.crc32(bytes, before) : crc32ByTable(bytes, before)
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** The same, byte by byte. */
export function crc32ByTable(bytes: Uint8Array, before: number): number {
  let value = ~before
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
  return ~value >>> 0
}
