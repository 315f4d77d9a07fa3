import { takesUploads } from '../../index/status.ts'
import type { ProjectListing } from '../../ports.ts'
import { Problem } from '../../problem.ts'
import type { StandingFile } from './standings.ts'

/** Throws the Problem `REFUSED` where a file is missing from a project that takes none (PEP 792): nobody should approve what the index will not have. */
export function refuseClosed(
  files: readonly StandingFile[],
  listings: ReadonlyMap<string, ProjectListing | undefined>,
  index: string,
): void {
  const absent = files.filter(({ standing }) => standing === 'absent').map(({ project }) => project)
  const says = [...new Set(absent)].flatMap((project) => {
    const status = listings.get(project)?.status
    if (status === undefined || takesUploads(status)) return []
    return [`${project}, which is ${status.status}${status.reason === undefined ? '' : ` (${status.reason})`}`]
  })
  if (says.length === 0) return
  throw new Problem(
    'REFUSED',
    `${index} takes no files of ${says.join(', nor of ')}.`,
    'Set the status of the project back there, or leave its files out.',
  )
}
