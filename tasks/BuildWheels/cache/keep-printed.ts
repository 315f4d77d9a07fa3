import { join } from 'node:path'
import { type Row, titleOf } from '../../../core/build/row.ts'
import { reason } from '../../../core/problem.ts'
import type { Bench } from '../bench.ts'

/**
 * Keeps what a good row has printed, where it goes into the cache with its wheel: whoever restores that tells it again. Where it cannot be kept a warning says so: the
 * wheel is no worse for it.
 */
export async function keepPrinted(row: Row, label: string, output: readonly string[], { cache, folder, ports }: Bench): Promise<void> {
  if (row.cache === undefined || cache?.inputs.writes !== true || output.length === 0) return
  const path = join(folder, 'printed', `${label}.log`)
  try {
    await ports.files.write(path, `${output.join('\n')}\n`)
    cache.logs.set(row, path)
  } catch (error) {
    ports.log.say('warning', `What ${titleOf(row)} printed is not saved in the cache: ${reason(error)}`)
  }
}
