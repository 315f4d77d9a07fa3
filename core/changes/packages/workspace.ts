import { parseToml } from '../../toml.ts'
import { type Globs, isMatch, parseGlobs } from '../globs.ts'
import { isInstalled } from './left-by-tools.ts'

/** By the folder that they lie in (`.` is the top), the names of its package files. */
export type PackageFolders = ReadonlyMap<string, ReadonlySet<string>>

/** Files that make a folder a package's. */
export const packageFiles = ['pyproject.toml', 'setup.cfg', 'setup.py'] as const

/** The package files among paths of a repository; what tools install there - below a virtual environment, `node_modules` and the like - is nobody's package. */
export function packageFolders(paths: readonly string[]): PackageFolders {
  const folders = new Map<string, Set<string>>()
  const environments = paths.filter((path) => nameOf(path) === 'pyvenv.cfg').map((path) => `${folderOf(path)}/`)
  for (const path of paths) {
    const folder = folderOf(path)
    if (!packageFiles.some((name) => name === nameOf(path)) || isInstalled(folder)) continue
    if (environments.some((one) => `${folder}/`.startsWith(one))) continue
    folders.set(folder, (folders.get(folder) ?? new Set()).add(nameOf(path)))
  }
  return folders
}

/** Folders of package files among paths that `packageFolders` takes for nobody's, sorted. */
export function toolFolders(paths: readonly string[], found: PackageFolders): string[] {
  const folders = paths.filter((path) => packageFiles.some((name) => name === nameOf(path))).map(folderOf)
  return [...new Set(folders)].filter((folder) => !found.has(folder)).sort()
}

/** Globs of package folders, relative to the top; `!` leaves out, and a `/` at the end is of no account. */
export function folderGlobs(texts: readonly string[]): Globs {
  return parseGlobs(texts.map((text) => text.replaceAll('\\', '/').replace(/(?<=[^/!])\/+$/, '')))
}

/** The globs of a list that match no folder, so that a misspelt one is seen. */
export function idleGlobs(texts: readonly string[], folders: readonly string[]): string[] {
  return texts.filter((text) => {
    const globs = folderGlobs([text])
    return !text.startsWith('!') && !folders.some((folder) => isMatch(globs, folder))
  })
}

/** The globs of a uv workspace's members, the top among them, as its root's pyproject.toml has them; undefined where it is none. */
export function workspaceGlobs(pyproject: string | undefined, source: string): string[] | undefined {
  if (pyproject === undefined) return undefined
  const workspace = parseToml(pyproject, source).at('tool', 'uv', 'workspace')
  if (workspace.missing) return undefined
  const texts = (key: string): string[] => (workspace.get(key).optional((field) => field.list()) ?? []).map((one) => one.text())
  return ['.', ...texts('members'), ...texts('exclude').map((glob) => `!${glob}`)]
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/')
  return end === -1 ? '.' : path.slice(0, end)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
