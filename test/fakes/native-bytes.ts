/** A name in a symbol table; undefined in the file unless it is said to be its own. */
export interface FakeSymbol {
  readonly name: string
  readonly own?: boolean
  readonly weak?: boolean
}

export interface ElfChoice {
  readonly wide?: boolean
  readonly bigEndian?: boolean
  readonly machine?: number
  readonly system?: number
  readonly symbols?: readonly FakeSymbol[]
  readonly libraries?: readonly string[]
  /** Section headers; without them only the dynamic section tells where all is. */
  readonly sections?: boolean
  readonly hash?: 'sysv' | 'gnu' | 'none'
}

interface Writer {
  readonly bytes: Buffer
  readonly u8: (at: number, value: number) => void
  readonly u16: (at: number, value: number) => void
  readonly u32: (at: number, value: number) => void
  readonly word: (at: number, value: number) => void
}

function writer(size: number, wide: boolean, bigEndian: boolean): Writer {
  const bytes = Buffer.alloc(size)
  const u32 = (at: number, value: number): void => void (bigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at))
  return {
    bytes,
    u8: (at, value) => void bytes.writeUInt8(value, at),
    u16: (at, value) => void (bigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at)),
    u32,
    word: (at, value) => {
      if (!wide) return u32(at, value)
      u32(at + (bigEndian ? 4 : 0), value % 2 ** 32)
      u32(at + (bigEndian ? 0 : 4), Math.floor(value / 2 ** 32))
    },
  }
}

/** Texts one behind the other, each ended by a zero, and where each begins. */
function strings(texts: readonly string[]): { readonly bytes: Buffer; readonly at: (text: string) => number } {
  const bytes = Buffer.from(['', ...texts, ''].join('\0'), 'latin1')
  return { bytes, at: (text) => bytes.indexOf(`\0${text}\0`, 0, 'latin1') + 1 }
}

/** Sizes of ELF's structures, and where in them their fields are. */
const wideElf = {
  word: 8,
  header: 64,
  segment: 56,
  section: 64,
  symbol: 24,
  class: 2,
  file: { programs: 32, tables: 40, sizes: 54 },
  at: { offset: 8, address: 16, size: 32, info: 4, index: 6, tableOffset: 24, tableSize: 32, link: 40 },
}
const narrowElf = {
  word: 4,
  header: 52,
  segment: 32,
  section: 40,
  symbol: 16,
  class: 1,
  file: { programs: 28, tables: 32, sizes: 42 },
  at: { offset: 4, address: 8, size: 16, info: 12, index: 14, tableOffset: 16, tableSize: 20, link: 24 },
}

const noElfChoice = {
  wide: true,
  bigEndian: false,
  machine: 62,
  system: 0,
  sections: true,
  hash: 'gnu',
  symbols: [] as readonly FakeSymbol[],
  libraries: [] as readonly string[],
}

/** An ELF library small enough to be judged by eye; addresses are 0x1000 above the places in the file. */
export function elfBytes(choice: ElfChoice = {}): Buffer {
  const all = { ...noElfChoice, ...choice }
  const { wide, bigEndian, machine, system, libraries, sections, hash } = all
  const elf = wide ? wideElf : narrowElf
  // as linkers sort them: what is undefined comes first
  const symbols = [...all.symbols.filter(({ own }) => own !== true), ...all.symbols.filter(({ own }) => own === true)]
  const names = strings([...libraries, ...symbols.map(({ name }) => name)])
  const atSymbols = elf.header + 2 * elf.segment
  const atStrings = atSymbols + (symbols.length + 1) * elf.symbol
  const atHash = atStrings + names.bytes.length
  const atDynamic = atHash + 16 + elf.word + 4 + 4 * (symbols.length + 2)
  const atSections = atDynamic + (libraries.length + 5) * 2 * elf.word
  const file = writer(atSections + 3 * elf.section, wide, bigEndian)
  const { bytes, u8, u16, u32, word } = file
  bytes.write('\x7fELF', 0, 'latin1')
  for (const [at, value] of [elf.class, Number(bigEndian) + 1, 1, system].entries()) u8(4 + at, value)
  u16(16, 3)
  u16(18, machine)
  word(elf.file.programs, elf.header)
  word(elf.file.tables, atSections * Number(sections))
  for (const [at, value] of [elf.segment, 2, elf.section, 3 * Number(sections)].entries()) u16(elf.file.sizes + at * 2, value)
  const segments = [
    [1, 0, bytes.length],
    [2, atDynamic, atSections - atDynamic],
  ] as const
  for (const [index, [kind, offset, size]] of segments.entries()) {
    const at = elf.header + index * elf.segment
    u32(at, kind)
    word(at + elf.at.offset, offset)
    word(at + elf.at.address, offset + 0x1000)
    word(at + elf.at.size, size)
  }
  for (const [index, one] of symbols.entries()) {
    const at = atSymbols + (index + 1) * elf.symbol
    u32(at, names.at(one.name))
    u8(at + elf.at.info, (Number(one.weak === true) + 1) << 4)
    u16(at + elf.at.index, Number(one.own === true))
  }
  names.bytes.copy(bytes, atStrings)
  if (hash === 'sysv') u32(atHash + 4, symbols.length + 1)
  if (hash === 'gnu') writeGnuHash(file, atHash, elf.word, symbols)
  const hashTag = new Map([
    ['gnu', 0x6ffffef5],
    ['sysv', 4],
  ]).get(hash)
  const entries = [
    ...libraries.map((library) => [1, names.at(library)] as const),
    [5, atStrings + 0x1000],
    [6, atSymbols + 0x1000],
    [10, names.bytes.length],
    ...(hashTag === undefined ? [] : [[hashTag, atHash + 0x1000] as const]),
  ] as const
  for (const [index, [tag, value]] of entries.entries()) {
    word(atDynamic + index * 2 * elf.word, tag)
    word(atDynamic + index * 2 * elf.word + elf.word, value)
  }
  const tables = [
    [11, atSymbols, (symbols.length + 1) * elf.symbol],
    [3, atStrings, names.bytes.length],
  ] as const
  for (const [index, [kind, at, size]] of tables.entries()) {
    const place = atSections + (index + 1) * elf.section
    u32(place + 4, kind)
    word(place + elf.at.tableOffset, at)
    word(place + elf.at.tableSize, size)
    u32(place + elf.at.link, 2)
  }
  return sections ? bytes : bytes.subarray(0, atSections)
}

/** One bucket with one chain of all that is defined. */
function writeGnuHash({ u32 }: Writer, at: number, word: number, symbols: readonly FakeSymbol[]): void {
  const defined = symbols.filter(({ own }) => own === true).length
  const first = symbols.length - defined + 1
  for (const [index, value] of [1, first, 1].entries()) u32(at + index * 4, value)
  const bucket = at + 16 + word
  if (defined === 0) return
  u32(bucket, first)
  u32(bucket + 4 + (defined - 1) * 4, 1)
}

export interface PeChoice {
  readonly wide?: boolean
  readonly machine?: number
  /** Names that are taken from each DLL. */
  readonly imports?: Readonly<Record<string, readonly string[]>>
  readonly delayed?: Readonly<Record<string, readonly string[]>>
  readonly managed?: boolean
}

/** A DLL of one section, at 0x1000 above its place in the file. */
export function peBytes({
  wide = true,
  machine = wide ? 0x8664 : 0x14c,
  imports = {},
  delayed = {},
  managed = false,
}: PeChoice = {}): Buffer {
  const start = 0x40
  const directories = start + 24 + (wide ? 112 : 96)
  const data = directories + 16 * 8 + 40
  const file = writer(data + 4096, wide, false)
  const { bytes, u16, u32 } = file
  bytes.write('MZ', 0, 'latin1')
  u32(0x3c, start)
  bytes.write('PE\0\0', start, 'latin1')
  u16(start + 4, machine)
  u16(start + 6, 1)
  u16(start + 20, directories + 16 * 8 - start - 24)
  u16(start + 24, wide ? 0x20b : 0x10b)
  u32(directories - 4, 16)
  for (const [at, value] of [4096, data + 0x1000, 4096, data].entries()) u32(data - 40 + 8 + at * 4, value)
  if (managed) u32(directories + 14 * 8, data + 0x1000)
  let free = data + 1024
  const put = (text: string): number => {
    const at = free
    free += bytes.write(`${text}\0`, free, 'latin1')
    return at + 0x1000
  }
  const thunks = (names: readonly string[]): number => {
    const places = names.map((name) => put(`\0\0${name}`))
    const table = free
    for (const [index, place] of places.entries()) file.word(table + index * (wide ? 8 : 4), place)
    free = table + (names.length + 1) * (wide ? 8 : 4)
    return table + 0x1000
  }
  const describe = (all: PeChoice['imports'], at: number, directory: number, size: number, name: number, names: number): void => {
    u32(directories + directory * 8, Object.keys(all ?? {}).length === 0 ? 0 : at + 0x1000)
    for (const [index, [library, from]] of Object.entries(all ?? {}).entries()) {
      u32(at + index * size + names, thunks(from))
      u32(at + index * size + name, put(library))
    }
  }
  describe(imports, data, 1, 20, 12, 0)
  describe(delayed, data + 512, 13, 32, 4, 16)
  return bytes
}

export interface MachOChoice {
  readonly wide?: boolean
  readonly bigEndian?: boolean
  readonly machine?: number
  readonly symbols?: readonly FakeSymbol[]
  readonly libraries?: readonly string[]
}

const noMachOChoice = {
  wide: true,
  bigEndian: false,
  machine: 0x01000007,
  symbols: [] as readonly FakeSymbol[],
  libraries: [] as readonly string[],
}

/** A thin Mach-O library. */
export function machOBytes(choice: MachOChoice = {}): Buffer {
  const { wide, bigEndian, machine, symbols, libraries } = { ...noMachOChoice, ...choice }
  const [magic, header, entry] = wide ? ([0xfeedfacf, 32, 16] as const) : ([0xfeedface, 28, 12] as const)
  const names = strings(symbols.map(({ name }) => `_${name}`))
  const commands = libraries.map((library) => ({ library, size: 24 + Math.ceil((library.length + 1) / 8) * 8 }))
  const atTable = header + commands.reduce((sum, { size }) => sum + size, 24)
  const atStrings = atTable + symbols.length * entry
  const { bytes, u8, u16, u32 } = writer(atStrings + names.bytes.length, wide, bigEndian)
  u32(0, magic)
  u32(4, machine)
  u32(16, libraries.length + 1)
  for (const [index, value] of [2, 24, atTable, symbols.length, atStrings, names.bytes.length].entries()) u32(header + index * 4, value)
  let at = header + 24
  for (const { library, size } of commands) {
    for (const [field, value] of [0xc, size, 24].entries()) u32(at + field * 4, value)
    bytes.write(library, at + 24, 'latin1')
    at += size
  }
  for (const [index, one] of symbols.entries()) {
    const place = atTable + index * entry
    u32(place, names.at(`_${one.name}`))
    u8(place + 4, one.own === true ? 0x0f : 1)
    u16(place + 6, one.weak === true ? 0x40 : 0)
  }
  names.bytes.copy(bytes, atStrings)
  return bytes
}

/** A universal binary of those parts. */
export function fatBytes(parts: readonly { readonly machine: number; readonly bytes: Buffer }[]): Buffer {
  const head = Buffer.alloc(8 + parts.length * 20)
  head.writeUInt32BE(0xcafebabe, 0)
  head.writeUInt32BE(parts.length, 4)
  let offset = head.length
  for (const [index, { machine, bytes }] of parts.entries()) {
    const at = 8 + index * 20
    head.writeUInt32BE(machine, at)
    head.writeUInt32BE(offset, at + 8)
    head.writeUInt32BE(bytes.length, at + 12)
    offset += bytes.length
  }
  return Buffer.concat([head, ...parts.map(({ bytes }) => bytes)])
}

/** Native code as a wheel of that platform tag would hold; undefined for platforms without any. */
export function nativeFor(platform: string): Buffer | undefined {
  const machine = /(x86_64|amd64|aarch64|arm64|i686|i386|win32|armv7l|universal2)$/.exec(platform)?.[1]
  if (platform === 'any') return undefined
  if (platform.startsWith('win'))
    return peBytes({ wide: machine !== 'win32', machine: { win32: 0x14c, arm64: 0xaa64 }[machine ?? ''] ?? 0x8664 })
  const [intel, arm] = [
    { machine: 0x01000007, bytes: machOBytes() },
    { machine: 0x0100000c, bytes: machOBytes({ machine: 0x0100000c }) },
  ]
  if (platform.startsWith('macosx')) return machine === 'universal2' ? fatBytes([intel, arm]) : (machine === 'arm64' ? arm : intel).bytes
  const number = { aarch64: 183, arm64: 183, i686: 3, i386: 3, armv7l: 40 }[machine ?? ''] ?? 62
  return elfBytes({ machine: number, wide: ![3, 40].includes(number) })
}
