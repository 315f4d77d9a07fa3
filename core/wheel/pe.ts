import { type ByteReader, byteReader, Unreadable } from './byte-reader.ts'
import type { Imports, NativeImage, Unread } from './native.ts'
import { isPythonName, mostNames } from './python-names.ts'

/** Far more sections than linkers write. */
const mostSections = 1000

/** Reads a PE file (Microsoft PE format): its machine, the DLLs it imports and what it takes from Python's. */
export function readPe(bytes: Uint8Array, head: boolean): NativeImage {
  const reader = byteReader(bytes, false)
  const start = reader.u32(0x3c)
  if (reader.u32(start) !== 0x00004550) throw new Unreadable('it is a program for DOS')
  const number = reader.u16(start + 4)
  const machines = new Map([
    [0x14c, 'i686'],
    [0x1c4, 'arm'],
    [0x8664, 'x86_64'],
    [0xaa64, 'aarch64'],
  ])
  return {
    format: 'pe',
    machines: [isManaged(reader, start) ? 'any' : (machines.get(number) ?? `machine ${number}`)],
    ...(head ? {} : { imports: importsOf(reader, start) }),
  }
}

/** Code of .NET has a directory of its own, and mostly runs on every machine whatever it says. */
function isManaged(reader: ByteReader, start: number): boolean {
  const directories = start + 24 + (reader.u16(start + 24) === 0x20b ? 112 : 96)
  const last = directories + 14 * 8
  return last + 8 <= reader.length && reader.u32(directories - 4) > 14 && reader.u32(last) !== 0
}

interface Image {
  readonly reader: ByteReader
  readonly wide: boolean
  readonly sections: readonly { readonly address: number; readonly size: number; readonly offset: number }[]
  /** Address of a directory by its number; 0 for none. */
  readonly directory: (index: number) => number
}

function importsOf(reader: ByteReader, start: number): Imports | Unread {
  try {
    const image = openImage(reader, start)
    const found = [...tableOf(image, 1, 20, 12, 0, 16), ...tableOf(image, 13, 32, 4, 16, 16)]
    const names = namesFrom(image, new Set(found.filter(({ library }) => isPythonDll(library)).map(({ names: from }) => from)))
    const needs = [...new Set(names.filter(isPythonName))].sort()
    return { needs, offers: [], libraries: [...new Set(found.map(({ library }) => library))] }
  } catch (error) {
    if (error instanceof Unreadable) return { unread: error.message }
    throw error
  }
}

/** Whether a DLL is Python's own: `python3.dll`, `python311.dll`, `python314t_d.dll`. */
export function isPythonDll(library: string): boolean {
  return /^python3\d*t?(?:_d)?\.dll$/i.test(library)
}

function openImage(reader: ByteReader, start: number): Image {
  const [count, size, magic] = [reader.u16(start + 6), reader.u16(start + 20), reader.u16(start + 24)]
  if (magic !== 0x10b && magic !== 0x20b) throw new Unreadable('its PE header is of no known kind')
  if (count > mostSections) throw new Unreadable(`it has more than ${mostSections} sections`)
  const wide = magic === 0x20b
  const directories = start + 24 + (wide ? 112 : 96)
  const told = reader.u32(directories - 4)
  const sections = Array.from({ length: count }, (_, index) => {
    const at = start + 24 + size + index * 40
    return { size: Math.max(reader.u32(at + 8), reader.u32(at + 16)), address: reader.u32(at + 12), offset: reader.u32(at + 20) }
  })
  return { reader, wide, sections, directory: (index) => (index < told ? reader.u32(directories + index * 8) : 0) }
}

function offsetOf({ sections }: Image, address: number): number {
  const holder = sections.find((one) => address >= one.address && address < one.address + one.size)
  if (holder === undefined) throw new Unreadable('its import table points outside of its sections')
  return holder.offset + address - holder.address
}

interface Library {
  readonly library: string
  /** Address of its table of names. */
  readonly names: number
}

/** The libraries of the import table (1) or of the delayed one (13), each with where its names are. */
function tableOf(image: Image, index: number, size: number, name: number, names: number, otherwise: number): Library[] {
  const address = image.directory(index)
  if (address === 0) return []
  const { reader } = image
  const found: Library[] = []
  for (let at = offsetOf(image, address); found.length < 1000 && reader.u32(at + name) !== 0; at += size) {
    const library = reader.text(offsetOf(image, reader.u32(at + name)), reader.length)
    found.push({ library, names: reader.u32(at + names) || reader.u32(at + otherwise) })
  }
  return found
}

/** Names of several tables; more than Python has are none of Python's. */
function namesFrom(image: Image, tables: ReadonlySet<number>): string[] {
  const names: string[] = []
  for (const address of tables) {
    names.push(...namesAt(image, address))
    if (names.length > mostNames) throw new Unreadable(`it has more than ${mostNames} names of Python's`)
  }
  return names
}

/** Names of one library's functions and data; those by number have none. */
function namesAt(image: Image, address: number): string[] {
  const { reader, wide } = image
  const [size, names] = [wide ? 8 : 4, [] as string[]]
  if (address === 0) return names
  for (let at = offsetOf(image, address); names.length < 10_000; at += size) {
    const [low, high] = [reader.u32(at), wide ? reader.u32(at + 4) : 0]
    if (low === 0 && high === 0) break
    const byNumber = ((wide ? high : low) & 0x80000000) !== 0
    names.push(byNumber ? '' : reader.text(offsetOf(image, low) + 2, reader.length))
  }
  return names
}
