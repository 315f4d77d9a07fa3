/**
 * Whether a name from an archive, an index or a manifest is one plain file name: no separator, no drive, no dots alone,
 * no control character, none of what Windows or Azure artifacts forbid.
 */
export function isSafeFileName(name: string): boolean {
  return /^[^\u0000-\u001f\u007f"/:<>\\|?*]{1,255}$/.test(name) && !/^\.{1,2}$/.test(name) && !/[. ]$/.test(name)
}

/** Whether a member's path stays inside the folder it is unpacked to: relative, `/` only, no `..`, no empty part. */
export function isSafeMemberPath(path: string): boolean {
  if (path === '' || path.startsWith('/') || /[\u0000-\u001f\\]/.test(path) || /^[A-Za-z]:/.test(path)) return false
  return path
    .replace(/\/$/, '')
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..')
}

/**
 * Whether a link at `path` leads to something in the folder that all is unpacked to: relative, not above the top, and with `..` only at its front,
 * for after a name it could climb out of what is itself a link.
 */
export function staysInside(path: string, target: string): boolean {
  if (target === '' || /^[/\\]|^[A-Za-z]:/.test(target)) return false
  const parts = target.split('/').filter((part) => part !== '' && part !== '.')
  const climbs = parts.filter((part) => part === '..').length
  return parts.slice(0, climbs).every((part) => part === '..') && climbs < path.split('/').length
}

/** A member's path without the `./` that some write in front. */
export function plainPath(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '').replace(/^\.$/, '')
}
