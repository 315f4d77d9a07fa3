import { few } from '../few.ts'
import { listedIn } from '../index/standing.ts'
import type { ProjectListing } from '../ports.ts'
import type { StandingFile } from './plan/standings.ts'

/** What whoever approves should know of files that are there and were yanked: no release brings them back. One sentence, or none. */
export function tellYanked(files: readonly StandingFile[], listings: ReadonlyMap<string, ProjectListing | undefined>): string[] {
  const listed = new Map([...listings].map(([project, listing]) => [project, listedIn(listing)]))
  const yanked = files.filter(({ file, project, standing }) => {
    const found = standing === 'same' ? listed.get(project)?.(file.name) : undefined
    return found !== undefined && found.yanked !== false
  })
  if (yanked.length === 0) return []
  const names = yanked.map(({ file }) => file.name)
  return [`Yanked in the index, and not brought back by a release: ${few(names, 20)}.`]
}
