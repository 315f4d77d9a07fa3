import type { Restored } from '../../../core/build/result.ts'
import type { Row } from '../../../core/build/row.ts'
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

/**
 * Restores what the cache has of units that only count where the host is as it was then (`staleWhen`); of the others the log says what has changed, and they are built.
 * `left` is in the order in which it would be built: what a build requires of its leg is restored before it, so that its requirements can be resolved.
 */
export async function restoreHeld({ held, left }: Pick<FromCache, 'held' | 'left'>, seen: Seen, bench: Bench): Promise<Map<Row, Restored>> {
  const restored = new Map<Row, Restored>()
  const placeOf = ({ unit }: Fit): number => Math.min(...unit.rows.map((row) => left.indexOf(row)))
  for (const fit of held.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    if (bench.ports.cancelled() || fit.unit.rows.some((row) => seen.unprepared.has(row))) continue
    const { rows, ref } = fit.unit
    const needed = leftToDo(
      left.filter((row) => !restored.has(row)),
      bench,
    )
    if (!rows.some((row) => needed.includes(row))) continue
    const judged = rows.flatMap((row) => judgedBy(row, seen))
    // Without its interpreter a row fails, and says so.
    if (judged.length < rows.length) continue
    const says = await judgeStale(judged, fit.entry, ref.stale, bench)
    if (says === undefined) for (const [row, result] of (await restoreFit(fit, bench)) ?? []) restored.set(row, result)
    else {
      // What is built on this host now takes its place.
      bench.cache?.replaced.add(ref.key)
      bench.ports.log.say('info', `What the cache has of ${unitTitle(fit.unit)} is stale: ${says}.`)
    }
  }
  return restored
}

function judgedBy(row: Row, { interpreters, labels }: Seen): Judged[] {
  const toolchain = interpreters.get(row.python.label)
  return toolchain === undefined || toolchain instanceof Problem ? [] : [{ row, label: labels.get(row) ?? '', toolchain }]
}
