import type { Git } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'

/** Repositories in memory that keep what they were asked. */
export interface FixedGit extends Git {
  readonly asked: string[]
}

/** `refs` are commits by `url ref`; a commit was made at `time`. Fetching gives an empty folder. */
export function fixedGit(refs: Readonly<Record<string, string | Problem>> = {}, time?: number): FixedGit {
  const asked: string[] = []
  return {
    asked,
    commitOf: (url, ref) => {
      asked.push(`${url} ${ref}`)
      const commit = refs[`${url} ${ref}`]
      return commit instanceof Problem ? Promise.reject(commit) : Promise.resolve(commit)
    },
    timeOf: (_folder, commit) => {
      asked.push(`time of ${commit}`)
      return Promise.resolve(time)
    },
    fetch: (url, commit) => {
      asked.push(`fetch ${url} ${commit}`)
      return Promise.resolve(time ?? 0)
    },
  }
}
