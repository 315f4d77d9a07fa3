import { basename } from 'node:path'
import { makerOf } from '../../../core/cache/restored.ts'
import type { FetchedUnit } from './fetch-unit.ts'
import type { LaidUnit } from './lay-unit.ts'
import type { RestorePorts } from './ports.ts'

/** Lines of one log that are shown: the artifact has them all. */
const mostLines = 5000

/** Shows what was printed when a unit was built, each line marked with whose it is. */
export async function replay(
  { unit, entry: { manifest } }: FetchedUnit & { readonly kind: 'there' },
  { logs, files: kept }: Pick<LaidUnit, 'files' | 'logs'>,
  { files, log }: Pick<RestorePorts, 'files' | 'log'>,
): Promise<void> {
  const version = unit.version === '' ? (kept[0]?.version ?? '') : ''
  await log.group(
    `${[unit.title, version].filter((part) => part !== '').join(' ')} (from the cache, built by ${makerOf(manifest)})`,
    async () => {
      if (logs.length === 0) log.say('info', 'No log of it was kept.')
      for (const path of logs) {
        if (logs.length > 1) log.say('info', `${basename(path)}:`)
        for (const line of await linesOf(path, files)) log.foreign(`[cache] ${line}`)
      }
    },
  )
}

/** The end of a log says what came of it. */
async function linesOf(path: string, files: RestorePorts['files']): Promise<string[]> {
  const lines = new TextDecoder().decode(await files.read(path)).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const left = lines.length - mostLines
  return left <= 0 ? lines : [`${left} lines before these are in ${basename(path)} of the artifact.`, ...lines.slice(left)]
}
