import type { PathChange } from '../history.ts'
import { Field, parseJson } from '../json.ts'

/** What differs between two commits. Paths are relative to the top of the repository, `/`-separated, whatever characters are in them. */
export interface Diff {
  /** Added or changed; of a renamed file the new path. */
  readonly changed: readonly string[]
  /** Gone; of a renamed file the old path. */
  readonly deleted: readonly string[]
  /** Beginnings of paths that do not count, ignoring case. */
  readonly excludePaths: readonly string[]
  /** The pull request's number; `-1` where there is none. */
  readonly pullRequest: string
}

/** The diff that changes of paths come to, each path once and sorted. */
export function diffOf(changes: readonly PathChange[], more: Pick<Diff, 'excludePaths' | 'pullRequest'>): Diff {
  const paths = (gone: boolean): string[] => changes.filter(({ kind }) => (kind === 'deleted') === gone).map(({ path }) => path)
  return { changed: sorted(paths(false)), deleted: sorted(paths(true)), ...more }
}

/** The part of a diff at or below a path; all of it for an empty one. */
export function diffBelow(diff: Diff, target: string): Diff {
  if (target === '') return diff
  const isBelow = (path: string): boolean => path === target || path.startsWith(`${target}/`)
  return { ...diff, changed: diff.changed.filter(isBelow), deleted: diff.deleted.filter(isBelow) }
}

/**
 * Reads azure-sdk's diff.json (eng/common/scripts/Generate-PR-Diff.ps1) as PowerShell does: keys ignore case, a list may be null, absent or a lone
 * text. One that has neither changed nor deleted files among its keys is none, since nothing would be tested by it: `FILE_INVALID`, as is broken JSON.
 */
export function parseDiff(text: string, source: string): Diff {
  const root = parseJson(text.replace(/^\uFEFF/, ''), source, 'FILE_INVALID')
  const [changed, deleted] = [root.like('ChangedFiles'), root.like('DeletedFiles')]
  if (changed.missing && deleted.missing)
    return root.refuse('has neither ChangedFiles nor DeletedFiles', 'Give the diff.json of Generate-PR-Diff.ps1, or leave diffFile out.')
  return {
    changed: sorted(texts(changed)),
    deleted: sorted(texts(deleted)),
    excludePaths: texts(root.like('ExcludePaths')),
    pullRequest: root.like('PRNumber').optional(numberText) || '-1',
  }
}

/** The same as azure-sdk's diff.json, whose keys and order it has. */
export function formatDiff(diff: Diff): string {
  const file = {
    ChangedFiles: diff.changed,
    ChangedServices: changedServices(diff),
    ExcludePaths: diff.excludePaths,
    DeletedFiles: diff.deleted,
    PRNumber: diff.pullRequest,
  }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/** azure-sdk's services of what changed: what follows the first `sdk/` of a path. What is gone does not count. */
export function changedServices({ changed }: Pick<Diff, 'changed'>): string[] {
  return sorted(changed.flatMap((path) => /sdk\/([^/]+)/i.exec(path)?.[1] ?? []))
}

function texts(field: Field): string[] {
  if (field.value === '') return []
  return field.items().map((item) => (item.text() === '' ? item.refuse('is empty') : item.text()))
}

function numberText(field: Field): string {
  return typeof field.value === 'number' ? String(field.number()) : field.text().trim()
}

function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort()
}
