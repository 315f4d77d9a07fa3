import { join } from 'node:path'
import type { Row } from '../../../core/build/row.ts'
import type { Bench } from '../bench.ts'

/** Keeps what a good row has printed, where it goes into the cache with its wheel: whoever restores that tells it again. */
export async function keepPrinted(row: Row, label: string, output: readonly string[], { cache, folder, ports }: Bench): Promise<void> {
  if (row.cache === undefined || cache?.inputs.writes !== true || output.length === 0) return
  const path = join(folder, 'printed', `${label}.log`)
  await ports.files.write(path, `${output.join('\n')}\n`)
  cache.logs.set(row, path)
}
