import type { ByteReader } from './byte-reader.ts'

/** Where the fields of ELF's structures lie, in bytes from their beginning. */
export interface ElfLayout {
  /** In the file's header: where the table of segments is, the size of an entry and their number. */
  readonly segments: TableFields
  /** The same of sections. */
  readonly sections: TableFields
  readonly section: { readonly least: number; readonly offset: number; readonly size: number; readonly link: number }
  readonly segment: { readonly least: number; readonly offset: number; readonly address: number; readonly size: number }
  readonly symbol: { readonly size: number; readonly info: number; readonly section: number }
}

interface TableFields {
  readonly offset: number
  readonly size: number
  readonly count: number
}

/** An ELF file whose class and byte order are known. */
export interface ElfFile {
  readonly reader: ByteReader
  readonly bigEndian: boolean
  readonly wide: boolean
  readonly layout: ElfLayout
}

/** A symbol table and its strings, by their places in the file. */
export interface SymbolTable {
  readonly at: number
  readonly count: number
  readonly strings: number
  readonly stringsSize: number
}

/** Of ELF64 (`wide`) or ELF32. */
export function elfLayout(wide: boolean): ElfLayout {
  return wide
    ? {
        segments: { offset: 32, size: 54, count: 56 },
        sections: { offset: 40, size: 58, count: 60 },
        section: { least: 64, offset: 24, size: 32, link: 40 },
        segment: { least: 56, offset: 8, address: 16, size: 32 },
        symbol: { size: 24, info: 4, section: 6 },
      }
    : {
        segments: { offset: 28, size: 42, count: 44 },
        sections: { offset: 32, size: 46, count: 48 },
        section: { least: 40, offset: 16, size: 20, link: 24 },
        segment: { least: 32, offset: 4, address: 8, size: 16 },
        symbol: { size: 16, info: 12, section: 14 },
      }
}

/** An address, an offset or a size: 8 bytes in ELF64, 4 in ELF32. */
export function readWord({ reader, wide }: ElfFile, at: number): number {
  return wide ? reader.u64(at) : reader.u32(at)
}
