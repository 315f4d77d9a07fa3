import type { RunRecord } from '../record.ts'
import { buildResult } from './rest-shapes.ts'

// REST 7.1 build/builds/list; what its filters are as numbers: azure-devops-node-api, interfaces/BuildInterfaces.

const STATUSES = { inProgress: 1, completed: 2 } as const
const RESULTS: Readonly<Record<string, number>> = { none: 0, succeeded: 2, partiallySucceeded: 4, failed: 8, canceled: 32 }

/** Of runs, the latest first, those that a list of builds asks for by `definitions`, `branchName`, `statusFilter`, `resultFilter`, `tagFilters` (all must be there) and `$top`. */
export function listedRuns(runs: readonly RunRecord[], asked: URLSearchParams): readonly RunRecord[] {
  const definitions = asked.get('definitions')?.split(',')
  const branch = asked.get('branchName')?.toLowerCase()
  const tags = (asked.get('tagFilters') ?? '').split(',').filter((tag) => tag !== '')
  const found = runs.filter((run) => {
    const own = new Set([...run.tags].map((tag) => tag.toLowerCase()))
    if (!tags.every((tag) => own.has(tag.toLowerCase()))) return false
    const isOfThem = definitions?.includes(String(run.definition.id)) ?? true
    const isThere = branch === undefined || branch === run.sourceBranch.toLowerCase()
    const result = buildResult(run)
    return (
      isOfThem && isThere && admits(asked.get('statusFilter'), STATUSES, run.status) && admits(asked.get('resultFilter'), RESULTS, result)
    )
  })
  return found.slice(0, Number(asked.get('$top') ?? found.length))
}

/** A filter is the sum of numbers, or names with commas; what has nothing to compare passes none. */
function admits(filter: string | null, numbers: Readonly<Record<string, number>>, value: string | undefined): boolean {
  if (filter === null) return true
  if (value === undefined) return false
  if (/^\d+$/.test(filter)) return (Number(filter) & (numbers[value] ?? 0)) !== 0
  return filter.toLowerCase().split(',').includes(value.toLowerCase())
}
