import { type ByteReader, Unreadable } from './byte-reader.ts'

/** Far more than the largest libraries have. */
const most = 1_000_000

/** Far more names than CPython has. */
export const mostNames = 20_000

/** Whether a name is of those that CPython keeps for its C API. */
export function isPythonName(name: string): boolean {
  return /^_?Py[A-Z_]/.test(name)
}

/** Whether the name at a place may be one of those: most names are others', and are not worth a string. */
export function mayBePythons(reader: ByteReader, at: number): boolean {
  const first = reader.u8(at)
  return first === 0x50 || (first === 0x5f && reader.u8(at + 1) === 0x50)
}

/** A table's length in entries of `size` bytes each, if such a table can be. */
export function boundedCount(count: number, size: number, room: number): number {
  if (!Number.isSafeInteger(count) || count < 0 || count * size > room) throw new Unreadable('a table in it is longer than the file')
  if (count > most) throw new Unreadable(`a table in it has more than ${most} entries`)
  return count
}

/** One name of a symbol table. */
export interface NamedSymbol {
  readonly name: string
  readonly defined: boolean
  readonly weak: boolean
}

/** The names of Python's among a file's symbols, each once, sorted: those that it needs and those that it brings. */
export function partSymbols(symbols: Iterable<NamedSymbol>): { readonly needs: string[]; readonly offers: string[] } {
  const [needs, offers] = [new Set<string>(), new Set<string>()]
  for (const { name, defined, weak } of symbols) {
    if (!isPythonName(name)) continue
    if (defined) offers.add(name)
    else if (!weak) needs.add(name)
    if (needs.size + offers.size > mostNames) throw new Unreadable(`it has more than ${mostNames} names of Python's`)
  }
  return { needs: [...needs].sort(), offers: [...offers].sort() }
}
