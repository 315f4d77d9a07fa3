import type { FolderLeg, LocalFolder } from '../../../core/pipeline/folder-leg.ts'
import { formatJobData } from '../../../core/pipeline/job-data.ts'

/** A package in the folder of its name, with what it needs of its leg. */
export function local(name: string, ...needs: readonly string[]): LocalFolder {
  return { name, folder: `pkgs/${name}`, local: needs }
}

/** A leg of folders; a test says what is different. */
export function folderLeg(is: Partial<FolderLeg> = {}): FolderLeg {
  return { leg: 'packages', commit: 'c0ffee', time: 1_600_000_000, packages: [], dependencies: [], ...is }
}

/** Its `job_data`, inlined. */
export function folderData(is: Partial<FolderLeg> = {}): string {
  return formatJobData({ kind: 'folders', work: { ...folderLeg(is), planDigest: 'f'.repeat(64) } })
}
