import type { ProjectName } from '../python/name.ts'
import { parseRequirement, type Requirement } from '../python/requirement.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { isAtLeast } from './toolchain.ts'

/** A wheel on the machine that builds. */
export interface LaidWheel {
  readonly project: ProjectName
  /** Absolute. */
  readonly path: string
}

/** The wheels that are to stand for their projects: those that the user's own constraints say nothing of, of each project the one that was made last. */
export function standIns(wheels: readonly LaidWheel[], constraints: readonly string[]): LaidWheel[] {
  const named = new Set(constraints.map((line) => parseRequirement(line)?.project))
  return [...new Map(wheels.filter(({ project }) => !named.has(project)).map((one) => [one.project, one])).values()]
}

/**
 * Constraints by which a build takes these very wheels, whatever version an index has, pre-releases among them; `asked` is what may ask for them.
 * Where that is for extras the version alone is pinned, for pip (22 to 26 were tried) meets a constraint that is a file with no extras. Before pip 21.1 a constraint could be no file at all (pip's changelog): then there are none.
 */
export function pinsOf(wheels: readonly LaidWheel[], asked: readonly Requirement[], pip: string): string[] {
  if (pip !== '' && !isAtLeast(pip, 21, 1)) return []
  const withExtras = new Set(asked.filter(({ extras }) => extras.length > 0).map(({ project }) => project))
  return wheels.map(({ project, path }) => {
    const version = parseWheelName(path.split(/[/\\]/).at(-1) ?? '')?.version.text
    return withExtras.has(project) && version !== undefined ? `${project} == ${version}` : `${project} @ ${fileUrl(path)}`
  })
}

function fileUrl(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return `file://${slashed.startsWith('/') ? '' : '/'}${encodeURI(slashed).replaceAll(/[#?]/g, encodeURIComponent)}`
}
