import { titleOf } from '../../../core/build/row.ts'
import { makerOf } from '../../../core/cache/restored.ts'
import type { Desk } from '../bench.ts'
import type { Fit } from './fit.ts'

/** Tells again what was printed when an entry was built, as it was redacted then; each line is marked, since nothing of it happens here. */
export async function replayLog(
  { entry, pathOf, unit }: Pick<Fit, 'entry' | 'pathOf' | 'unit'>,
  { ports }: Pick<Desk, 'ports'>,
): Promise<void> {
  const logs = entry.stored.filter(({ as }) => as === 'log')
  const [first] = unit.rows
  if (logs.length === 0 || first === undefined) return
  const maker = makerOf(entry.manifest)
  await ports.log.group(`${titleOf(first)} (from the cache${maker === '' ? '' : `, built by ${maker}`})`, async () => {
    for (const log of logs) {
      const text = new TextDecoder().decode(await ports.files.read(pathOf(log)))
      for (const line of text.replace(/\n$/, '').split('\n')) ports.log.foreign(`${mark}${line}`)
    }
  })
}

/** What stands before a line that was printed by another run. */
const mark = '[cache] '
