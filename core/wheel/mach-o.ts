import { type ByteReader, byteReader, Unreadable } from './byte-reader.ts'
import type { Imports, NativeImage, Unread } from './native.ts'
import { boundedCount, mayBePythons, type NamedSymbol, partSymbols } from './python-names.ts'

/** Reads a Mach-O file (mach-o/loader.h, mach-o/fat.h), thin or with several machines' code in one. */
export function readMachO(bytes: Uint8Array, head: boolean): NativeImage {
  const slices = slicesOf(bytes)
  return {
    format: 'mach-o',
    machines: slices.map(({ machine }) => machine),
    ...(head ? {} : { imports: together(slices.map((slice) => importsOf(bytes.subarray(slice.start, slice.end)))) }),
  }
}

interface Slice {
  readonly machine: string
  readonly start: number
  readonly end: number
}

function slicesOf(bytes: Uint8Array): Slice[] {
  const reader = byteReader(bytes, true)
  const magic = reader.u32(0)
  if (magic !== 0xcafebabe && magic !== 0xcafebabf) return [{ machine: machineOf(open(bytes).reader.u32(4)), start: 0, end: bytes.length }]
  const [count, wide] = [reader.u32(4), magic === 0xcafebabf]
  // compiled Java begins alike, and has its version of 45 or more here; there are no more than six machines
  if (count === 0 || count > 8) throw new Unreadable('it is no universal binary')
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * (wide ? 32 : 20)
    const start = wide ? reader.u64(at + 8) : reader.u32(at + 8)
    return { machine: machineOf(reader.u32(at)), start, end: start + (wide ? reader.u64(at + 16) : reader.u32(at + 12)) }
  })
}

function machineOf(number: number): string {
  const machines = new Map([
    [7, 'i686'],
    [12, 'arm'],
    [18, 'ppc'],
    [0x01000007, 'x86_64'],
    [0x0100000c, 'aarch64'],
    [0x01000012, 'ppc64'],
  ])
  return machines.get(number) ?? `machine ${number}`
}

interface Thin {
  readonly reader: ByteReader
  readonly wide: boolean
}

function open(bytes: Uint8Array): Thin {
  const magic = byteReader(bytes, true).u32(0)
  const bigEndian = magic === 0xfeedface || magic === 0xfeedfacf
  if (!bigEndian && magic !== 0xcefaedfe && magic !== 0xcffaedfe) throw new Unreadable('a part of it is no Mach-O')
  return { reader: byteReader(bytes, bigEndian), wide: magic === 0xfeedfacf || magic === 0xcffaedfe }
}

function importsOf(bytes: Uint8Array): Imports | Unread {
  try {
    const thin = open(bytes)
    const commands = commandsOf(thin)
    const table = commands.find(({ kind }) => kind === 2)
    if (table === undefined) return { unread: 'it has no table of symbols' }
    const libraries = commands.filter(({ kind }) => (kind & 0x7fffffff) === 0xc || kind === 0x80000018)
    const { reader } = thin
    return {
      ...partSymbols(symbolsOf(thin, table.at)),
      libraries: libraries.map(({ at, size }) => reader.text(at + reader.u32(at + 8), at + size)),
    }
  } catch (error) {
    if (error instanceof Unreadable) return { unread: error.message }
    throw error
  }
}

interface LoadCommand {
  readonly kind: number
  readonly at: number
  readonly size: number
}

function commandsOf({ reader, wide }: Thin): LoadCommand[] {
  const commands: LoadCommand[] = []
  let at = wide ? 32 : 28
  for (let left = boundedCount(reader.u32(16), 8, reader.length); left > 0; left--) {
    const [kind, size] = [reader.u32(at), reader.u32(at + 4)]
    if (size < 8) throw new Unreadable('a load command in it has no length')
    commands.push({ kind, at, size })
    at += size
  }
  return commands
}

/** Without debugging entries; C's names stand there with an underscore in front. */
function* symbolsOf({ reader, wide }: Thin, command: number): Iterable<NamedSymbol> {
  const [at, told, strings, size] = [8, 12, 16, 20].map((field) => reader.u32(command + field))
  if (at === undefined || told === undefined || strings === undefined || size === undefined) return
  const entry = wide ? 16 : 12
  const count = boundedCount(told, entry, reader.length)
  const read = new Set<number>()
  for (let index = 0; index < count; index++) {
    const symbol = at + index * entry
    const kind = reader.u8(symbol + 4)
    if ((kind & 0xe0) !== 0 || (kind & 1) === 0) continue
    const place = strings + reader.u32(symbol)
    if (reader.u8(place) !== 0x5f || !mayBePythons(reader, place + 1)) continue
    const [defined, weak] = [(kind & 0x0e) !== 0, (reader.u16(symbol + 6) & 0x40) !== 0]
    const key = place * 4 + Number(defined) * 2 + Number(weak)
    if (read.has(key)) continue
    read.add(key)
    yield { name: reader.text(place + 1, strings + size), defined, weak }
  }
}

/** What one machine's code needs, the whole needs; what could not be read of one is not known of the whole. */
function together(all: readonly (Imports | Unread)[]): Imports | Unread {
  const unread = all.find((one) => 'unread' in one)
  if (unread !== undefined) return unread
  const read = all.flatMap((one) => ('unread' in one ? [] : [one]))
  const union = (of: (imports: Imports) => readonly string[]): string[] => [...new Set(read.flatMap((one) => of(one)))].sort()
  return { needs: union((one) => one.needs), offers: union((one) => one.offers), libraries: union((one) => one.libraries) }
}
