import type { Head, History, PathChange } from '../../core/history.ts'
import { sha256Of } from '../../core/sha256.ts'

/** A commit of a history in memory: its parents, and its files by path. */
export interface MemoryCommit {
  readonly parents?: readonly string[]
  readonly files: Readonly<Record<string, string>>
}

/** A history whose commits are all here: `names` are branches and tags; without `head` no git is there. Nothing can be fetched. */
export function memoryHistory(
  top: string,
  commits: Readonly<Record<string, MemoryCommit>> = {},
  head?: string,
  names: Readonly<Record<string, string>> = {},
): History {
  const byName: Readonly<Record<string, string | undefined>> = { ...names, HEAD: head }
  const filesOf = (commit: string): Readonly<Record<string, string>> => commits[commit]?.files ?? {}
  const ancestors = (commit: string): string[] => [commit, ...(commits[commit]?.parents ?? []).flatMap(ancestors)]
  const there: Head | undefined =
    head === undefined ? undefined : { commit: head, parents: commits[head]?.parents ?? [], shallow: false, top }
  return {
    head: () => Promise.resolve(there),
    commit: (name) => Promise.resolve(Object.hasOwn(commits, name) ? name : byName[name]),
    mergeBases: (one, other) =>
      Promise.resolve(
        ancestors(one)
          .filter((commit) => ancestors(other).includes(commit))
          .slice(0, 1),
      ),
    isAncestor: (ancestor, commit) => Promise.resolve(ancestors(commit).includes(ancestor)),
    fetch: () => Promise.resolve('there is no remote'),
    diff: (from, to) => Promise.resolve(changes(filesOf(from), filesOf(to))),
    show: (commit, path) => {
      const text = Object.hasOwn(filesOf(commit), path) ? filesOf(commit)[path] : undefined
      return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text))
    },
    tracked: () => Promise.resolve(head === undefined ? [] : Object.keys(filesOf(head)).sort()),
    tags: () => Promise.resolve([]),
    objects: () =>
      Promise.resolve(
        Object.entries(head === undefined ? {} : filesOf(head))
          .map(([path, text]) => ({ path, mode: '100644', id: sha256Of(text).slice(0, 40) }))
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
      ),
  }
}

function changes(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): PathChange[] {
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().filter((path) => from[path] !== to[path])
  return paths.map((path) => ({ path, kind: from[path] === undefined ? 'added' : to[path] === undefined ? 'deleted' : 'changed' }))
}
