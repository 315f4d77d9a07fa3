import { isSafeMemberPath } from '../safe-path.ts'
import { about, error, type Remark, warning } from './finding.ts'

/** Whether all members can be unpacked side by side inside one folder, on a file system that ignores case too (a warning). */
export function judgeMembers(paths: readonly string[]): Remark[] {
  const unsafe = paths.filter((path) => !isSafeMemberPath(path))
  const twice = repeated(paths)
  const clashing = repeated([...new Set(paths)].map((path) => path.toLowerCase()))
  const files = new Set(paths)
  const within = [...files].filter((path) => foldersOf(path).some((folder) => files.has(folder)))
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

function foldersOf(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
