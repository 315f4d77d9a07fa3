import { counted } from '../counted.ts'
import { Problem } from '../problem.ts'
import { failedTests, type OnLeg, type SameFailure, sameFailures, tellWhere } from './same-failures.ts'
import type { SuiteRun } from './suite-run.ts'

/**
 * Failing tests as issues of the run, at their places in the sources: `absolute` says where one lies on this agent. At most `most`, for of a
 * record's issues the service keeps ten of a kind; what is left out is the last one's number.
 */
export function failingIssues(runs: readonly SuiteRun[], most: number, absolute: (path: string) => string): Problem[] {
  const all = runs.map((run): OnLeg => ({ run, leg: '' }))
  const failures = sameFailures(all)
  const total = failedTests(all)
  const isAll = failures.length <= most && failures.reduce((sum, { runs: those }) => sum + those.length, 0) >= total
  const told = isAll ? failures : failures.slice(0, Math.max(0, most - 1))
  const issues = told.map((failure) => issueOf(failure, absolute))
  const left = total - told.reduce((sum, { runs: those }) => sum + those.length, 0)
  return isAll || most < 1 || left < 1
    ? issues
    : [
        ...issues,
        new Problem('TESTS_FAILED', `And ${counted(left, 'more failure')} of tests.`, 'The reports that are attached tell them all.'),
      ]
}

function issueOf({ test: { name, says, at }, runs }: SameFailure, absolute: (path: string) => string): Problem {
  const what = name === at?.path ? says : `${name}: ${says}`
  const place = at === undefined ? undefined : { path: absolute(at.path), line: at.line, column: 0 }
  return new Problem('TESTS_FAILED', `${what} (${tellWhere(runs)})`, '', undefined, place)
}
