import type { CoberturaReport } from './cobertura.ts'
import type { Coverage } from './coverage.ts'
import { installedPaths } from './installed-paths.ts'
import { mergeCoverage } from './merge.ts'
import { below, isAbsolutePath, normalPath } from './normal-path.ts'

/** What was measured, and where. */
export interface Scene {
  /** The files of the project, `/`-separated and relative to it. */
  readonly files: ReadonlySet<string>
  /** Where the project lies below the checkout's top, `/`-separated; empty for the top itself. */
  readonly inside: string
  /** The folder where the suite ran, and that of the project, where it was measured; parts of both have the paths of the project. */
  readonly cwd: string
  readonly project: string
  /** Top-level names that the wheel installs; none where none is installed. */
  readonly modules: readonly string[]
  /** Whether paths there are the same ignoring case. */
  readonly windows: boolean
}

/** A report's files by the paths of the sources. */
export interface OnSources {
  readonly coverage: Coverage
  /** Files that are none of the sources, as the report has them. */
  readonly foreign: readonly string[]
  /** Files of the package, by their paths in the sources, that were measured there or in a copy and not where the wheel is installed. */
  readonly uninstalled: readonly string[]
}

/**
 * Finds what a report's files are in the sources: a file where the suite ran or in the project's own copy is the same there, an installed one is
 * that which ends with its path in the package (`src/` or whatever folder before it), by the folder that fits most of them.
 */
export function onSources({ sources, coverage }: CoberturaReport, scene: Scene): OnSources {
  const candidates = new Map([...coverage.keys()].map((name) => [name, candidatesOf(name, sources, scene)]))
  const installed = installedPaths([...candidates.values()].flat(), scene)
  const [parts, foreign, uninstalled]: [Coverage[], string[], string[]] = [[], [], []]
  for (const [name, lines] of coverage) {
    const found = firstOf(candidates.get(name) ?? [], (path) => placeOf(path, installed, scene))
    if (found === undefined) foreign.push(name)
    else parts.push(new Map([[inCheckout(found.path, scene), lines]]))
    if (found !== undefined && !found.isInstalled && isOfPackage(found.path, scene)) uninstalled.push(inCheckout(found.path, scene))
  }
  return { coverage: mergeCoverage(parts), foreign: foreign.sort(), uninstalled: uninstalled.sort() }
}

/** Where a file of a report may be: a relative one is of one of its folders, or of where it was written. */
function candidatesOf(name: string, sources: readonly string[], { cwd }: Scene): string[] {
  const path = normalPath(name)
  if (isAbsolutePath(path)) return [path]
  const folders = sources.filter((folder) => folder !== '').map((folder) => (isAbsolutePath(folder) ? folder : `${cwd}/${folder}`))
  return [...new Set([...folders, cwd].map((folder) => normalPath(`${folder}/${path}`)))]
}

interface Found {
  /** In the project. */
  readonly path: string
  readonly isInstalled: boolean
}

function placeOf(path: string, installed: ReadonlyMap<string, string>, scene: Scene): Found | undefined {
  const source = installed.get(path)
  if (source !== undefined) return { path: source, isInstalled: true }
  const own = firstOf([scene.cwd, scene.project], (folder) => below(path, folder, scene.windows))
  return own !== undefined && scene.files.has(own) ? { path: own, isInstalled: false } : undefined
}

function inCheckout(path: string, { inside }: Scene): string {
  return inside === '' ? path : `${inside}/${path}`
}

/** Whether a file of the project is what the wheel installs, and no test beside it. */
function isOfPackage(path: string, { modules }: Scene): boolean {
  const [first = ''] = path.replace(/^(?:src|lib|python)\//, '').split('/')
  return modules.includes(first.replace(/\.[^.]*$/, ''))
}

function firstOf<T, R>(all: readonly T[], look: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}
