import { Problem } from '../../problem.ts'
import { parseToml } from '../../toml.ts'
import type { LocalPackage } from '../local-package.ts'
import { isInPackage, ownersOf, packagesBelow } from './owners.ts'
import { packageFiles } from '../packages/workspace.ts'

/** A changed path that no package owns, and the packages that it may concern. */
export interface CommonFile {
  readonly path: string
  /** What builds and tests read, what says which jobs there are, or the rules themselves. */
  readonly what: 'settings' | 'matrix' | 'rules'
  readonly packages: readonly LocalPackage[]
}

/** What backends, installers, runners of tests and the pipeline look for above a package; linters and documentation do not make a wheel another. */
const settings = new RegExp(
  `^(?:${[
    'pyproject\\.toml|setup\\.(?:cfg|py)|(?:uv|poetry|pdm|hatch)\\.toml|Pipfile|pip\\.(?:conf|ini)|\\.python-versions?',
    'conftest\\.py|\\.?pytest\\.(?:ini|toml)|tox\\.(?:ini|toml)|noxfile\\.py|\\.coveragerc',
    '\\.?azure-pipelines\\.ya?ml',
  ].join('|')})$`,
)

/**
 * The files among paths that builds and tests of all packages below their folder may read: they lie above some and in no package's folder. Those of
 * a package at the top are its own, but for its pyproject.toml where the workspace in it is another now.
 */
export function settingsFiles(paths: readonly string[], packages: readonly LocalPackage[], isWorkspaceOther: boolean): CommonFile[] {
  const named = paths.filter((path) => settings.test(path.slice(path.lastIndexOf('/') + 1)))
  if (named.length === 0) return []
  const [owners, below] = [ownersOf(packages), packagesBelow(packages)]
  const isOfTop = (path: string): boolean =>
    owners.top.length > 0 && packageFiles.some((name) => name === path) && !(path === 'pyproject.toml' && isWorkspaceOther)
  return named.flatMap((path): CommonFile[] => {
    const concerned = below.get(path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.')
    if (concerned === undefined || isOfTop(path) || isInPackage(owners, path)) return []
    return [{ path, what: 'settings', packages: concerned }]
  })
}

/**
 * Whether the members of uv's workspace may get other things by another state of its root's pyproject.toml: anything of its [tool.uv] is another, or
 * it is not known. Undefined is a file that is not there.
 */
export function isOtherWorkspace(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined && after === undefined) return true
  try {
    return workspaceOf(before) !== workspaceOf(after)
  } catch (error) {
    if (error instanceof Problem) return true
    throw error
  }
}

/** What of a top's pyproject.toml concerns the members of uv's workspace; empty where it is none. What cannot be read is a Problem `FILE_INVALID`. */
export function workspaceOf(text: string | undefined): string {
  const uv = parseToml(text ?? '', 'pyproject.toml').at('tool', 'uv')
  return uv.missing || uv.get('workspace').missing ? '' : JSON.stringify(uv.value)
}

/** What the reader should know of a file by which packages are selected, and how to say otherwise. */
export function commonNote({ path, what, packages }: CommonFile): string {
  const which = packages.length === 1 ? `${packages[0]?.name ?? ''} is` : `${packages.length} packages are`
  const why = {
    settings: 'may be read by every build or test below it',
    matrix: 'says which jobs packages have',
    rules: 'says what is planned',
  }[what]
  return `${path} ${why}, so ${which} planned with it; a rule that names it, or 'ignore', says otherwise.`
}
