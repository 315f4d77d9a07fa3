import { Unreadable } from './byte-reader.ts'
import { type ElfFile, readWord, type SymbolTable } from './elf-layout.ts'
import { boundedCount } from './python-names.ts'

interface Segment {
  readonly kind: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

/** What the dynamic linker is told of an ELF file: the libraries it needs and its symbols; undefined without PT_DYNAMIC. */
export function readDynamic(file: ElfFile): { readonly libraries: string[]; readonly symbols?: SymbolTable } | undefined {
  const segments = segmentsOf(file)
  const dynamic = segments.find(({ kind }) => kind === 2)
  if (dynamic === undefined) return undefined
  const entries = entriesOf(file, dynamic)
  const place = (tag: number): number | undefined => {
    const address = entries.find(([one]) => one === tag)?.[1]
    return address === undefined ? undefined : fileOffset(segments, address)
  }
  const [strings, symbols] = [place(5), place(6)]
  if (strings === undefined) return { libraries: [] }
  const stringsSize = entries.find(([tag]) => tag === 10)?.[1] ?? 0
  const needed = entries.filter(([tag]) => tag === 1).slice(0, 1000)
  const libraries = needed.map(([, at]) => file.reader.text(strings + at, strings + stringsSize))
  const count = symbols === undefined ? undefined : countSymbols(file, { hash: place(4), gnuHash: place(0x6ffffef5), symbols, strings })
  return { libraries, ...(symbols === undefined || count === undefined ? {} : { symbols: { at: symbols, count, strings, stringsSize } }) }
}

function segmentsOf(file: ElfFile): Segment[] {
  const { reader, layout } = file
  const [start, size] = [readWord(file, layout.segments.offset), reader.u16(layout.segments.size)]
  const count = start === 0 ? 0 : boundedCount(reader.u16(layout.segments.count), size, reader.length)
  if (count > 0 && size < layout.segment.least) throw new Unreadable('its program headers are too short')
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size
    return {
      kind: reader.u32(at),
      offset: readWord(file, at + layout.segment.offset),
      address: readWord(file, at + layout.segment.address),
      size: readWord(file, at + layout.segment.size),
    }
  })
}

/** Tags and values up to DT_NULL. */
function entriesOf(file: ElfFile, { offset, size }: Segment): [tag: number, value: number][] {
  const word = file.wide ? 8 : 4
  const count = boundedCount(Math.floor(size / (2 * word)), 2 * word, file.reader.length)
  const entries: [number, number][] = []
  for (let index = 0; index < count; index++) {
    const at = offset + index * 2 * word
    const tag = readWord(file, at)
    if (tag === 0) break
    entries.push([tag, readWord(file, at + word)])
  }
  return entries
}

function fileOffset(segments: readonly Segment[], address: number): number {
  const holder = segments.find((one) => one.kind === 1 && address >= one.address && address < one.address + one.size)
  if (holder === undefined) throw new Unreadable('its dynamic section points outside of what is loaded')
  return holder.offset + address - holder.address
}

interface Places {
  readonly hash: number | undefined
  readonly gnuHash: number | undefined
  readonly symbols: number
  readonly strings: number
}

/** The table of symbols tells its length nowhere: a hash table does, or else the strings that linkers put behind it. */
function countSymbols(file: ElfFile, { hash, gnuHash, symbols, strings }: Places): number | undefined {
  if (hash !== undefined) return file.reader.u32(hash + 4)
  if (gnuHash !== undefined) return countByGnuHash(file, gnuHash)
  return strings > symbols ? Math.floor((strings - symbols) / file.layout.symbol.size) : undefined
}

/** One more than the last symbol of the last chain; what is undefined stands before all chains. */
function countByGnuHash({ reader, wide }: ElfFile, at: number): number {
  const [buckets, first, filters] = [reader.u32(at), reader.u32(at + 4), reader.u32(at + 8)]
  const start = at + 16 + filters * (wide ? 8 : 4)
  const count = boundedCount(buckets, 4, reader.length)
  let last = 0
  for (let index = 0; index < count; index++) last = Math.max(last, reader.u32(start + index * 4))
  if (last < first) return first
  const chains = start + buckets * 4
  while ((reader.u32(chains + (last - first) * 4) & 1) === 0) last++
  return last + 1
}
