import { linkedProjects } from '../../core/build/build-order.ts'
import { standIns } from '../../core/build/pins.ts'
import { testConstraints, linkVariables } from '../../core/build/pip-variables.ts'
import { testEnvironment, type Tests, testsOf } from '../../core/build/test-command.ts'
import { isAtLeast, nameOf, type Toolchain } from '../../core/build/toolchain.ts'
import { parseRequirement } from '../../core/python/requirement.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { importWheel } from './import-wheel.ts'
import { layLinks, neededFor, requiresOf, writeLines } from './make-wheel.ts'
import { type Place, runHere } from './place.ts'
import { runScript } from './run-script.ts'

/** Tests a wheel (of the host) on its own python and on others, each in a clean environment outside the source tree; on which it was tested. */
export async function testWheel(wheel: string, facts: WheelFacts, place: Place, others: readonly Toolchain[]): Promise<string[]> {
  const tests = testsOf(place.row.recipe, place.bench.inputs.tests)
  const all = [...(tests.command === '' ? [] : [place.toolchain]), ...others]
  for (const [at, toolchain] of all.entries()) {
    if (toolchain !== place.toolchain) await importWheel(wheel, facts, place, toolchain, `site-${at}`)
    if (tests.command !== '') await testOn(toolchain, `test-${at}`, wheel, tests, facts, place)
  }
  return all.map(({ major, minor, freeThreaded }) => `${major}.${minor}${freeThreaded ? 't' : ''}`)
}

async function testOn(toolchain: Toolchain, name: string, wheel: string, tests: Tests, facts: WheelFacts, place: Place): Promise<void> {
  const { bench, on, project } = place
  const { host } = bench
  const folder = host.join(place.folder, name)
  const venv = host.join(folder, 'venv')
  const programs = host.join(venv, host.windows ? 'Scripts' : 'bin')
  const environment = testEnvironment(place.environment, tests.environment, { folder: programs, separator: host.windows ? ';' : ':' })
  bench.ports.log.say('info', `Tests on ${nameOf(toolchain)}.`)
  await host.make(folder)
  const links = await installForTests(
    { toolchain, folder, venv, python: host.join(programs, host.windows ? 'python.exe' : 'python'), environment, wheel, tests, facts },
    place,
  )
  const cwd = host.join(folder, 'cwd')
  await host.make(cwd)
  bench.ports.log.say('info', bench.redact(`test_command: ${tests.command}`))
  const paths = { project, package: project, wheel }
  // What tests install on their own is to be of the same commit too.
  const seen = place.row.local.length === 0 ? environment : { ...environment, ...linkVariables(links, environment) }
  const what = `test_command on ${toolchain.version}`
  await runScript({ what, text: tests.command, paths, cwd, environment: seen, folder }, bench, on)
}

interface Install {
  readonly toolchain: Toolchain
  readonly folder: string
  readonly venv: string
  readonly python: string
  readonly environment: Readonly<Record<string, string>>
  readonly wheel: string
  readonly tests: Tests
  readonly facts: WheelFacts
}

/** Makes the environment, and installs the wheel with what it depends on and what the tests require. A pip of its own costs seconds: the host's serves where it can. Where the leg's own wheels lie for it. */
async function installForTests(
  { toolchain, folder, venv, python, environment, wheel, tests, facts }: Install,
  place: Place,
): Promise<string | undefined> {
  const { bench } = place
  const serves = isAtLeast(toolchain.pip, 22, 3)
  const run = { cwd: folder, env: environment, seconds: 0 }
  const make = ['-I', '-m', 'venv', ...(serves ? ['--without-pip'] : []), venv]
  await runHere('making the environment of the tests', { program: toolchain.executable, args: make, ...run }, place)
  const lines = [...facts.metadata.requiresDist, ...tests.requires]
  const asked = lines.map((line) => parseRequirement(line)).filter((one) => one !== undefined)
  const links = await layLinks(linkedProjects(asked, requiresOf(bench)), bench.host.join(folder, 'links'), place)
  const needed = neededFor(facts, tests.extras, tests.requires, bench)
  const local = standIns(links.local, tests.constraints).filter(({ project }) => needed.includes(project))
  const constraints = await writeLines(tests.constraints, bench.host.join(folder, 'test-constraints.txt'), bench)
  const pip = serves ? ['-I', '-m', 'pip', '--python', python] : ['-I', '-m', 'pip']
  const what = `${wheel}${tests.extras.length === 0 ? '' : `[${tests.extras.join(',')}]`}`
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off', ...testConstraints(constraints)]
  // A wheel that is named is taken, whatever version an index has; a constraint that names a file knows no extras.
  const args = [...pip, 'install', ...options, ...local.map(({ path }) => path), what, ...tests.requires]
  const env = { ...environment, ...linkVariables(links.folder, environment) }
  await runHere('pip install for the tests', { program: serves ? toolchain.executable : python, args, ...run, env }, place)
  return links.folder
}
