import { isLasting } from '../../../core/build/lasting-failure.ts'
import type { RowResult } from '../../../core/build/result.ts'
import type { Row } from '../../../core/build/row.ts'
import type { EntryKind } from '../../../core/cache/place.ts'
import { type RowUnit, rowUnits } from '../../../core/cache/row-units.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore } from '../../../core/store.ts'
import { pruneEntries } from '../../../flows/cache/prune-entries.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import type { Bench } from '../bench.ts'
import type { Interpreters } from '../host/probe.ts'
import { entryOf } from './entry-of.ts'
import type { JobCache } from './job-cache.ts'
import { unitTitle } from './unit-title.ts'

/** What has been done of a job by now. */
export interface Done {
  /** All rows of the job, and those that this attempt tries. */
  readonly rows: readonly Row[]
  readonly toTry: readonly Row[]
  /** Of those that it has tried. */
  readonly results: ReadonlyMap<Row, RowResult>
  readonly interpreters: Interpreters
}

/** Saves what a row is part of, as soon as the last row of that has ended: what fails later cannot lose it. Whatever goes wrong is a warning. */
export async function saveUnit(row: Row, { rows, toTry, results, interpreters }: Done, bench: Bench): Promise<void> {
  const { cache, ports } = bench
  const unit = rowUnits(rows).find((one) => one.rows.includes(row))
  if (unit === undefined || cache?.inputs.writes !== true || bench.inputs.distributions === 'none') return
  // What is left of the time is for the manifest.
  if (ports.cancelled()) return
  const ended = unit.rows.map((one) => results.get(one)).filter((result) => result !== undefined)
  if (ended.length < unit.rows.length) return tellPartial(unit, { toTry, results }, bench)
  const kind = await kindOf(unit, ended, bench)
  if (kind === undefined) return
  const title = unitTitle(unit)
  if (cache.rivals.has(unit.ref.key)) return void cache.unsaved.push(title)
  const made = await despite(async () => await entryOf({ ...unit, kind, results: ended, interpreters }, cache, bench))
  if (made instanceof Problem) return refuse(title, made, bench)
  const came = await cache.ask(async (store) => await save(made, unit, { cache, store }))
  if (came === undefined) cache.unsaved.push(title)
  else if (came instanceof Problem) refuse(title, came, bench)
  else {
    if (came === 'saved') cache.saved.push(title)
    const says = came === 'saved' ? 'is saved in the cache.' : 'is in the cache already: another job was faster.'
    ports.log.say('info', `${title} ${says}`)
    await cache.ask(async (store) => await prune(unit.ref.place, store, { cache, ports }))
  }
}

/** Who may not list or remove may save all the same. */
async function prune(
  place: string,
  store: CacheStore,
  { cache, ports }: Pick<Bench, 'ports'> & { readonly cache: JobCache },
): Promise<void> {
  const came = await despite(async () => await pruneEntries(place, cache.keep, store))
  if (!(came instanceof Problem)) return
  cache.keep = 0
  ports.log.say('warning', `Older entries stay in the cache, though cacheKeep is ${cache.inputs.keep}. ${came.text}`)
}

/** What an earlier attempt has built of it told its reports in another artifact. */
function tellPartial(unit: RowUnit, { toTry, results }: Pick<Done, 'results' | 'toTry'>, { ports }: Bench): void {
  const own = unit.rows.filter((row) => toTry.includes(row))
  if (own.length === unit.rows.length || own.some((row) => results.get(row)?.kind !== 'built')) return
  ports.log.say('info', `${unitTitle(unit)} is not saved in the cache: an earlier attempt has built the rest of it.`)
}

function refuse(title: string, problem: Problem, { cache, ports }: Bench): void {
  cache?.unsaved.push(title)
  ports.log.say('warning', `${title} is not saved in the cache. ${problem.text}`)
}

/** A file that changed meanwhile says nothing of the store. */
async function save(
  { entry, pathOf }: Awaited<ReturnType<typeof entryOf>>,
  { ref }: RowUnit,
  { cache, store }: { readonly cache: JobCache; readonly store: CacheStore },
): Promise<'saved' | 'there' | Problem> {
  try {
    return await saveEntry(entry, pathOf, store, { replace: ref.anew === true || cache.replaced.has(ref.key) })
  } catch (error) {
    if (error instanceof Problem && !error.code.startsWith('STORE_') && error.code !== 'CREDENTIALS') return error
    throw error
  }
}

async function despite<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** As what a unit is kept; undefined for not at all: nothing was tried of a row, or its failure is none of its own. */
async function kindOf({ kind }: RowUnit, results: readonly RowResult[], bench: Bench): Promise<EntryKind | undefined> {
  if (results.every((result) => result.kind === 'built')) return kind
  const isFailed = bench.cache?.inputs.when === 'finished' && kind === 'whole'
  if (!isFailed || !results.every((result) => result.kind === 'built' || result.kind === 'failed')) return undefined
  for (const result of results) {
    if (result.kind !== 'failed') continue
    if (!result.tried || !isLasting(result.problem, await outputOf(result.log, bench))) return undefined
  }
  return 'failed'
}

async function outputOf(log: string, { outputDirectory, ports }: Bench): Promise<string[]> {
  const bytes = log === '' ? undefined : await ports.files.read(`${outputDirectory}/logs/${log}`)
  return new TextDecoder().decode(bytes).split('\n')
}
