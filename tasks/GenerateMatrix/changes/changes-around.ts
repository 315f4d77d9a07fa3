import { posix, relative, resolve, sep } from 'node:path'
import { addTo } from '../../../core/add-to.ts'
import { type CommonFile, isOtherWorkspace, settingsFiles } from '../../../core/changes/select/around-packages.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { isObjectText } from '../../../core/object-input.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import type { Inputs } from '../inputs.ts'
import { readMatrixFiles } from '../matrix/read-matrix-files.ts'
import type { Ports } from '../ports.ts'
import type { PlannedCheckout } from './checkout.ts'
import { defaultConfigs } from './place-packages.ts'
import { textAt } from './text-at.ts'

/** What changed, and between which commits; these are empty where nobody knows them. */
export interface ChangedPaths {
  /** Relative to the top of the repository. */
  readonly paths: readonly string[]
  readonly base: string
  readonly head: string
}

/** The changed files that concern packages whose they are not: what builds and tests read above packages, matrices, their configurations, and the rules. */
export async function commonChanges(
  changed: ChangedPaths,
  packages: readonly LocalPackage[],
  checkout: Pick<PlannedCheckout, 'folderOf'>,
  inputs: Pick<Inputs, 'changes'>,
  ports: Pick<Ports, 'files' | 'history' | 'sources'>,
): Promise<CommonFile[]> {
  const { paths } = changed
  if (paths.length === 0) return []
  const isWorkspaceOther = paths.includes('pyproject.toml') && (await isWorkspaceChanged(changed, ports))
  // Matrices and rules are named from the sources on.
  const bySource = new Map(paths.map((path) => [checkout.folderOf(path), path]))
  const found = (what: CommonFile['what'], source: string | undefined, concerned: readonly LocalPackage[]): CommonFile[] => {
    const path = source === undefined ? undefined : bySource.get(source)
    return path === undefined || concerned.length === 0 ? [] : [{ path, what, packages: concerned }]
  }
  const unnamed = packages.filter(({ configs }) => configs.length === 0)
  return [
    ...settingsFiles(paths, packages, isWorkspaceOther),
    ...[...(await matrixUsers(packages, inputs, ports))].flatMap(([source, users]) => found('matrix', source, [...users])),
    ...found('matrix', fileOf(inputs.changes.matrixConfigs, ports), unnamed),
    ...found('rules', fileOf(inputs.changes.rules, ports), packages),
  ]
}

async function isWorkspaceChanged({ base, head }: ChangedPaths, { history }: Pick<Ports, 'history'>): Promise<boolean> {
  const textOf = async (commit: string): Promise<string | undefined> => await textAt(commit, 'pyproject.toml', history)
  return isOtherWorkspace(await textOf(base), await textOf(head))
}

/** By matrix file, relative to the sources, the packages whose jobs are made of it; also of one that is not there any more. */
async function matrixUsers(
  packages: readonly LocalPackage[],
  { changes }: Pick<Inputs, 'changes'>,
  ports: Pick<Ports, 'files' | 'sources'>,
): Promise<Map<string, Set<LocalPackage>>> {
  const defaults = await defaultConfigs(changes, ports)
  const byPath = new Map<string, LocalPackage[]>()
  for (const one of packages)
    for (const path of new Set((one.configs.length > 0 ? one.configs : defaults).map((config) => config.path))) addTo(byPath, path, one)
  const files = await readMatrixFiles([...byPath.keys()], ports)
  const users = new Map<string, Set<LocalPackage>>()
  for (const [path, some] of byPath)
    for (const source of chainOf(path, files)) {
      const all = users.get(source) ?? new Set()
      users.set(source, all)
      for (const one of some) all.add(one)
    }
  return users
}

/** A file and what it imports, as far as that is there; circles and gaps are told where it is used. */
function chainOf(path: string, files: ReadonlyMap<string, MatrixFile>): Set<string> {
  const chain = new Set<string>()
  for (let next: string | undefined = path; next !== undefined;) {
    const file = files.get(next)
    const source = posix.normalize(file?.source ?? next.replaceAll('\\', '/').replace(/^\/+/, ''))
    if (chain.has(source)) break
    chain.add(source)
    next = file?.imports
  }
  return chain
}

/** The file that an input names, relative to the sources, above which it may lie with the repository; undefined where it holds the object itself. */
function fileOf(input: string | undefined, { sources }: Pick<Ports, 'sources'>): string | undefined {
  return input === undefined || isObjectText(input) ? undefined : relative(sources, resolve(sources, input)).split(sep).join(posix.sep)
}
