import type { ProjectName } from '../python/name.ts'
import { parseRequirement } from '../python/requirement.ts'
import { isAtLeast } from './toolchain.ts'

/** A wheel on the machine that builds. */
export interface LaidWheel {
  readonly project: ProjectName
  /** Absolute. */
  readonly path: string
}

/**
 * Constraints by which an install takes these very wheels for their projects, whatever version an index has, pre-releases among them; what the user's
 * own constraints name is theirs. Before pip 21.1 a constraint could be no file (pip's changelog): then there are none.
 */
export function pinsOf(wheels: readonly LaidWheel[], others: readonly string[], pip: string): string[] {
  if (pip !== '' && !isAtLeast(pip, 21, 1)) return []
  const named = new Set(others.map((line) => parseRequirement(line)?.project))
  const own = new Map(wheels.filter(({ project }) => !named.has(project)).map(({ project, path }) => [project, path]))
  return [...own].map(([project, path]) => `${project} @ ${fileUrl(path)}`)
}

function fileUrl(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return `file://${slashed.startsWith('/') ? '' : '/'}${encodeURI(slashed).replaceAll(/[#?]/g, encodeURIComponent)}`
}
