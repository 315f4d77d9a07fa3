import { stableAbiTable } from './stable-abi-table.ts'

let known: ReadonlyMap<string, string> | undefined

/** The version of CPython in which a symbol came into the stable ABI (`3.10`, `3.5.3`); undefined for one that is not in it. */
export function stableSince(symbol: string): string | undefined {
  known ??= new Map(
    stableAbiTable.flatMap(([since, symbols]) =>
      symbols
        .trim()
        .split(/\s+/)
        .map((name) => [name, since] as const),
    ),
  )
  return known.get(symbol)
}

/** Whether a symbol is there in every CPython from 3.`minor` on. */
export function isStableIn(symbol: string, minor: number): boolean {
  const since = stableSince(symbol)
  return since !== undefined && Number(since.split('.')[1]) <= minor
}
