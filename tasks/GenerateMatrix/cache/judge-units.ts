import { whyCold } from '../../../core/cache/explain.ts'
import type { Listed } from '../../../core/cache/place.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import { counted } from '../../../core/counted.ts'
import type { Log } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore } from '../../../core/store.ts'
import { nearestEntries } from '../../../flows/cache/nearest-entries.ts'
import { readStatus, type Status } from '../../../flows/cache/read-status.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { readDistrusted } from './distrusted.ts'
import type { Unit } from './unit.ts'

/** Of more units nobody reads why they are cold, and each costs some requests. */
const mostExplained = 200

/** Units that are explained at once, each by documents that are read at once. */
const breadth = 8

/**
 * What the cache has of each unit, by one listing or parallel questions, and of each that is cold which of its inputs differs from the nearest entry. A cache that
 * cannot be reached has nothing, which is told by one warning; without a cache nothing is asked. With `force` what is there is cold too, and says so.
 */
export async function judgeUnits(
  units: readonly Unit[],
  inputs: Pick<Inputs, 'buildId' | 'force' | 'where'>,
  ports: Pick<Ports, 'artifacts' | 'cache' | 'files' | 'log'>,
): Promise<ReadonlyMap<Unit, Warmth>> {
  if (units.length === 0) return new Map()
  const { cache, log } = ports
  const looked = cache && (await unlessDown(async () => await look(units, await cache(), log), 'so everything counts as cold', log))
  if (looked === undefined)
    return new Map(units.map((unit) => [unit, { kind: 'cold', because: 'the cache cannot be asked', seconds: undefined }]))
  const { status, store } = looked
  const distrusted = await readDistrusted(inputs, ports)
  const warm = new Map(
    units.map((unit) => [unit, warmthOf(unit, status, { force: inputs.force, lost: distrusted.get(unit.fingerprint.key) })]),
  )
  const why = await explain(
    units.filter((unit) => warm.get(unit) === undefined),
    status,
    store,
    log,
  )
  return new Map(
    units.map((unit) => [unit, warm.get(unit) ?? { kind: 'cold', because: why(unit), seconds: usualSeconds(status.at(unit.place)) }]),
  )
}

async function look(units: readonly Unit[], store: CacheStore, log: Log): Promise<{ readonly status: Status; readonly store: CacheStore }> {
  log.say('info', `Asking ${store.name} what it has of ${counted(units.length, 'key')}.`)
  return { status: await readStatus(units.map(askedOf), store), store }
}

/** A store that fails is a warning, once: without a cache everything can be built. What else is wrong, an input or a connection, stays wrong. */
async function unlessDown<T>(work: () => Promise<T>, so: string, log: Log): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || !error.code.startsWith('STORE_')) throw error
    log.say('warning', `The cache cannot be read, ${so}. ${error.text}`)
    return undefined
  }
}

/** Undefined where it is cold, and nobody asked for that. */
function warmthOf(
  unit: Unit,
  status: Status,
  { force, lost }: { readonly force: boolean; readonly lost: number | undefined },
): Warmth | undefined {
  const found = status.of(askedOf(unit))
  const kind = found?.kinds.has('whole') === true ? 'warm' : found?.kinds.has('failed') === true ? 'failed' : undefined
  // It may have been taken out of the cache since.
  if (lost !== undefined && !force)
    return {
      kind: 'cold',
      because: `attempt ${lost} of this job could not restore it`,
      seconds: found?.seconds ?? usualSeconds(status.at(unit.place)),
    }
  if (found === undefined || kind === undefined) return undefined
  const { seconds } = found
  return force ? { kind: 'cold', because: 'its build is forced, though the cache has it', seconds, forced: true } : { kind, seconds }
}

/** What the latest build at a place took whose time is remembered. */
function usualSeconds(listed: readonly Listed[]): number | undefined {
  return listed.find(({ seconds }) => seconds !== undefined)?.seconds
}

/** Tells of cold units why they are: by the entries at their place, of as many as anybody reads. */
async function explain(units: readonly Unit[], status: Status, store: CacheStore, log: Log): Promise<(unit: Unit) => string> {
  const known = units.filter(({ place }) => status.at(place).length > 0)
  const asked = known.slice(0, mostExplained)
  const reasons = await unlessDown(
    async () => new Map(await inParallel(asked, breadth, async (unit) => [unit, await whyOf(unit, status, store)] as const)),
    'so it is not known why things are cold',
    log,
  )
  const unknown = store.list === undefined ? 'nothing is there for it' : 'it was never built here'
  const rest = new Map(known.map((unit) => [unit, 'it is not what was built here before']))
  return (unit) => reasons?.get(unit) ?? rest.get(unit) ?? unknown
}

/** An entry of the same key that is not whole explains by itself. */
async function whyOf(unit: Unit, status: Status, store: CacheStore): Promise<string> {
  const own = status.of(askedOf(unit))
  const entries = await nearestEntries(unit.place, own === undefined ? status.at(unit.place) : [own], store)
  return entries.length === 0 ? 'what was built here before cannot be read' : whyCold(unit, entries)
}

function askedOf({ place, fingerprint }: Unit): { readonly place: string; readonly key: string } {
  return { place, key: fingerprint.key }
}
