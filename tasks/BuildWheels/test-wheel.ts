import { type Tests, testsOf } from '../../core/build/test-command.ts'
import { nameOf, pythonLabelOf, type Toolchain } from '../../core/build/toolchain.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { importWheel } from './import-wheel.ts'
import type { Place } from './place.ts'
import { runScript } from './run-script.ts'
import { makeEnvironment } from './suites/make-environment.ts'

/** Tests a wheel (of the host) on its own python and on others, each in a clean environment outside the source tree; on which it was tested. */
export async function testWheel(wheel: string, facts: WheelFacts, place: Place, others: readonly Toolchain[]): Promise<string[]> {
  const tests = testsOf(place.row.recipe, place.bench.inputs.tests)
  const all = [...(tests.command === '' ? [] : [place.toolchain]), ...others]
  for (const [at, toolchain] of all.entries()) {
    if (toolchain !== place.toolchain) await importWheel(wheel, facts, place, toolchain, `site-${at}`)
    if (tests.command !== '') await testOn(toolchain, `test-${at}`, wheel, tests, facts, place)
  }
  return all.map(pythonLabelOf)
}

async function testOn(toolchain: Toolchain, name: string, wheel: string, tests: Tests, facts: WheelFacts, place: Place): Promise<void> {
  const { bench, on, project } = place
  const { host } = bench
  const folder = host.join(place.folder, name)
  bench.ports.log.say('info', `Tests on ${nameOf(toolchain)}.`)
  const { extras, requires, constraints } = tests
  const wanted = { extras, requires, requirements: [], constraints, base: place.environment, own: tests.environment }
  const { environment } = await makeEnvironment({ what: 'the tests', toolchain, folder, subject: { wheel, facts }, ...wanted }, place)
  const cwd = host.join(folder, 'cwd')
  await host.make(cwd)
  bench.ports.log.say('info', bench.redact(`test_command: ${tests.command}`))
  const paths = { project, package: project, wheel }
  const what = `test_command on ${toolchain.version}`
  await runScript({ what, text: tests.command, paths, cwd, environment, folder }, bench, on)
}
