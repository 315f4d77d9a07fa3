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
