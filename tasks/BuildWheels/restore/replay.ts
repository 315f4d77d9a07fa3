import { basename } from 'node:path'
import { makerOf, tellRestored } from '../../../core/cache/restored.ts'
import { replayLogs } from '../cache/replay-log.ts'
import type { FetchedUnit } from './fetch-unit.ts'
import type { LaidUnit } from './lay-unit.ts'
import type { RestorePorts } from './ports.ts'

/** Shows what was printed when a unit was built: the artifact has all of it. */
export async function replay(
  { unit, entry: { manifest } }: FetchedUnit & { readonly kind: 'there' },
  { logs, files: kept }: Pick<LaidUnit, 'files' | 'logs'>,
  ports: Pick<RestorePorts, 'files' | 'log'>,
): Promise<void> {
  const version = unit.version === '' ? (kept[0]?.version ?? '') : ''
  const title = [unit.title, version].filter((part) => part !== '').join(' ')
  const rest = (path: string): string => `in ${basename(path)} of the artifact`
  await replayLogs(`${title} (${tellRestored({ made_by: makerOf(manifest) })})`, logs, rest, ports)
}
