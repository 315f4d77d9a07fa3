import type { CacheEntry } from '../../../core/cache/entry.ts'
import { whyStale } from '../../../core/cache/stale.ts'
import type { StaleWord } from '../../../core/pipeline/cache-ref.ts'
import type { Row } from '../../../core/build/row.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { Bench } from '../bench.ts'
import { observe } from '../host/observe.ts'

/** A row of an entry's unit, with the interpreter that would build it here. */
export interface Judged {
  readonly row: Row
  /** Of `labelsOf`: names its folder on the host. */
  readonly label: string
  readonly toolchain: Toolchain
}

/**
 * Why an entry is stale on this host, looking at nothing but what `words` name: `setuptools 83.0 -> 84.0`; undefined where it still holds for each of
 * the unit's rows. Asked after the interpreters are found, before anything is built. What cannot be found out is stale, and said; nothing is thrown.
 */
export async function judgeStale(
  rows: readonly Judged[],
  { observed }: Pick<CacheEntry, 'observed'>,
  words: readonly StaleWord[],
  bench: Bench,
): Promise<string | undefined> {
  for (const { row, toolchain } of rows) {
    const then = observed[row.python.label]
    if (then === undefined) return 'what it was built with is not told'
    const reason = whyStale(await observe(toolchain, bench, row.recipe), then, words)
    if (reason !== undefined) return reason
  }
  return undefined
}
