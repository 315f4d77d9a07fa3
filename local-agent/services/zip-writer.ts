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
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x0800, 2)
  fields.writeUInt16LE(0x21, 8)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(bytes.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(Buffer.byteLength(name), 22)
  return fields
}

function central(entry: Buffer, name: string, offset: number): Buffer {
  const madeBy = Buffer.from([20, 3])
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((name.endsWith('/') ? 0o40755 : 0o100644) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signature(0x02014b50), madeBy, entry, rest, Buffer.from(name)])
}

function end(count: number, size: number, offset: number): Buffer {
  const fields = Buffer.alloc(18)
  fields.writeUInt16LE(count, 4)
  fields.writeUInt16LE(count, 6)
  fields.writeUInt32LE(size, 8)
  fields.writeUInt32LE(offset, 12)
  return Buffer.concat([signature(0x06054b50), fields])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
