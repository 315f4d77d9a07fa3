import { Problem } from '../../problem.ts'
import type { LocalPackage } from '../local-package.ts'

/** Packages sorted by project name, and a Problem `FILE_INVALID` for every name that several have: of these none is left, for nobody can say which one is meant. */
export function distinctPackages(packages: readonly LocalPackage[]): { packages: LocalPackage[]; problems: Problem[] } {
  const byName = new Map<string, LocalPackage[]>()
  for (const one of packages) {
    const same = byName.get(one.project)
    if (same === undefined) byName.set(one.project, [one])
    else same.push(one)
  }
  const groups = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, same]) => same)
  return {
    packages: groups.filter((same) => same.length === 1).flat(),
    problems: groups.filter((same) => same.length > 1).map(ambiguous),
  }
}

function ambiguous(same: readonly LocalPackage[]): Problem {
  const folders = same.map(({ folder }) => folder).sort()
  return new Problem(
    'FILE_INVALID',
    `${folders.length} packages are called ${same[0]?.project ?? ''}: in ${folders.slice(0, 20).join(', ')}.`,
    'Leave all but one out: the input packages says which folders are meant.',
  )
}
