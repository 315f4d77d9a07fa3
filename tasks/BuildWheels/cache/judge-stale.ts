import type { CacheEntry, Observed } from '../../../core/cache/entry.ts'
import { whyStale } from '../../../core/cache/stale.ts'
import type { StaleWord } from '../../../core/pipeline/cache-ref.ts'
import { Problem } from '../../../core/problem.ts'
import type { Bench } from '../bench.ts'
import { observe } from '../host/observe.ts'
import { type Judged, requirementsNow } from './requirements-now.ts'

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
  for (const one of rows) {
    const { label } = one.row.python
    const then = Object.hasOwn(observed, label) ? observed[label] : undefined
    if (then === undefined) return 'what it was built with is not told'
    const reason = await tried(async () => (await byTheHost(one, then, words, bench)) ?? (await byRequirements(one, then, words, bench)))
    if (reason !== undefined) return reason
  }
  return undefined
}

/** If its sources cannot be had, its build will tell that. */
async function tried(judge: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await judge()
  } catch (error) {
    if (error instanceof Problem) return `it cannot be judged: ${error.message.replace(/\.$/, '')}`
    throw error
  }
}

async function byTheHost(
  { row, toolchain }: Judged,
  then: Observed,
  words: readonly StaleWord[],
  bench: Bench,
): Promise<string | undefined> {
  const seen = words.filter((word) => word !== 'requirements')
  if (seen.length === 0) return undefined
  const now = await observe(toolchain, bench, row.recipe)
  if (seen.includes('toolchain') && now.toolchain.length === 0) return 'the toolchain of this host is not told'
  return whyStale(now, then, seen)
}

/** The costly one comes last: pip is asked, which may fetch. */
async function byRequirements(judged: Judged, then: Observed, words: readonly StaleWord[], bench: Bench): Promise<string | undefined> {
  if (!words.includes('requirements')) return undefined
  if (then.requirements === undefined) return whyStale({ ...then, requirements: [] }, then, ['requirements'])
  const now = await requirementsNow(judged, then.requirements, bench)
  return 'untold' in now ? now.untold : whyStale({ ...then, requirements: now }, then, ['requirements'])
}
