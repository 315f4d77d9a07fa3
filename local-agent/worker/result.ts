import type { Result } from '../record.ts'

// Agent sources: Microsoft.VisualStudio.Services.Agent/Util/TaskResultUtil.cs and TaskCompleteCommand in Agent.Worker/TaskCommandExtension.cs.

const ORDER: readonly Result[] = ['succeeded', 'succeededWithIssues', 'failed', 'canceled', 'skipped', 'abandoned']
const NAMES = ['Succeeded', 'SucceededWithIssues', 'Failed', 'Canceled', 'Skipped', 'Abandoned']

/** What two results make: beyond `failed` the first one stays for ever, below it the worse wins. */
export function mergeResults(current: Result | undefined, coming: Result): Result {
  if (current === undefined) return coming
  const rank = ORDER.indexOf(current)
  return rank > ORDER.indexOf('failed') || rank >= ORDER.indexOf(coming) ? current : coming
}

/** The result that `task.complete result=` names, case-sensitively, by name or number; undefined for anything else (`Cancelled` is the trap). */
export function parseResult(text: string): Result | undefined {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : NAMES.indexOf(text.trim())
  return ORDER[number]
}

/** How the agent writes a result: `Succeeded`, also as the value of `Agent.JobStatus`. */
export function resultName(result: Result): string {
  return NAMES[ORDER.indexOf(result)] ?? ''
}
