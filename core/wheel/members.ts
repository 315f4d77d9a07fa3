import { isSafeMemberPath } from '../safe-path.ts'
import { about, error, type Remark, warning } from './finding.ts'

/** Whether all members can be unpacked side by side inside one folder, on a file system that ignores case too (a warning). */
export function judgeMembers(paths: readonly string[]): Remark[] {
  const unsafe = paths.filter((path) => !isSafeMemberPath(path))
  const twice = repeated(paths)
  const clashing = repeated([...new Set(paths)].map((path) => path.toLowerCase()))
  const below = belowFiles(paths)
  const within = [...new Set(paths)].filter((path) => below.has(path))
  return [
    ...about(unsafe, (told) => error('member-path', `its members would leave the folder they are unpacked to: ${told}`)),
    ...about(twice, (told) => error('member-duplicate', `it holds more than once: ${told}`)),
    ...about(within, (told) => error('member-duplicate', `it holds members below what it holds as a file: ${told}`)),
    ...about(clashing, (told) => warning('member-case', `it holds members that differ only in case: ${told}`)),
  ]
}

function repeated(paths: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...new Set(paths.filter((path) => seen.has(path) || !seen.add(path)))]
}

/** What has another member as a folder above it. In order, with the slash before all else, it follows that member at once, however deep it lies. */
function belowFiles(paths: readonly string[]): ReadonlySet<string> {
  const below = new Set<string>()
  let above: string | undefined
  for (const [ordered, path] of paths.map((one) => [one.replaceAll('/', '\u0000'), one] as const).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (above !== undefined && ordered.startsWith(`${above}\u0000`)) below.add(path)
    else above = ordered
  }
  return below
}
