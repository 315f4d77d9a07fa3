import { crc32 } from 'node:zlib'

/** A zip of stored members in the order given; names end in `/` for folders. Source: APPNOTE 6.3.3 4.3; no zip64, so up to 65,535 members and 4 GiB. */
export function zip(members: Iterable<readonly [name: string, bytes: Uint8Array]>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of members) {
    const entry = describe(name, bytes)
    const local = Buffer.concat([signature(0x04034b50), entry, Buffer.from(name), bytes])
    directory.push(central(entry, name, offset))
    parts.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  return Buffer.concat([...parts, listing, end(directory.length, listing.length, offset)])
}

/** What local and central header share: version 2.0, UTF-8 names, stored, 1980-01-01, CRC, sizes, name length, no extra field. */
function describe(name: string, bytes: Uint8Array): Buffer {
  const sizes: Field[] = [
    [4, crc32(bytes)],
    [4, bytes.length],
    [4, bytes.length],
    [2, Buffer.byteLength(name)],
    [2, 0],
  ]
  return fields([2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], ...sizes)
}

function central(entry: Buffer, name: string, offset: number): Buffer {
  const mode = name.endsWith('/') ? 0o40755 : 0o100644
  const rest = fields([2, 0], [2, 0], [2, 0], [4, (mode << 16) >>> 0], [4, offset])
  return Buffer.concat([signature(0x02014b50), fields([1, 20], [1, 3]), entry, rest, Buffer.from(name)])
}

function end(count: number, size: number, offset: number): Buffer {
  return fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0])
}

function signature(value: number): Buffer {
  return fields([4, value])
}

type Field = readonly [length: number, value: number]

/** Numbers one after the other, each in as many bytes, the least first. */
function fields(...all: readonly Field[]): Buffer {
  const bytes = all.flatMap(([length, value]) => Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256))
  return Buffer.from(bytes)
}
