import { join } from 'node:path'
import { type Content, contentsOf } from '../../../core/cache/content.ts'
import { listValue } from '../../../core/cache/fingerprint.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { type Added, sharedLocks } from '../../../core/changes/select/affected.ts'
import type { PackageGraph } from '../../../core/changes/select/package-graph.ts'
import type { Rules } from '../../../core/changes/select/rules.ts'
import type { TreeObject } from '../../../core/history.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { PlannedCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { textOf } from '../source-files.ts'

/** What contents are made of beside the inputs. */
export interface ContentSources {
  readonly packages: readonly LocalPackage[]
  /** Of these packages. */
  readonly graph: PackageGraph
  readonly rules: Rules
  /** What a hook has selected. */
  readonly added: readonly Added[]
  readonly checkout: Pick<PlannedCheckout, 'commit' | 'top'>
  /** As `readObjects` reads them. */
  readonly objects: readonly TreeObject[]
}

/** Files that are read at once. */
const breadth = 8

/** What every package of the repository is made of. */
export async function readContents(
  { packages, graph, rules, added, checkout, objects }: ContentSources,
  { cache, changes }: Pick<Inputs, 'cache' | 'changes'>,
  ports: Pick<Ports, 'environment' | 'files' | 'history'>,
): Promise<ReadonlyMap<ProjectName, Content>> {
  const paths = objects.map(({ path }) => path)
  const read = [...sharedLocks(paths, packages), ...paths.filter((path) => path === 'pyproject.toml')]
  const texts = await inParallel(read, breadth, async (path) => [path, await textOf(join(checkout.top, path), ports)] as const)
  const known = texts.filter((one): one is readonly [string, string] => one[1] !== undefined)
  return contentsOf(packages, graph, {
    objects,
    rules,
    excludePaths: changes.excludePaths,
    texts: new Map(known),
    version: await versionOf(packages, checkout, ports),
    isolated: cache.isolated,
    added,
  })
}

/**
 * What stands for a version that a tool reads from git: the commit, and which tags there are. A run of a tag may have fetched it by another name, and the plan's checkout none:
 * so what the run itself says of its tag counts too. Empty where no package has such a version.
 */
async function versionOf(
  packages: readonly LocalPackage[],
  { commit }: Pick<PlannedCheckout, 'commit'>,
  { history, environment }: Pick<Ports, 'environment' | 'history'>,
): Promise<string> {
  if (packages.every(({ versionTool }) => versionTool === '')) return ''
  const branch = environment['BUILD_SOURCEBRANCH'] ?? ''
  const tags = commit === '' ? [] : [...(await history.tags())].sort()
  return listValue([commit, branch.startsWith('refs/tags/') ? branch : '', ...tags])
}
