import type { RowResult } from '../../core/build/result.ts'
import type { Row } from '../../core/build/row.ts'
import { tellResult } from '../../core/build/tell.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import type { Desk } from './bench.ts'
import { layEarlier, readEarlier } from './earlier.ts'
import type { Rows } from './work.ts'

/** What earlier attempts of this job have built already, laid into the output directory, where later rows may be built with it. */
export async function keepEarlier(work: Rows, place: number, desk: Desk): Promise<Map<Row, RowResult>> {
  const { inputs, ports, outputDirectory } = desk
  const kept = await readEarlier(work, inputs, ports, place)
  await layEarlier(kept.values(), outputDirectory, ports)
  const results = new Map<Row, RowResult>()
  for (const [row, { file, path, attempt }] of kept) {
    const { facts } = await inspectWheelFile(path, ports)
    if (facts !== undefined) desk.own.push({ path, project: facts.name.project, requires: facts.metadata.requiresDist })
    const result: RowResult = { kind: 'kept', row, file, attempt }
    ports.log.say('info', tellResult(result))
    results.set(row, result)
  }
  return results
}
