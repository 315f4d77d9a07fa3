import { runsOn } from '../../../core/build/earlier.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { Restored } from '../../../core/build/result.ts'
import type { Row } from '../../../core/build/row.ts'
import { makerOf, tellRestored } from '../../../core/cache/restored.ts'
import { lendTo } from '../again/keep-earlier.ts'
import type { Desk } from '../bench.ts'
import { attachKept, wheelPath } from '../wheel/keep-wheel.ts'
import { bringReports } from './bring-reports.ts'
import type { Fit } from './fit.ts'
import { replayLogs } from './replay-log.ts'
import { unitTitle } from './unit-title.ts'

/** Why an entry cannot be laid beside what this job has kept already: a name that is taken by other bytes; undefined where it can. */
export function whyTaken(fit: Fit, { kept, takenExtras }: Desk): string | undefined {
  const taken = new Map([...takenExtras, ...kept].map(([name, sha256]) => [name.toLowerCase(), { name, sha256 }]))
  const clash = filesOf(fit).find((file) => {
    const there = taken.get(file.name.toLowerCase())
    return there !== undefined && !(there.name === file.name && there.sha256 === file.sha256)
  })
  return clash === undefined ? undefined : `this job has another ${clash.name}`
}

/**
 * Brings an entry to where its rows would have left all of it: files with their sidecars, reports and coverage, attached and published, wheels lent to later rows,
 * the log of a package told again. Of what others need there is its wheel alone.
 */
export async function layEntry(fit: Fit, desk: Desk): Promise<Map<Row, Restored>> {
  const { unit } = fit
  const isWhole = unit.kind === 'whole'
  if (isWhole) await replay(fit, desk)
  const runs = isWhole ? await bringReports(fit, desk) : []
  for (const file of filesOf(fit)) {
    if (desk.kept.has(file.name)) continue
    await desk.ports.files.copy(fit.pathOf({ as: 'file', name: file.name }), wheelPath(file, desk))
    await attachKept(file, desk, { suites: file.tags.length === 0 ? [] : runsOn(file, runs) })
  }
  const left = new Set(runs)
  const results = new Map<Row, Restored>()
  for (const [row, one] of fit.rows) {
    const suites = [...left].filter((run) => run.python === row.python.label || row === unit.rows.at(-1))
    for (const run of suites) left.delete(run)
    const own = asOf(one.file, row)
    results.set(row, { kind: 'restored', row, file: own, besides: isWhole ? one.besides.map(({ file }) => file) : [], suites })
    await lendTo({ ...one, file: own, path: wheelPath(own, desk) }, row, desk)
  }
  return results
}

async function replay({ entry, pathOf, unit }: Fit, { ports }: Desk): Promise<void> {
  const logs = entry.stored.filter(({ as }) => as === 'log').map(pathOf)
  await replayLogs(`${unitTitle(unit)} (${tellRestored({ made_by: makerOf(entry.manifest) })})`, logs, () => 'in the cache alone', ports)
}

/** Each file once, with what was made besides; of what others need the wheels alone. */
function filesOf({ unit, rows }: Fit): BuiltFile[] {
  const files = [...rows].flatMap(([row, { file, besides }]) => [
    asOf(file, row),
    ...(unit.kind === 'whole' ? besides.map((one) => one.file) : []),
  ])
  return [...new Map(files.map((file) => [file.name, file])).values()]
}

/** What was a package of its leg where it was built may be a dependency here, and never the other way round. */
function asOf(file: BuiltFile, { origin }: Row): BuiltFile {
  return origin === 'dependency' ? { ...file, origin, release: false } : file
}
