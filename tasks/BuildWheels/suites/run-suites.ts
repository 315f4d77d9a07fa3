import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import type { Place } from '../place.ts'
import type { Subject } from './subject.ts'

/**
 * Runs every suite on every python, each in a clean environment outside the source tree, tells `done` of each as soon as it has ended and its
 * results are published, and then fails with `TESTS_FAILED` where one failed that may not.
 */
export async function runSuites(
  _subject: Subject,
  _place: Place,
  _toolchains: readonly Toolchain[],
  _done: (run: SuiteRun) => void,
): Promise<void> {
  // None is read yet.
}
