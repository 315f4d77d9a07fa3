import type { Ask } from '../../../core/ask.ts'
import { type DistributionKind, distributionKinds } from '../../../core/build/sdist-file.ts'
import { Problem } from '../../../core/problem.ts'

/** What is built of each package, and what is tested where nothing is. */
export interface DistributionInputs {
  /** `none`: what is named is checked only. */
  readonly distributions: DistributionKind
  /** Where the wheels are that a job tests which builds none: folders, or artifacts of the run by names or globs; `!` leaves out. */
  readonly testWheels: readonly string[]
}

/** Reads them; a script builds wheels alone, and wheels of other jobs are for jobs that build none: anything else is `INPUT_INVALID`. */
export function readDistributionInputs(ask: Ask): DistributionInputs {
  const distributions = ask.pick('distributions', distributionKinds, 'wheel')
  const testWheels = ask.lines('testWheels')
  const isScript = ask.text('builder', '').toLowerCase() === 'script'
  if (isScript && (distributions === 'sdist' || distributions === 'both'))
    throw new Problem(
      'INPUT_INVALID',
      `The input 'distributions' is ${distributions}, and 'builder' is script: a script builds one wheel, and no sdist.`,
      "Let the project's own build backend do it (builder: pep517), or build the sdist in a step of its own.",
    )
  if (testWheels.length > 0 && distributions !== 'none')
    throw new Problem(
      'INPUT_INVALID',
      `The input 'testWheels' is set, and 'distributions' is ${distributions}: what this job builds itself is what it tests.`,
      'Write distributions: none to test wheels of other jobs, or take testWheels out.',
    )
  return { distributions, testWheels }
}
