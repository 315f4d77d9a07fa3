import { join } from 'node:path'
import type { Outcome } from '../../../core/outcome.ts'
import type { Problem } from '../../../core/problem.ts'
import { excusedSuite } from '../../../core/suites/failed-suites.ts'
import { failingIssues } from '../../../core/suites/issues.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'

/**
 * Of a step's errors, and of its warnings, the service keeps ten: what failed as a whole (`failed`, and suites that may) goes first, then failing tests at their places
 * below `sources`.
 */
export function issuesOf(failed: readonly Problem[], runs: readonly SuiteRun[], sources: string): Pick<Outcome, 'problems' | 'excused'> {
  const ended = (result: SuiteRun['result']): SuiteRun[] => runs.filter((run) => run.result === result)
  const tenOf = (first: readonly Problem[], those: readonly SuiteRun[]): Problem[] => [
    ...first,
    ...failingIssues(those, Math.max(0, 10 - first.length), (path) => join(sources, path)),
  ]
  return { problems: tenOf(failed, ended('failed')), excused: tenOf(ended('allowed').map(excusedSuite), ended('allowed')) }
}
