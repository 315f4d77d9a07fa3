/** How a zip lies in its file, beyond what its directory tells: readers that go by the directory and readers that go from front to end have to see the same. */
export interface ZipLayout {
  /** In bytes. */
  readonly size: number
  /** What its members have unpacked, as the directory says. */
  readonly unpacked: number
  /** What is odd, and of which members; of each kind the first few. */
  readonly oddities: ReadonlyMap<ZipOddity, readonly string[]>
}

/** A way in which a zip is not plain. */
export type ZipOddity =
  /** Neither stored nor deflated. */
  | 'method'
  /** Its size follows its data, so who reads from the front does not know where it ends. */
  | 'descriptor'
  /** The header in front of the data tells of another name or size than the directory. */
  | 'differs'
  /** A member that the directory does not have, or twice, or bytes between members. */
  | 'hidden'
  /** Control characters, or not UTF-8. */
  | 'name'
  /** Extra fields that are broken, or of which two tell the same. */
  | 'extra'
  /** A comment on a member. */
  | 'comment'
  /** A comment on the whole. */
  | 'archive-comment'
  /** It can be read as a tar too. */
  | 'tar'

/** An extra field that decides over size or name must not be there twice: zip64, and Info-ZIP's Unicode path. */
const once = new Set([0x0001, 0x7075])

/** The extra fields of a member by id; undefined where they are broken, or one that decides is told twice. */
export function readExtras(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<number, Uint8Array>()
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined
    const [id, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    if (at + 4 + length > bytes.length || (found.has(id) && once.has(id))) return undefined
    found.set(id, bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return found
}

/** What both headers of a member tell of it. */
export interface MemberHeader {
  readonly method: number
  readonly flags: number
  readonly packed: number
  readonly unpacked: number
  /** Its name's bytes, each as a character. */
  readonly name: string
  /** Whether the name is UTF-8 without control characters. */
  readonly plain: boolean
  /** False where they are broken. */
  readonly extras: boolean
  /** Of this header with all that belongs to it, in bytes. */
  readonly length: number
  /** Where the member begins; of the header in front of the data, 0. */
  readonly offset: number
  readonly commented: boolean
}

const shapes = {
  local: { signature: 0x04034b50, at: 6, lengths: 26, size: 30 },
  central: { signature: 0x02014b50, at: 8, lengths: 28, size: 46 },
}

/** The most that a header can take, in bytes. */
export const longestHeader = 46 + 3 * 0xffff

/** Reads the header that begins at `from` (APPNOTE 4.3.7 and 4.3.12, sizes of zip64 in their place); undefined where there is none. */
export function readHeader(bytes: Uint8Array, from: number, which: keyof typeof shapes): MemberHeader | undefined {
  const { signature, at, lengths, size } = shapes[which]
  if (from + size > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from)
  if (view.getUint32(0, true) !== signature) return undefined
  const [named, extra] = [view.getUint16(lengths, true), view.getUint16(lengths + 2, true)]
  const comment = which === 'central' ? view.getUint16(32, true) : 0
  const length = size + named + extra + comment
  if (length > view.byteLength) return undefined
  const start = from + size
  const name = bytes.subarray(start, start + named)
  const extras = readExtras(bytes.subarray(start + named, start + named + extra))
  const told = {
    unpacked: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 12, true),
    offset: which === 'central' ? view.getUint32(42, true) : 0,
  }
  const sized = withZip64(told, extras?.get(1))
  return {
    ...(sized ?? told),
    method: view.getUint16(at + 2, true),
    flags: view.getUint16(at, true),
    name: Buffer.from(name).toString('latin1'),
    plain: isPlain(name) && isPlain(extras?.get(0x7075)?.subarray(5) ?? new Uint8Array()),
    extras: extras !== undefined && sized !== undefined,
    length,
    commented: comment > 0,
  }
}

interface Sized {
  readonly unpacked: number
  readonly packed: number
  readonly offset: number
}

/** In their order, as far as the header has no place for them (APPNOTE 4.5.3); undefined where one is wanted and not there. */
function withZip64(told: Sized, extra: Uint8Array | undefined): Sized | undefined {
  let at = 0
  const view = extra === undefined ? undefined : new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  const next = (value: number): number => {
    if (value !== 0xffffffff) return value
    if (view === undefined || at + 8 > view.byteLength) return Number.NaN
    at += 8
    return Number(view.getBigUint64(at - 8, true))
  }
  const sized = { unpacked: next(told.unpacked), packed: next(told.packed), offset: next(told.offset) }
  return Number.isNaN(sized.unpacked + sized.packed + sized.offset) ? undefined : sized
}

function isPlain(name: Uint8Array): boolean {
  if (name.some((byte) => byte < 0x20 || byte === 0x7f)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(name)
    return true
  } catch {
    return false
  }
}
