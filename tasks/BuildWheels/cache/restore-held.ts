import type { Restored } from '../../../core/build/result.ts'
import { projectOf, type Row } from '../../../core/build/row.ts'
import { tellResult } from '../../../core/build/tell.ts'
import { Problem } from '../../../core/problem.ts'
import type { Bench } from '../bench.ts'
import type { Interpreters } from '../host/probe.ts'
import type { Unprepared } from '../host/prepare-host.ts'
import type { Fit } from './fit.ts'
import { judgeStale } from './judge-stale.ts'
import { leftToDo } from './left-to-do.ts'
import type { Judged } from './requirements-now.ts'
import { type FromCache, restoreFit } from './restore-rows.ts'
import { unitTitle } from './unit-title.ts'

/** What the host is, once it is prepared. */
export interface Seen {
  readonly interpreters: Interpreters
  readonly unprepared: Unprepared
  /** Of `labelsOf`. */
  readonly labels: ReadonlyMap<Row, string>
}

/** What comes of the units that are held. */
export interface FromHeld {
  readonly restored: ReadonlyMap<Row, Restored>
  /** By row what is judged at its turn: what it was built with is still to be built here. */
  readonly later: Map<Row, Fit>
}

/**
 * Restores what the cache has of units that only count where the host is as it was then (`staleWhen`); of the others the log says what has changed, and they are built.
 * `left` is in the order in which it would be built: what a build requires of its leg is restored before it, so that its requirements can be resolved.
 */
export async function restoreHeld({ held, left }: Pick<FromCache, 'held' | 'left'>, seen: Seen, bench: Bench): Promise<FromHeld> {
  const restored = new Map<Row, Restored>()
  const later = new Map<Row, Fit>()
  const placeOf = ({ unit }: Fit): number => Math.min(...unit.rows.map((row) => left.indexOf(row)))
  for (const fit of held.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const { rows } = fit.unit
    const needed = leftToDo(
      left.filter((row) => !restored.has(row)),
      bench,
    )
    if (!rows.some((row) => needed.includes(row))) continue
    if (isBefore(needed, fit)) for (const row of rows) later.set(row, fit)
    else for (const [row, result] of await restoreOne(fit, seen, bench)) restored.set(row, result)
  }
  return { restored, later }
}

/** Restores what was left for the turn of a row, with all rows of its unit; nothing where that is stale, or judged already. */
export async function restoreAtTurn(row: Row, later: FromHeld['later'], seen: Seen, bench: Bench): Promise<FromHeld['restored']> {
  const fit = later.get(row)
  if (fit === undefined) return new Map()
  for (const one of fit.unit.rows) later.delete(one)
  return await restoreOne(fit, seen, bench)
}

/** Whether one of these rows comes to something that a unit was built with: until then nobody knows what its build would be made with. */
function isBefore(rows: readonly Row[], { entry, unit }: Fit): boolean {
  if (!unit.ref.stale.includes('requirements')) return false
  const pins = Object.values(entry.observed).flatMap(({ requirements = [] }) => requirements)
  const names = new Set(pins.map((pin) => pin.replace(/==.*$/s, '')))
  return rows.some((row) => !unit.rows.includes(row) && names.has(projectOf(row)))
}

async function restoreOne(fit: Fit, seen: Seen, bench: Bench): Promise<FromHeld['restored']> {
  const { rows, ref } = fit.unit
  const { cancelled, log } = bench.ports
  const none: FromHeld['restored'] = new Map()
  if (cancelled() || rows.some((row) => seen.unprepared.has(row))) return none
  const judged = rows.flatMap((row) => judgedBy(row, seen))
  // Without its interpreter a row fails, and says so.
  if (judged.length < rows.length) return none
  const says = await judgeStale(judged, fit.entry, ref.stale, bench)
  if (says !== undefined) {
    // What is built on this host now takes its place.
    bench.cache?.replaced.add(ref.key)
    log.say('info', `What the cache has of ${unitTitle(fit.unit)} is stale: ${says}.`)
    return none
  }
  const restored = (await restoreFit(fit, bench)) ?? none
  for (const result of restored.values()) log.say('info', bench.redact(tellResult(result)))
  return restored
}

function judgedBy(row: Row, { interpreters, labels }: Seen): Judged[] {
  const toolchain = interpreters.get(row.python.label)
  return toolchain === undefined || toolchain instanceof Problem ? [] : [{ row, label: labels.get(row) ?? '', toolchain }]
}
