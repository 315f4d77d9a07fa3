import { crc32, deflateRawSync } from 'node:zlib'

/** One member of a zip to be written, with whatever a hostile writer may declare about it. */
export interface ZipMember {
  readonly path: string
  readonly bytes: Uint8Array | string
  readonly stored?: boolean
  /** The name in front of the data, where it differs from the directory's. */
  readonly localPath?: string
  readonly declaredSize?: number
  readonly declaredCrc?: number
  readonly method?: number
  readonly flags?: number
  /** The packed bytes, in place of the right ones. */
  readonly packed?: Uint8Array
}

/** A zip (APPNOTE 4.3), small and without zip64. */
export function zipBytes(members: readonly ZipMember[], how: { readonly comment?: string; readonly entryCount?: number } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const { header, data, central } = memberBytes(member, offset)
    parts.push(header, data)
    directory.push(central)
    offset += header.length + data.length
  }
  const comment = Buffer.from(how.comment ?? '')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(how.entryCount ?? members.length, 8)
  end.writeUInt16LE(how.entryCount ?? members.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, ...directory, end, comment])
}

function memberBytes(member: ZipMember, offset: number): { header: Buffer; data: Buffer; central: Buffer } {
  const bytes = Buffer.from(member.bytes)
  const data = Buffer.from(member.packed ?? (member.stored === true ? bytes : deflateRawSync(bytes)))
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE((member.flags ?? 0) | 0x800, 2)
  fields.writeUInt16LE(member.method ?? (member.stored === true ? 0 : 8), 4)
  fields.writeUInt16LE(0x21, 8)
  fields.writeUInt32LE(member.declaredCrc ?? crc32(bytes), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(member.declaredSize ?? bytes.length, 18)
  const local = Buffer.from(member.localPath ?? member.path)
  const path = Buffer.from(member.path)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return {
    header: Buffer.concat([signature(0x04034b50), lengths(fields, local.length), local]),
    data,
    central: Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), lengths(fields, path.length), rest, path]),
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function lengths(fields: Buffer, name: number): Buffer {
  const bytes = Buffer.from(fields)
  bytes.writeUInt16LE(name, 22)
  return bytes
}
