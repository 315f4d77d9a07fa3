import { join } from 'node:path'
import { readLocalFile } from '../../../local-agent/server/local-file.ts'
import { newRun } from '../../../local-agent/server/new-run.ts'
import type { Sources } from '../../../local-agent/server/sources.ts'
import type { RunRecord } from '../../../local-agent/record.ts'

/** A folder on the main branch, of no commit. */
export const sourcesOf = (repository: string, more: Partial<Sources> = {}): Sources => ({
  repository,
  provider: 'TfsGit',
  reason: 'Manual',
  branch: 'refs/heads/main',
  version: '0'.repeat(40),
  ...more,
})

/** A run of `p.yml` of a folder that has just been queued. */
export function queued(folder: string): RunRecord {
  const file = join(folder, 'p.yml')
  return newRun(file, sourcesOf(folder), readLocalFile(file))
}
