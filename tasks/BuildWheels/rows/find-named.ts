import { Problem } from '../../../core/problem.ts'
import { findPackages } from '../../../flows/find-packages.ts'
import { nearest } from '../../../core/nearest.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { Ports } from '../ports.ts'

type World = Pick<Ports, 'environment' | 'files' | 'log' | 'processes' | 'windows' | 'workspace'>

/** The folders of packages of the checkout by their names, relative to the sources; one that it does not have is `FILE_MISSING`. */
export async function findNamed(names: readonly string[], ports: World): Promise<ReadonlyMap<string, string>> {
  const { packages, problems } = await findPackages({ top: ports.workspace.sources, globs: [], tracked: undefined }, ports)
  const folders = new Map<string, string>()
  for (const { artifact, folder } of packages) folders.set(normalizeName(artifact), folder)
  for (const { project, folder } of packages) folders.set(project, folder)
  return new Map(names.map((name) => [name, folders.get(normalizeName(name)) ?? missing(name, [...folders.keys()], problems)]))
}

/** A package file that cannot be read may be the one. */
function missing(name: string, known: readonly string[], problems: readonly Problem[]): never {
  const near = nearest(normalizeName(name), known)
  const broken = problems.length === 0 ? '' : ` These cannot be read: ${problems.map(({ message }) => message).join(' ')}`
  throw new Problem(
    'FILE_MISSING',
    `The input 'packages' names '${name}', which is no path, and no package of the checkout has that name.${broken}`,
    near === undefined ? 'Write folders, .tar.gz or .zip files, relative to the sources, or names of packages.' : `Did you mean '${near}'?`,
  )
}
