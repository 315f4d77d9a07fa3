import { parseSdistName } from '../python/sdist-name.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { isDistribution } from './adoption.ts'
import { storedAt } from './layout.ts'
import type { ProjectDocument } from './project-document.ts'

/**
 * Whether what a document says is to be removed may be: a file of this very project that it has deleted, and that nothing in it links any more. Whoever
 * can write to the store can write any key there, but the pages, the documents and the files of other projects are nothing that a removal leaves.
 */
export function mayLeave(key: string, { name, files, deleted }: ProjectDocument): boolean {
  const parts = key.split('/')
  const filename = parts.at(-1) ?? ''
  if (parts.length < 2 || parts.some((part) => /^\.{0,2}$/.test(part))) return false
  const isListed = files.some((file) => storedAt(file) === key)
  return isDistribution(filename) && isNamedFor(filename, name) && deleted.includes(filename) && !isListed
}

/** Of files that are neither wheels nor sdists (`.egg`, `.exe`) the name only begins with the project's. */
function isNamedFor(filename: string, project: ProjectName): boolean {
  if (/\.whl$/i.test(filename)) return parseWheelName(filename)?.project === project
  if (/\.(?:tar\.gz|zip)$/i.test(filename)) return parseSdistName(filename, project) !== undefined
  const name = normalizeName(filename)
  return name.startsWith(`${project}-`) && /^\d/.test(name.slice(project.length + 1))
}
