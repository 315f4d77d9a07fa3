/**
 * The top-level names that a wheel lets Python import, sorted: single modules, extension modules, and folders with any
 * module below them (packages, or namespace packages). What `.data` puts on the path counts, `.dist-info` and scripts do not.
 */
export function modulesIn(paths: readonly string[]): string[] {
  const names = paths.map((path) => path.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '')).map(moduleOf)
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

function moduleOf(path: string): string | undefined {
  const [top = '', ...below] = path.split('/')
  const file = below.at(-1) ?? top
  const module = /^([^.]+)\.(?:py|(?:[^/]+\.)?(?:so|pyd))$/.exec(file)?.[1]
  const name = below.length > 0 ? top : module
  return module !== undefined && name !== undefined && isImportable(name) ? name : undefined
}

function isImportable(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !['__init__', '__main__', '__pycache__'].includes(name)
}
