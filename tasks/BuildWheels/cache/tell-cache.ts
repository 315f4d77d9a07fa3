import type { RowResult } from '../../../core/build/result.ts'
import { rowUnits } from '../../../core/cache/row-units.ts'
import { timeSaved } from '../../../core/cache/time-saved.ts'
import { counted } from '../../../core/counted.ts'
import { type Markdown, md } from '../../../core/markdown.ts'
import type { Desk } from '../bench.ts'

/** What a job had of the cache and gave to it, for its log and summary: a sentence each, none without a cache. */
export function tellCache(results: readonly RowResult[], { cache }: Pick<Desk, 'cache'>): string[] {
  if (cache === undefined) return []
  const { inputs, saved, unsaved } = cache
  const restored = results.flatMap((result) => (result.kind === 'restored' ? [result] : []))
  const keyed = rowUnits(results.filter(({ kind }) => kind === 'built').map(({ row }) => row))
  const time = timeSaved(restored.map(({ file }) => file.seconds))
  const had = `${counted(restored.length, 'row')} restored from the cache${time === '' ? '' : `, ${time}`}.`
  const why = inputs.readOnly === '' ? '' : `, because ${inputs.readOnly}`
  return [
    ...(restored.length === 0 ? [] : [had]),
    ...(saved.length === 0 ? [] : [`Saved to the cache: ${saved.length}.`]),
    ...(unsaved.length === 0 ? [] : [`Not saved to the cache: ${unsaved.length}; the log says why.`]),
    ...(inputs.writes || keyed.length === 0
      ? []
      : [`What was built is not saved to the cache${why || ', which is only read (cacheMode)'}.`]),
  ]
}

/** The same for a summary. */
export function cacheSummary(told: readonly string[]): Markdown {
  return md`${told.join(' ')}`
}
