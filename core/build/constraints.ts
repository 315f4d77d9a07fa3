import { parseRequirement, type Requirement } from '../python/requirement.ts'
import { admits } from '../python/specifier.ts'
import { type Installed, installedIn } from './installed.ts'

/** What came of the constraints on a build's requirements. */
export type ConstraintState = 'verified' | 'passed, not verified'
/** `broken` says which installed version they forbid. */
export type JudgedConstraints = { readonly state: ConstraintState } | { readonly broken: string }

/**
 * Judges a file of constraints by what the frontend printed of its isolated builds: `verified` where it told what it installed and
 * nothing of it is forbidden. A frontend that is silent, a line that is no requirement, and a URL or marker that would decide leave
 * it at `passed, not verified`. What a hostile build prints can only be about its own wheel.
 */
export function judgeConstraints(lines: readonly string[], output: readonly string[]): JudgedConstraints {
  const installed = output.flatMap(installedIn)
  const constraints = lines.map(withoutComment).filter((line) => line !== '')
  const verdicts = constraints.flatMap((line) => judgeLine(line, installed))
  const broken = verdicts.find((verdict) => verdict !== 'unsure')
  if (broken !== undefined) return { broken }
  return { state: installed.length > 0 && verdicts.length === 0 ? 'verified' : 'passed, not verified' }
}

function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#.*$/, '').trim()
}

/** Nothing where it is kept, `unsure` where that cannot be told, else what breaks it. */
function judgeLine(line: string, installed: readonly Installed[]): string[] {
  const constraint = parseRequirement(line)
  if (constraint === undefined) return ['unsure']
  return installed.filter(({ project }) => project === constraint.project).flatMap((one) => judgeOne(one, constraint, line))
}

function judgeOne({ project, version }: Installed, { specifiers, url, marker }: Requirement, line: string): string[] {
  if (url !== undefined) return ['unsure']
  if (admits(specifiers, version)) return []
  return [marker === undefined ? `${project} ${version.text} was installed, which ${line} forbids` : 'unsure']
}
