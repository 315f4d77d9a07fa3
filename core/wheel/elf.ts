import { byteReader, Unreadable } from './byte-reader.ts'
import { readDynamic } from './elf-dynamic.ts'
import { elfLayout, type ElfFile, readWord, type SymbolTable } from './elf-layout.ts'
import type { Imports, NativeImage, Unread } from './native.ts'
import { boundedCount, mayBePythons, type NamedSymbol, partSymbols } from './python-names.ts'

/** Reads an ELF file (System V ABI, chapters 4 and 5) of 32 or 64 bits and either byte order. */
export function readElf(bytes: Uint8Array, head: boolean): NativeImage {
  const file = openElf(bytes)
  const system = { 3: 'linux', 9: 'freebsd' }[file.reader.u8(7)]
  return {
    format: 'elf',
    machines: [machineOf(file)],
    ...(system === undefined ? {} : { system }),
    ...(head ? {} : { imports: importsOf(file) }),
  }
}

function openElf(bytes: Uint8Array): ElfFile {
  const [, , , , kind = 0, order = 0] = bytes
  if (kind < 1 || kind > 2 || order < 1 || order > 2) throw new Unreadable('its ELF header is of no known class or byte order')
  return { reader: byteReader(bytes, order === 2), bigEndian: order === 2, wide: kind === 2, layout: elfLayout(kind === 2) }
}

/** By e_machine; PowerPC tells its byte order in the name, and x32 is no x86_64. */
function machineOf({ reader, bigEndian, wide }: ElfFile): string {
  const number = reader.u16(18)
  const name = [
    [3, 'i686'],
    [8, 'mips'],
    [20, 'ppc'],
    [21, bigEndian ? 'ppc64' : 'ppc64le'],
    [22, 's390x'],
    [40, 'arm'],
    [62, wide ? 'x86_64' : 'x32'],
    [183, 'aarch64'],
    [243, wide ? 'riscv64' : 'riscv32'],
    [258, 'loongarch64'],
  ].find(([known]) => known === number)
  return String(name?.[1] ?? `machine ${number}`)
}

function importsOf(file: ElfFile): Imports | Unread {
  try {
    const dynamic = readDynamic(file)
    const table = sectionTable(file) ?? dynamic?.symbols
    if (table === undefined) return { unread: 'it has no table of dynamic symbols' }
    return { ...partSymbols(symbolsOf(file, table)), libraries: dynamic?.libraries ?? [] }
  } catch (error) {
    if (error instanceof Unreadable) return { unread: error.message }
    throw error
  }
}

/** `.dynsym` by its section header; undefined in a file without sections. */
function sectionTable(file: ElfFile): SymbolTable | undefined {
  const { reader, layout } = file
  const start = readWord(file, layout.sections.offset)
  if (start === 0) return undefined
  const size = reader.u16(layout.sections.size)
  if (size < layout.section.least) throw new Unreadable('its section headers are too short')
  const told = reader.u16(layout.sections.count)
  const count = boundedCount(told === 0 ? readWord(file, start + layout.section.size) : told, size, reader.length)
  for (let at = 0; at < count; at++) {
    const header = start + at * size
    if (reader.u32(header + 4) !== 11) continue
    const strings = start + reader.u32(header + layout.section.link) * size
    return {
      at: readWord(file, header + layout.section.offset),
      count: Math.floor(readWord(file, header + layout.section.size) / layout.symbol.size),
      strings: readWord(file, strings + layout.section.offset),
      stringsSize: readWord(file, strings + layout.section.size),
    }
  }
  return undefined
}

function* symbolsOf({ reader, layout: { symbol } }: ElfFile, table: SymbolTable): Iterable<NamedSymbol> {
  const count = boundedCount(table.count, symbol.size, reader.length)
  const read = new Set<number>()
  for (let index = 1; index < count; index++) {
    const at = table.at + index * symbol.size
    const name = table.strings + reader.u32(at)
    if (!mayBePythons(reader, name)) continue
    const [defined, weak] = [reader.u16(at + symbol.section) !== 0, reader.u8(at + symbol.info) >> 4 === 2]
    const key = name * 4 + Number(defined) * 2 + Number(weak)
    if (read.has(key)) continue
    read.add(key)
    yield { name: reader.text(name, table.strings + table.stringsSize), defined, weak }
  }
}
