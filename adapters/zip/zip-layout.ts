import { type FileHandle, open } from 'node:fs/promises'
import { addTo } from '../../core/add-to.ts'
import { longestHeader, type MemberHeader, readHeader, type ZipLayout, type ZipOddity } from '../../core/wheel/zip-layout.ts'

/** What reading the layout of a zip may cost. */
export interface LayoutBounds {
  readonly members: number
  /** The longest directory, in bytes. */
  readonly directory: number
}

/** Of each kind of oddity so many members are named. */
const mostTold = 20
/** What is read at once: the headers of small members lie close together. */
const windowSize = 256 * 1024

/** Reads the directory of a zip and every header in front of a member, from the first byte to the last; throws where there is no directory to hold them against. */
export async function readLayout(path: string, bounds: LayoutBounds): Promise<ZipLayout> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const bytes = windowOn(file, size)
    const end = await readEnd(bytes, size)
    const members = await readDirectory(bytes, end, bounds)
    const told = new Map<ZipOddity, string[]>()
    const odd = (what: ZipOddity, name: string): void => {
      if ((told.get(what)?.length ?? 0) < mostTold) addTo(told, what, Buffer.from(name, 'latin1').toString())
    }
    judgeDirectory(members, end, odd)
    await walk(bytes, members, end, odd)
    if (isTar(await bytes(0, Math.min(512, size)))) odd('tar', '')
    return { size, unpacked: members.reduce((sum, { unpacked }) => sum + unpacked, 0), oddities: told }
  } finally {
    await file.close()
  }
}

type Odd = (what: ZipOddity, name: string) => void
type Bytes = (from: number, length: number) => Promise<Buffer>

/** Bytes of the file, as many as are asked for and are there; what follows is read along. */
function windowOn(file: FileHandle, size: number): Bytes {
  let [start, held]: [number, Buffer] = [0, Buffer.alloc(0)]
  return async (from, length) => {
    const wanted = Math.max(0, Math.min(length, size - from))
    if (from < start || from + wanted > start + held.length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(Math.max(wanted, windowSize), size - from)))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
      if (bytesRead < wanted) throw new Error('it became shorter while it was read')
      ;[start, held] = [from, buffer.subarray(0, bytesRead)]
    }
    return held.subarray(from - start, from - start + wanted)
  }
}

/** Where the directory lies, and whether it is followed by nothing but its end. */
interface End {
  readonly at: number
  readonly length: number
  readonly entries: number
  /** Whether there are other bytes between the directory and its end. */
  readonly gap: boolean
  readonly commented: boolean
}

/** The end of the directory (APPNOTE 4.3.16), which has to be the end of the file too. */
async function readEnd(bytes: Bytes, size: number): Promise<End> {
  const tail = Math.max(0, size - 22 - 0xffff)
  const last = await bytes(tail, size - tail)
  for (let at = last.length - 22; at >= 0; at--) {
    if (last.readUInt32LE(at) !== 0x06054b50 || at + 22 + last.readUInt16LE(at + 20) !== last.length) continue
    const small = { entries: last.readUInt16LE(at + 10), length: last.readUInt32LE(at + 12), at: last.readUInt32LE(at + 16) }
    const commented = at + 22 < last.length
    return { ...(await withZip64(bytes, tail + at, small)), commented }
  }
  throw new Error('it has no directory at its end')
}

type Place = Pick<End, 'at' | 'length' | 'entries'>

/** A directory of zip64 has an end of its own, with its place behind it, in front of the plain one (APPNOTE 4.3.14 and 4.3.15). */
async function withZip64(bytes: Bytes, end: number, small: Place): Promise<Omit<End, 'commented'>> {
  const start = end - 76
  const more = start < 0 ? Buffer.alloc(0) : await bytes(start, 76)
  const isLarge = more.length === 76 && more.readUInt32LE(56) === 0x07064b50
  if (!isLarge) return { ...small, gap: small.at + small.length !== end }
  if (more.readUInt32LE(0) !== 0x06064b50 || more.readBigUInt64LE(4) !== 44n) throw new Error('its zip64 directory has an end that is none')
  const large = {
    entries: Number(more.readBigUInt64LE(32)),
    length: Number(more.readBigUInt64LE(40)),
    at: Number(more.readBigUInt64LE(48)),
  }
  return { ...large, gap: large.at + large.length !== start || Number(more.readBigUInt64LE(64)) !== start }
}

async function readDirectory(bytes: Bytes, end: End, bounds: LayoutBounds): Promise<MemberHeader[]> {
  if (end.entries > bounds.members) throw new Error(`it has ${end.entries} members; ${bounds.members} are allowed`)
  if (end.length > bounds.directory) throw new Error(`its directory has ${end.length} bytes; ${bounds.directory} are allowed`)
  const directory = Buffer.from(await bytes(end.at, end.length))
  const members: MemberHeader[] = []
  for (let at = 0; at < directory.length;) {
    const member = readHeader(directory, at, 'central')
    if (member === undefined) throw new Error('its directory is broken')
    members.push(member)
    at += member.length
  }
  return members
}

function judgeDirectory(members: readonly MemberHeader[], end: End, odd: Odd): void {
  const seen = new Set<string>()
  for (const { name, method, flags, plain, extras, commented } of members) {
    if (seen.has(name)) odd('hidden', name)
    seen.add(name)
    if (method !== 0 && method !== 8) odd('method', name)
    if ((flags & 8) !== 0) odd('descriptor', name)
    if (!plain) odd('name', name)
    if (!extras) odd('extra', name)
    if (commented) odd('comment', name)
  }
  if (members.length !== end.entries) odd('hidden', `${members.length} members where ${end.entries} are told of`)
  if (end.gap) odd('hidden', 'bytes behind the directory')
  if (end.commented) odd('archive-comment', '')
}

/** From front to end: each member has to begin where the one before it ends. */
async function walk(bytes: Bytes, members: readonly MemberHeader[], end: End, odd: Odd): Promise<void> {
  let at = 0
  for (const member of [...members].sort((a, b) => a.offset - b.offset)) {
    if (member.offset !== at) odd('hidden', `bytes before ${member.name}`)
    const local = await readLocal(bytes, member.offset)
    if (local === undefined) return odd('differs', member.name)
    judgeLocal(local, member, odd)
    at = member.offset + local.length + member.packed
    if ((local.flags & 8) !== 0) at += await descriptorLength(bytes, at)
  }
  if (at !== end.at) odd('hidden', 'bytes before the directory')
}

/** Nearly all of them are short. */
async function readLocal(bytes: Bytes, at: number): Promise<MemberHeader | undefined> {
  return readHeader(await bytes(at, 1024), 0, 'local') ?? readHeader(await bytes(at, longestHeader), 0, 'local')
}

function judgeLocal(local: MemberHeader, member: MemberHeader, odd: Odd): void {
  const streamed = (local.flags & 8) !== 0
  const sized = streamed || (local.packed === member.packed && local.unpacked === member.unpacked)
  if (local.name !== member.name || local.method !== member.method || !sized) odd('differs', member.name)
  if (streamed && (member.flags & 8) === 0) odd('descriptor', member.name)
  if (!local.plain) odd('name', member.name)
  if (!local.extras) odd('extra', member.name)
}

/** Checksum and two sizes, of four or eight bytes, with or without a signature in front (APPNOTE 4.3.9): as long as the next header follows. */
async function descriptorLength(bytes: Bytes, at: number): Promise<number> {
  const next = await bytes(at, 28)
  const fits = [16, 12, 24, 20].find((length) => {
    const signature = length + 4 > next.length ? 0 : next.readUInt32LE(length)
    return signature === 0x04034b50 || signature === 0x02014b50
  })
  return fits ?? 0
}

/** Whether the first block is the head of a tar: the sum over its bytes stands in it, with that field itself as blanks. */
function isTar(block: Buffer): boolean {
  if (block.length < 512) return false
  const told = Number.parseInt(block.toString('latin1', 148, 156).replaceAll(/[\0 ]/g, ''), 8)
  const sum = block.reduce((one, byte, at) => one + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  return told === sum
}
