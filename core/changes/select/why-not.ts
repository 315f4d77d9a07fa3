import type { ProjectName } from '../../python/name.ts'
import type { PackageGraph } from './package-graph.ts'
import type { Choice, ChangeSelection } from './selection.ts'

/**
 * Why packages are not selected that need one that is, by project, as a part of a sentence that follows the package's name. `depth` is undefined where each package is by
 * itself.
 */
export function whyNot({ choices }: ChangeSelection, graph: PackageGraph, depth: number | undefined): ReadonlyMap<ProjectName, string> {
  const selected = new Map(choices.filter(({ as }) => as !== 'not-selected').map((one) => [one.package.project, one]))
  const refused = new Map<ProjectName, Choice>()
  for (const { from, to } of graph.refused) {
    const needed = selected.get(to)
    if (needed !== undefined) refused.set(from, needed)
  }
  const found = new Map<ProjectName, string>()
  for (const { as, package: one } of choices) {
    if (as !== 'not-selected') continue
    const other = refused.get(one.project)
    const needed = (graph.needs.get(one.project) ?? []).flatMap(({ to }) => selected.get(to) ?? [])[0]
    if (needed !== undefined) found.set(one.project, unreached(needed, depth))
    else if (other !== undefined) found.set(one.project, `it needs another version of ${other.package.name} than is here`)
  }
  return found
}

function unreached({ package: { name }, reason }: Choice, depth: number | undefined): string {
  if (depth === undefined) return `it needs ${name}, and each package is by itself (isolated)`
  const steps = reason?.kind === 'needs' ? reason.chain.length : 0
  if (steps < depth) return `it needs ${name}, which is only tested along and did not change`
  return `it needs ${name}, beyond indirectDepth, ${depth}`
}
