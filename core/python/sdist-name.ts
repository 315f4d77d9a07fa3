import { sdistStem } from './file-kind.ts'
import { type ProjectName, normalizeName, parseName } from './name.ts'
import { type Version, parseVersion } from './version.ts'

/** What a source distribution's file name says. */
export interface SdistName {
  readonly project: ProjectName
  readonly version: Version
}

/**
 * Reads `{name}-{version}.tar.gz` or `.zip` (PEP 625); undefined for what is none. Old names may hold hyphens in both parts
 * (`foo-bar-1.0-1.tar.gz`): the last hyphen divides them, or where `project` is given, the one that leaves its name.
 */
export function parseSdistName(file: string, project?: ProjectName): SdistName | undefined {
  const { stem, hyphens } = partsOf(file)
  const splits = project === undefined ? hyphens.slice(-1) : hyphens.filter((at) => normalizeName(stem.slice(0, at)) === project)
  return splits.map((at) => divide(stem, at)).find((found) => found !== undefined)
}

/** All that an sdist's name can mean, the likeliest first: more than one thing only for old spellings. */
export function sdistNames(file: string): SdistName[] {
  const { stem, hyphens } = partsOf(file)
  return hyphens.toReversed().flatMap((at) => divide(stem, at) ?? [])
}

function partsOf(file: string): { readonly stem: string; readonly hyphens: number[] } {
  const stem = sdistStem(file)
  return { stem, hyphens: [...stem.matchAll(/-/g)].map(({ index }) => index) }
}

function divide(stem: string, at: number): SdistName | undefined {
  const project = parseName(stem.slice(0, at))
  const version = parseVersion(stem.slice(at + 1))
  return project === undefined || version === undefined ? undefined : { project, version }
}
