// What an index must read of a distribution file: its metadata, from a wheel's METADATA or an sdist's PKG-INFO.

import { gunzipSync, inflateRawSync } from 'node:zlib'

/** Core metadata as far as an index needs it; `text` is the file itself, byte for byte. */
export interface Metadata {
  readonly bytes: Buffer
  readonly name: string
  readonly version: string
  readonly requiresPython: string | undefined
}

/** The metadata of a `.whl` or `.tar.gz`; undefined when the bytes are no such archive or hold none. */
export function readMetadata(file: string, bytes: Buffer): Metadata | undefined {
  try {
    const found = file.endsWith('.whl')
      ? zipMember(bytes, /^[^/]+\.dist-info\/METADATA$/)
      : tarMember(gunzipSync(bytes), /^[^/]+\/PKG-INFO$/)
    return found === undefined ? undefined : parse(found)
  } catch {
    return undefined
  }
}

/** PEP 503: runs of `-`, `_` and `.` are one hyphen, and case does not matter. */
export function normalise(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}

function parse(bytes: Buffer): Metadata | undefined {
  const header = bytes.toString().split(/\r?\n\r?\n/, 1)[0] ?? ''
  const field = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*(.*?)\\s*$`, 'im').exec(header)?.[1]
  const [name, version] = [field('Name'), field('Version')]
  return name === undefined || version === undefined ? undefined : { bytes, name, version, requiresPython: field('Requires-Python') }
}

/** By the central directory (APPNOTE 6.3.3 4.3.12), stored or deflated members, no zip64. Throws when it is no zip. */
function zipMember(zip: Buffer, name: RegExp): Buffer | undefined {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end === -1) throw new Error('not a zip')
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    if (name.test(zip.toString('utf8', at + 46, at + 46 + nameLength))) return unpack(zip, at)
    at += 46 + nameLength + extra + comment
  }
  return undefined
}

function unpack(zip: Buffer, entry: number): Buffer {
  const local = zip.readUInt32LE(entry + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const packed = zip.subarray(start, start + zip.readUInt32LE(entry + 20))
  return zip.readUInt16LE(entry + 10) === 0 ? Buffer.from(packed) : inflateRawSync(packed)
}

/** By the headers of 512 bytes (POSIX ustar); the size is octal. */
function tarMember(tar: Buffer, name: RegExp): Buffer | undefined {
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8)
    if (!(size >= 0)) throw new Error('not a tar')
    const file = tar.toString('utf8', at, at + 100).split('\0', 1)[0] ?? ''
    if (name.test(file.replace(/^\.\//, ''))) return tar.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return undefined
}
