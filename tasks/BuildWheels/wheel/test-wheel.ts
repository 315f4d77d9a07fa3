import { type Tests, testsOf } from '../../../core/build/test-command.ts'
import { nameOf, pythonLabelOf, type Toolchain } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { testCommandSuite } from '../../../core/suites/suites-file.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { isLoss } from '../host/despite-loss.ts'
import { importWheel } from './import-wheel.ts'
import type { Place } from '../place.ts'
import { runScript } from '../run-script.ts'
import { stopwatch } from '../stopwatch.ts'
import { makeEnvironment } from '../suites/make-environment.ts'

/** A wheel of the host. */
interface Tested {
  readonly wheel: string
  readonly facts: WheelFacts
}

/**
 * Tests a wheel on its own python and on others, each in a clean environment outside the source tree; on which it was tested. Its `test_command` is
 * told as a suite of that name, whatever came of it.
 */
export async function testWheel(
  subject: Tested,
  place: Place,
  others: readonly Toolchain[],
  tell: (run: SuiteRun) => void,
): Promise<string[]> {
  const tests = testsOf(place.row.recipe, place.bench.inputs.tests)
  const all = [...(tests.command === '' ? [] : [place.toolchain]), ...others]
  for (const [at, toolchain] of all.entries()) {
    if (toolchain !== place.toolchain) await importWheel(subject.wheel, subject.facts, place, toolchain, `site-${at}`)
    if (tests.command !== '')
      await told(subject, toolchain, place, tell, async () => await testOn(toolchain, `test-${at}`, subject, tests, place))
  }
  return all.map(pythonLabelOf)
}

async function told(
  { facts }: Tested,
  toolchain: Toolchain,
  { bench }: Place,
  tell: (run: SuiteRun) => void,
  work: () => Promise<void>,
): Promise<void> {
  const seconds = stopwatch(bench.ports.clock)
  const { name } = facts
  const of = {
    suite: testCommandSuite,
    project: name.project,
    version: name.version.text,
    wheel: name.text,
    python: pythonLabelOf(toolchain),
  }
  const nothing = { counts: undefined, failing: [], reports: [], coverage: '' } as const
  const run = (result: SuiteRun['result'], says: string): SuiteRun => ({ ...of, result, says, seconds: seconds(), ...nothing })
  try {
    await work()
  } catch (error) {
    if (error instanceof Problem && !isLoss(error)) tell(run('failed', bench.redact(error.message.replace(/\.$/, ''))))
    throw error
  }
  tell(run('passed', ''))
}

async function testOn(toolchain: Toolchain, name: string, subject: Tested, tests: Tests, place: Place): Promise<void> {
  const { bench, on, project } = place
  const { host } = bench
  const folder = host.join(place.folder, name)
  bench.ports.log.say('info', `Tests on ${nameOf(toolchain)}.`)
  const { extras, requires, constraints } = tests
  const wanted = { extras, requires, requirements: [], constraints, base: place.environment, own: tests.environment }
  const { environment } = await makeEnvironment({ what: 'the tests', toolchain, folder, subject, ...wanted }, place)
  const cwd = host.join(folder, 'cwd')
  await host.make(cwd)
  bench.ports.log.say('info', bench.redact(`test_command: ${tests.command}`))
  const paths = { project, package: project, wheel: subject.wheel }
  const what = `test_command on ${toolchain.version}`
  await runScript({ what, text: tests.command, paths, cwd, environment, folder }, bench, on)
}
