/** A path of any system with `/`, and without `.`, `..` and empty parts. */
export function normalPath(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  const parts: string[] = []
  for (const part of slashed.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `${slashed.startsWith('/') ? '/' : ''}${parts.join('/')}`
}

/** Whether a path begins at the root of a system or of a drive. */
export function isAbsolutePath(path: string): boolean {
  return /^(?:[A-Za-z]:)?[/\\]/.test(path)
}

/** A plain path relative to a folder that it lies in; undefined where it does not. A folder is known by its last three parts too: what comes before may be a link (`/tmp` on macOS). */
export function below(path: string, folder: string, windows: boolean): string | undefined {
  const same = (text: string): string => (windows ? text.toLowerCase() : text)
  const [whole, plain] = [same(path), same(normalPath(folder))]
  if (whole.startsWith(`${plain}/`)) return path.slice(plain.length + 1)
  const end = `/${plain.split('/').slice(-3).join('/')}/`
  const at = end.split('/').length === 5 ? whole.indexOf(end) : -1
  return at < 0 ? undefined : path.slice(at + end.length)
}
