import { type BuildFailure, failureTitle, type Manifest } from '../build/manifest.ts'
import { legName } from '../build/union.ts'
import { few } from '../few.ts'
import { Problem } from '../problem.ts'
import { normalizeName } from '../python/name.ts'
import { runTitle, type ToldRun } from './suite-runs.ts'

/** A row that came to nothing in the last attempt of its leg, whether it was for release or not. */
export interface ToldFailure {
  readonly failure: BuildFailure
  readonly manifest: Manifest
}

/** What wheels and suites failed, as one Problem each (`BUILD_FAILED`, `TESTS_FAILED`): of a wheel that failed by a suite which tells of itself only the suite. */
export function failureProblems(failures: readonly ToldFailure[], runs: readonly ToldRun[]): Problem[] {
  const failed = runs.filter(({ run }) => run.result === 'failed')
  const others = failures.filter((one) => !failed.some((run) => isOf(one, run)))
  const wheels = others.map(({ failure, manifest }) => `${failureTitle(failure)} (${legName(manifest)}, ${failure.code})`)
  const suites = failed.map((one) => `${runTitle(one)}${one.run.says === '' ? '' : `: ${one.run.says.replace(/\.$/, '')}`}`)
  const remedy = 'See the logs of those jobs, and run them again.'
  return [
    ...(suites.length === 0 ? [] : [new Problem('TESTS_FAILED', `Suites of this run failed: ${few(suites, most, '; ')}.`, remedy)]),
    ...(wheels.length === 0 ? [] : [new Problem('BUILD_FAILED', `This run did not build: ${few(wheels, most, '; ')}.`, remedy)]),
  ]
}

/** Suites run on other pythons than their row too; what `testCommand` fails is no code of its own. */
function isOf({ failure, manifest }: ToldFailure, { run, manifest: whose }: ToldRun): boolean {
  if (legName(manifest) !== legName(whose) || normalizeName(failure.package) !== run.project) return false
  return failure.code === 'TESTS_FAILED' || failure.python === run.python
}

const most = 10
