/** Which Pythons look for an extension module, by its file name. */
export interface ExtensionName {
  /** The module's path without any suffix: the same of several builds of one module. */
  readonly module: string
  /** `interpreter`: one only; `abi3` and `abi3t`: those of that stable ABI; `plain`: all of a system. */
  readonly kind: 'interpreter' | 'abi3' | 'abi3t' | 'plain'
  /** Of one interpreter: its python tag, `cp311` or `pp311`. */
  readonly python: string
  readonly freeThreaded: boolean
}

/**
 * Reads the file name of an extension module: `_x.cpython-311-x86_64-linux-gnu.so`, `_x.cpython-311.so` of FreeBSD,
 * `_x.cp314t-win_amd64.pyd`, `_x.abi3.so`, `_x.pyd`. Undefined for libraries, and for a `.so` that may be either.
 */
export function parseExtensionName(path: string): ExtensionName | undefined {
  const [, module = '', kind = '', version = '', flags = ''] =
    /^((?:.*\/)?[^./]+)(?:\.(?:(cpython-|cp|pypy)([0-9]+)([a-z]*)|(?:abi3t?))(?:-[^/.]*)?)?\.(?:so|pyd)$/.exec(path) ?? []
  if (module === '') return undefined
  if (kind !== '')
    return { module, kind: 'interpreter', python: `${kind === 'pypy' ? 'pp' : 'cp'}${version}`, freeThreaded: flags.includes('t') }
  const stable = /\.(abi3t?)(?:-[^/.]*)?\.(?:so|pyd)$/.exec(path)?.[1]
  if (stable === 'abi3' || stable === 'abi3t') return { module, kind: stable, python: '', freeThreaded: stable === 'abi3t' }
  return path.endsWith('.pyd') ? { module, kind: 'plain', python: '', freeThreaded: false } : undefined
}

/** Extension modules of which a wheel holds one build alone; of a module that comes in several, each may be meant for others. */
export function onlyBuilds(paths: readonly string[]): { readonly path: string; readonly name: ExtensionName }[] {
  const all = paths.flatMap((path) => {
    const name = parseExtensionName(path)
    return name === undefined ? [] : [{ path, name }]
  })
  const builds = new Map<string, number>()
  for (const { name } of all) builds.set(name.module, (builds.get(name.module) ?? 0) + 1)
  return all.filter(({ name }) => builds.get(name.module) === 1)
}
