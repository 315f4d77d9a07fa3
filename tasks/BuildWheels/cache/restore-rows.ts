import { join } from 'node:path'
import type { Restored } from '../../../core/build/result.ts'
import type { Row } from '../../../core/build/row.ts'
import { type RowUnit, rowUnits } from '../../../core/cache/row-units.ts'
import { fetchEntry, type FetchedEntry } from '../../../flows/cache/fetch-entry.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Desk } from '../bench.ts'
import { type Fit, fitOf, type Misfit } from './fit.ts'
import { layEntry, whyTaken } from './lay-entry.ts'
import { leftToDo } from './left-to-do.ts'
import { unitTitle } from './unit-title.ts'

/** What the cache has of a job by now. */
export interface FromCache {
  readonly restored: ReadonlyMap<Row, Restored>
  /** What is there too, and only counts where the host is as it was then (`staleWhen`). */
  readonly held: readonly Fit[]
  /** What is still to be done: nothing that is built for others alone, and that none of these needs any more. */
  readonly left: readonly Row[]
}

/**
 * Looks up what is left of a job before its host opens: somebody may have built it since the plan was made. Packages first; of what they need, that which is still needed.
 * Of a unit all rows are restored or none.
 */
export async function restoreRows(left: readonly Row[], all: readonly Row[], desk: Desk): Promise<FromCache> {
  const { cache, inputs } = desk
  tellUnkeyed(all, desk)
  if (cache?.inputs.reads !== true || inputs.distributions === 'none') return { restored: new Map(), held: [], left }
  const there = new Set(left)
  // What an earlier attempt has built in part is finished here.
  const units = rowUnits(all).filter((unit) => unit.rows.every((row) => there.has(row)) && unit.ref.anew !== true)
  const packages = await restoreUnits(
    units.filter(({ kind }) => kind === 'whole'),
    desk,
  )
  const needed = new Set(leftToDo(without(left, packages.restored), desk))
  const along = units.filter(({ kind, rows }) => kind === 'wheel' && rows.some((row) => needed.has(row)))
  const dependencies = await restoreUnits(along, desk)
  const restored = new Map([...packages.restored, ...dependencies.restored])
  return { restored, held: [...packages.held, ...dependencies.held], left: leftToDo(without(left, restored), desk) }
}

function without(rows: readonly Row[], done: ReadonlyMap<Row, unknown>): Row[] {
  return rows.filter((row) => !done.has(row))
}

/** Units that are looked up at once. */
const most = 8

async function restoreUnits(units: readonly RowUnit[], desk: Desk): Promise<Pick<FromCache, 'held' | 'restored'>> {
  const found = await inParallel(units, most, async (unit) => (desk.ports.cancelled() ? undefined : await lookUp(unit, desk)))
  const restored = new Map<Row, Restored>()
  const held: Fit[] = []
  for (const fit of found) {
    if (fit === undefined || desk.ports.cancelled()) continue
    if (fit.unit.ref.stale.length > 0) held.push(fit)
    else for (const [row, result] of (await restoreFit(fit, desk)) ?? []) restored.set(row, result)
  }
  return { restored, held }
}

/** Restores a unit; undefined, and told, where what this job has kept stands in its way. */
export async function restoreFit(fit: Fit, desk: Desk): Promise<ReadonlyMap<Row, Restored> | undefined> {
  const taken = whyTaken(fit, desk)
  if (taken === undefined) return await layEntry(fit, desk)
  desk.ports.log.say('info', `What the cache has of ${unitTitle(fit.unit)} is not restored: ${taken}.`)
  return undefined
}

/** What the cache has of a unit on this agent, where it serves; anything else is told, and what is built instead replaces it. */
export async function lookUp(unit: RowUnit, desk: Desk): Promise<Fit | undefined> {
  const misfits: Misfit[] = []
  for (const kind of unit.kind === 'whole' ? (['whole'] as const) : (['whole', 'wheel'] as const)) {
    const found = await lookUpAs(kind, unit, desk)
    if (found !== undefined && !('kind' in found)) return found
    if (found !== undefined) misfits.push(found)
  }
  const [misfit] = misfits
  if (misfit !== undefined) tellMisfit(misfit, unit, desk)
  return undefined
}

function tellMisfit({ kind, says }: Misfit, unit: RowUnit, { cache, ports }: Desk): void {
  const what = `What the cache has of ${unitTitle(unit)} is`
  if (kind === 'rival') {
    cache?.rivals.add(unit.ref.key)
    const remedy = 'Name the cache in one alone of the steps that build the same packages, or let their plans have a cacheScope each.'
    ports.log.say(
      'warning',
      `${what} of this very run, and not what this step makes: ${says}. It stays, and nothing is saved here. ${remedy}`,
    )
    return
  }
  cache?.replaced.add(unit.ref.key)
  if (kind === 'broken') ports.log.say('warning', `${what} broken, so it is built: ${says}.`)
  else ports.log.say('info', `${what} not what this job makes, so it is built: ${says}.`)
}

async function lookUpAs(kind: RowUnit['kind'], unit: RowUnit, { cache, ...desk }: Desk): Promise<Fit | Misfit | undefined> {
  const folder = join(desk.folder, 'cache', unit.ref.key)
  const { files } = desk.ports
  const found: FetchedEntry | undefined = await cache?.ask(async (store) => await fetchEntry(unit.ref, [kind], folder, { store, files }))
  if (found === undefined || found.kind === 'absent') return undefined
  if (found.kind === 'broken') return found
  const fit = await fitOf(unit, found, { ...desk, cache })
  const { buildId } = desk.inputs
  // By turns they would replace each other's, and what the last one made would be restored for all of them.
  const isOfThisRun = kind === 'whole' && unit.kind === 'whole' && buildId !== '' && found.entry.manifest.buildId === buildId
  return 'kind' in fit && fit.kind === 'unlike' && isOfThisRun ? { ...fit, kind: 'rival' } : fit
}

/** Only a plan knows keys: without them the inputs of the cache would come to nothing, unseen. */
function tellUnkeyed(rows: readonly Row[], { cache, inputs, ports }: Desk): void {
  const unkeyed = rows.filter((row) => row.cache === undefined)
  if (cache === undefined) {
    const says = "The plan was made with a cache, and the input 'cache' is not set here: nothing is restored or saved."
    if (unkeyed.length < rows.length) ports.log.say('info', says)
    return
  }
  if (inputs.distributions === 'none') ports.log.say('info', 'The cache is not used: this job builds nothing (distributions: none).')
  else if (unkeyed.length > 0 && unkeyed.length === rows.length)
    ports.log.say(
      'warning',
      "The input 'cache' is set, and comes to nothing here: what this job builds has no keys. GenerateMatrix gives them, with the same input.",
    )
  else if (unkeyed.length > 0)
    ports.log.say(
      'info',
      `Of ${rows.length} rows ${unkeyed.length} have no key, so the cache is not used for them: the plan does not know them.`,
    )
}
