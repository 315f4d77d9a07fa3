import { addTo } from '../add-to.ts'

/** What is installed, and what it was made of. */
interface Made {
  /** The files of the project, `/`-separated and relative to it. */
  readonly files: ReadonlySet<string>
  /** Top-level names that the wheel installs. */
  readonly modules: readonly string[]
}

/**
 * What installed files (plain paths) of the wheel's own packages are in the project: the file that ends with the same path in the package, in the folder
 * that holds most of them. Where a package's folder has another name in the project, it is the only one that holds all of them.
 */
export function installedPaths(paths: readonly string[], { files, modules }: Made): Map<string, string> {
  const installed = paths.flatMap((path): Installed[] => {
    const within = withinSite(path)
    return within !== undefined && modules.includes(topOf(within)) ? [{ path, within }] : []
  })
  const folders = foldersOf(installed, { files, modules })
  const found = new Map<string, string>()
  for (const { path, within } of installed) {
    const folder = folders.find((one) => files.has(`${one}${within}`))
    if (folder !== undefined) found.set(path, `${folder}${within}`)
  }
  for (const module of modules) addRenamed(module, installed, found, files)
  return found
}

interface Installed {
  readonly path: string
  /** Relative to the folder of installed packages. */
  readonly within: string
}

/** Relative to `site-packages`, or `dist-packages` as Debian has it. */
function withinSite(path: string): string | undefined {
  return /^.*\/(?:site|dist)-packages\/(.+)$/.exec(path)?.[1]
}

function topOf(within: string): string {
  const [first = ''] = within.split('/')
  return within.includes('/') ? first : first.replace(/\..*$/, '')
}

/** The folders of the project that hold any of them (each with its slash), that of most first, then the highest. */
function foldersOf(installed: readonly Installed[], { files, modules }: Made): string[] {
  const counts = new Map<string, number>()
  const byEnd = endsOf(files, modules)
  for (const { within } of installed)
    for (const file of byEnd.get(within) ?? []) {
      const folder = file.slice(0, file.length - within.length)
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
  return [...counts]
    .sort(([one, few], [other, many]) => many - few || depth(one) - depth(other) || (one < other ? -1 : 1))
    .map(([folder]) => folder)
}

function depth(folder: string): number {
  return folder.split('/').length
}

/** Files by each end of theirs that may be a path in one of the modules. */
function endsOf(files: ReadonlySet<string>, modules: readonly string[]): Map<string, string[]> {
  const [ends, known] = [new Map<string, string[]>(), new Set(modules)]
  for (const file of files) {
    const parts = file.split('/')
    for (const [at, part] of parts.entries())
      if (known.has(at === parts.length - 1 ? topOf(part) : part)) addTo(ends, parts.slice(at).join('/'), file)
  }
  return ends
}

/** `package_dir = { spam = "lib" }`: nothing is called as in the package. Files of any names may lie beside each other by chance, but for its `__init__.py`. */
function addRenamed(module: string, installed: readonly Installed[], found: Map<string, string>, files: ReadonlySet<string>): void {
  const own = installed.filter(({ within }) => within.startsWith(`${module}/`))
  const rests = own.map(({ path, within }) => ({ path, rest: within.slice(module.length + 1) }))
  if (!rests.some(({ rest }) => rest === initial) || own.some(({ path }) => found.has(path))) return
  const folders = [...files].filter((file) => `/${file}`.endsWith(`/${initial}`)).map((file) => file.slice(0, -initial.length))
  const [folder, ...others] = folders.filter((one) => rests.every(({ rest }) => files.has(`${one}${rest}`)))
  if (folder === undefined || others.length > 0) return
  for (const { path, rest } of rests) found.set(path, `${folder}${rest}`)
}

const initial = '__init__.py'
