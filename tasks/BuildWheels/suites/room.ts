import type { Environment } from '../../../core/build/environment.ts'
import { passedTo } from '../../../core/build/test-command.ts'
import { pythonLabelOf } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import { modulesToFind, originCommand, parseCopies, parseStray } from '../../../core/suites/import-origin.ts'
import { replaced } from '../../../core/suites/placeholders.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import { endOf, lost } from '../bench.ts'
import type { Place } from '../place.ts'
import { scriptCommand } from '../run-script.ts'
import { layFiles } from './lay-files.ts'
import { makeEnvironment } from './make-environment.ts'
import { requirementFiles } from './requirement-files.ts'
import type { Subject, Trial } from './subject.ts'

/** Where one suite runs on one python: a folder outside the source tree, and an environment of its own. */
export interface Room {
  readonly suite: Suite
  readonly place: Place
  /** On the host. */
  readonly folder: string
  /** Where its commands run: it holds the suite's `files`, and nothing else. */
  readonly cwd: string
  readonly results: string
  readonly python: string
  readonly environment: Environment
  /** What its commands may name. */
  readonly paths: Readonly<Record<string, string>>
}

/** Makes the folder and the environment of a suite, from nothing. */
export async function prepareRoom({ suite, subject, toolchain }: Trial, place: Place): Promise<Room> {
  const { host, ports } = place.bench
  const { name, install } = suite
  if (install === 'wheel' && subject.wheel === '')
    throw new Problem(
      'NO_WHEELS',
      'there is no wheel that it could install.',
      'Name it in testWheels, or write install: none in the suite.',
    )
  const folder = host.join(place.folder, 'suites', `${pythonLabelOf(toolchain)}-${name}`)
  const [cwd, results] = [host.join(folder, 'work'), host.join(folder, 'results')]
  await host.remove(folder)
  await layFiles(suite.files, cwd, place.tree, place)
  await host.make(results)
  const paths = { project: place.project, package: place.project, results, ...(subject.wheel === '' ? {} : { wheel: subject.wheel }) }
  const unset = suite.pass.filter((one) => (ports.environment[one] ?? '') === '')
  if (unset.length > 0) ports.log.say('warning', `The suite ${name}: environmentPass: this step does not set ${unset.join(', ')}.`)
  const told = { WHEELWORKS_SUITE: name, WHEELWORKS_PROJECT: place.project, WHEELWORKS_RESULTS: results, WHEELWORKS_WHEEL: subject.wheel }
  const passed = passedTo(suite.pass, ports.environment, host.windows)
  const { extras, constraints, environment: own } = suite
  const requires = suite.requires.map((line) => replaced(line, paths))
  const requirements = await requirementFiles(suite.requirements, folder, place)
  const base = { ...place.environment, ...passed, ...told }
  const installed = install === 'wheel' ? { subject, extras } : { subject: { wheel: '', facts: undefined }, extras: [] }
  const wanted = { what: `the suite ${name}`, toolchain, folder, ...installed, requires, requirements, constraints, base, own }
  const made = await makeEnvironment(wanted, place)
  return { suite, place, folder, cwd, results, ...made, paths: { ...paths, python: made.python } }
}

/** Runs one of the suite's scripts, if it has it; how it ended where that is no good end. */
export async function runIn(room: Room, what: 'before' | 'run' | 'after', seconds: number): Promise<string> {
  const { suite, place, paths, cwd, environment, folder } = room
  const { host, ports, redact } = place.bench
  const text = suite[what]
  if (text === '') return ''
  ports.log.say('info', redact(`${suite.name}, ${what}: ${text}`))
  const exit = await host.run(await scriptCommand({ text, paths, cwd, environment, folder, seconds }, place.bench), place.on)
  if (exit.kind === 'exited' && exit.code === 0) return ''
  if (exit.kind === 'lost') throw lost(host, exit.says)
  return `${what} ${endOf(exit, suite.seconds)}`
}

/** What the suite would import from elsewhere than its environment, as far as it is the wheel's: then it would not test the wheel. Nothing of it is imported for that. */
export async function strayIn({ suite, python, cwd, environment, place }: Room, { facts }: Subject): Promise<string> {
  const { host, ports } = place.bench
  const modules = modulesToFind(facts?.modules ?? [])
  if (modules.length === 0) return ''
  const output: string[] = []
  const exit = await host.run(originCommand(python, modules, cwd, environment), (line) => output.push(line))
  if (exit.kind === 'lost') throw lost(host, exit.says)
  const stray = parseStray(output)
  if (stray !== undefined) {
    const inside = [`${cwd}/`, `${cwd}\\`].find((start) => stray.place.startsWith(start))
    const where = inside === undefined ? stray.place : `its own files (${stray.place.slice(inside.length)})`
    return `it would import ${stray.module} from ${where}, not from the installed wheel`
  }
  for (const copy of parseCopies(output).slice(0, 1)) {
    const what = `its files hold ${copy.module} as well (${copy.place})`
    ports.log.say(
      'warning',
      `The suite ${suite.name}: ${what}. See that no setting, such as pytest's pythonpath, has its tests import that.`,
    )
  }
  if (exit.kind === 'exited' && exit.code === 0) return ''
  output.forEach(place.on)
  return `its Python, asked where it imports the wheel from, ${endOf(exit, 120)}`
}
