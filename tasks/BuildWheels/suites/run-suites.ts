import { titleOf } from '../../../core/build/row.ts'
import { nameOf, pythonLabelOf, type Toolchain } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import { type FailedSuite, suitesProblem } from '../../../core/suites/failed-suites.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { tellRun } from '../../../core/suites/tell-run.ts'
import type { Place } from '../place.ts'
import { requireJudged } from './require-judged.ts'
import { runSuite } from './run-suite.ts'
import type { Subject } from './subject.ts'

/**
 * Runs every suite on every python, each in a clean environment outside the source tree, tells `done` of each as soon as it has ended and its
 * results are published, and then fails with `TESTS_FAILED` where one failed that may not, with `HASH_MISMATCH` where one has changed the wheel.
 */
export async function runSuites(
  subject: Subject,
  place: Place,
  toolchains: readonly Toolchain[],
  done: (run: SuiteRun) => void,
): Promise<void> {
  const { suites, ports, redact } = place.bench
  const failed: FailedSuite[] = []
  let passedOver = 0
  const all = different(toolchains).flatMap((toolchain) => suites.map((suite) => ({ suite, subject, toolchain })))
  for (const trial of all) {
    requireGoingOn(ports)
    ports.log.say('info', `The suite ${trial.suite.name} on ${nameOf(trial.toolchain)}.`)
    const ended = await runSuite(trial, place)
    ports.log.say('info', redact(tellRun(ended.run)))
    done(ended.run)
    if (ended.run.result === 'failed') failed.push(ended)
    if (ended.run.result === 'skipped') passedOver += 1
  }
  if (all.length > 0 && passedOver === all.length)
    ports.log.say('warning', `${titleOf(place.row)}: no suite was run here, each was skipped.`)
  // One that may fail was perhaps stopped.
  if (all.length > 0) requireGoingOn(ports)
  if (failed.length > 0) throw suitesProblem(failed, all.length)
  if (all.length > 0) await requireJudged(subject, place)
}

function requireGoingOn({ cancelled }: Place['bench']['ports']): void {
  if (cancelled()) throw new Problem('BUILD_FAILED', 'Its suites were stopped, because the run was cancelled.', 'Run the job again.')
}

/** One python may be asked for twice: by its version, and as the one of the row. */
function different(toolchains: readonly Toolchain[]): Toolchain[] {
  const known = new Map(toolchains.toReversed().map((one) => [pythonLabelOf(one), one]))
  return [...new Set(toolchains.map(pythonLabelOf))].flatMap((label) => known.get(label) ?? [])
}
