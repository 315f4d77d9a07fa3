import { crc32, deflateRawSync } from 'node:zlib'

/** One member of a zip, and in what it is odd. */
export interface OddMember {
  readonly path: string | Uint8Array
  readonly bytes?: string
  readonly deflated?: boolean
  /** In the header in front of the data, where it differs from the directory. */
  readonly local?: Partial<Declared>
  readonly method?: number
  readonly extra?: Uint8Array
  readonly localExtra?: Uint8Array
  readonly comment?: string
  /** Sizes behind the data, with or without a signature in front of them. */
  readonly descriptor?: 'signed' | 'bare'
  /** Bytes in front of it. */
  readonly gap?: string
  /** Whether the directory has it, once or more often. */
  readonly listed?: number
  /** Sizes in an extra field of zip64. */
  readonly zip64?: boolean
}

interface Declared {
  readonly path: string | Uint8Array
  readonly size: number
  readonly packed: number
  readonly method: number
}

export interface OddEnd {
  readonly comment?: string
  readonly trailing?: string
  /** Between the directory and its end. */
  readonly gap?: string
  readonly beforeDirectory?: string
  readonly entries?: number
  readonly zip64?: boolean
}

/** A zip of one's own making (APPNOTE 4.3); without oddities a plain one. */
export function oddZip(members: readonly OddMember[], end: OddEnd = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const made = memberOf(member, offset)
    parts.push(...made.parts)
    offset += Buffer.concat(made.parts).length
    for (let times = 0; times < (member.listed ?? 1); times++) directory.push(made.central)
  }
  const before = Buffer.from(end.beforeDirectory ?? '')
  const listing = Buffer.concat(directory)
  const place = { at: offset + before.length, length: listing.length, entries: end.entries ?? directory.length }
  return Buffer.concat([...parts, before, listing, Buffer.from(end.gap ?? ''), endOf(place, end), Buffer.from(end.trailing ?? '')])
}

function memberOf(member: OddMember, offset: number): { readonly parts: Buffer[]; readonly central: Buffer } {
  const bytes = Buffer.from(member.bytes ?? 'x = 1\n')
  const data = member.deflated === true ? deflateRawSync(bytes) : bytes
  const streamed = member.descriptor !== undefined
  const method = member.method ?? (member.deflated === true ? 8 : 0)
  const told = { path: member.path, size: bytes.length, packed: data.length, method }
  const front = { ...told, ...(streamed ? { size: 0, packed: 0 } : {}), ...member.local }
  const sizes = { crc: crc32(bytes), flags: streamed ? 8 : 0 }
  const large = member.zip64 === true ? numbers([2, 1], [2, 16], [8, bytes.length], [8, data.length]) : Buffer.alloc(0)
  const shown = (one: Declared): Declared => (member.zip64 === true ? { ...one, size: 0xffffffff, packed: 0xffffffff } : one)
  const local = header(0x04034b50, shown(front), sizes, Buffer.concat([large, member.localExtra ?? member.extra ?? Buffer.alloc(0)]))
  const signature = member.descriptor === 'signed' ? numbers([4, 0x08074b50]) : Buffer.alloc(0)
  const descriptor = streamed ? [signature, numbers([4, sizes.crc], [4, data.length], [4, bytes.length])] : []
  const gap = Buffer.from(member.gap ?? '')
  const central = centralOf(shown(told), sizes, Buffer.concat([large, member.extra ?? Buffer.alloc(0)]), member, offset + gap.length)
  return { parts: [gap, local, data, ...descriptor], central }
}

interface Sizes {
  readonly crc: number
  readonly flags: number
}

function header(signature: number, { path, size, packed, method }: Declared, { crc, flags }: Sizes, extra: Buffer): Buffer {
  const name = Buffer.from(path)
  const head = numbers([4, signature], [2, 20], [2, flags | 0x800], [2, method], [4, 0x210000], [4, crc], [4, packed], [4, size])
  return Buffer.concat([head, numbers([2, name.length], [2, extra.length]), name, extra])
}

function centralOf(
  { path, size, packed, method }: Declared,
  { crc, flags }: Sizes,
  extra: Buffer,
  member: OddMember,
  offset: number,
): Buffer {
  const [name, comment] = [Buffer.from(path), Buffer.from(member.comment ?? '')]
  const head = numbers(
    [4, 0x02014b50],
    [2, 0x314],
    [2, 20],
    [2, flags | 0x800],
    [2, method],
    [4, 0x210000],
    [4, crc],
    [4, packed],
    [4, size],
  )
  const lengths = numbers([2, name.length], [2, extra.length], [2, comment.length], [2, 0], [2, 0], [4, 0o100644 * 65536], [4, offset])
  return Buffer.concat([head, lengths, name, extra, comment])
}

function endOf({ at, length, entries }: { at: number; length: number; entries: number }, { comment = '', zip64 }: OddEnd): Buffer {
  const plain = zip64 === true ? [0xffff, 0xffffffff, 0xffffffff] : [entries, length, at]
  const [count = 0, size = 0, place = 0] = plain
  const small = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, place], [2, Buffer.byteLength(comment)])
  const tail = [small, Buffer.from(comment)]
  if (zip64 !== true) return Buffer.concat(tail)
  const large = numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, entries], [8, entries], [8, length], [8, at])
  const locator = numbers([4, 0x07064b50], [4, 0], [8, at + length], [4, 1])
  return Buffer.concat([large, locator, ...tail])
}

/** Numbers one after the other, each in as many bytes, the least first. */
export function numbers(...all: readonly (readonly [length: number, value: number])[]): Buffer {
  return Buffer.from(all.flatMap(([length, value]) => Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256)))
}
