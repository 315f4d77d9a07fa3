import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

/** The byte of a gzip header that names the system (RFC 1952, 2.3), and its value for "unknown". */
const system = { at: 9, unknown: 255 }

/** The same bytes gzip to the same bytes on every agent: nothing in the header tells of time or system. */
export async function pack(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = await promisify(gzip)(bytes)
  packed[system.at] = system.unknown
  return packed
}

/** The bytes as they were before they were gzipped; those that are no gzip, whatever was said of them (some proxies unpack and say nothing), as they are. */
export async function unpack(bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  if (!/\bgzip\b/i.test(encoding ?? '') || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return await promisify(gunzip)(bytes)
}
