import { balancing } from './balancing.ts'
import { cacheStatus } from './cache-status.ts'
import { fingerprints } from './fingerprints.ts'
import type { Row } from './row.ts'

/** What a cache has of 2,000 keys, the keys of 2,000 packages, and jobs that last as long as each other. */
export async function cache(main: string): Promise<Row[]> {
  return [...(await cacheStatus()), ...(await fingerprints(main)), ...balancing()]
}
