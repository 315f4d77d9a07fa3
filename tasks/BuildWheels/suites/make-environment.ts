import { linkedProjects } from '../../../core/build/build-order.ts'
import type { Environment } from '../../../core/build/environment.ts'
import { shown } from '../../../core/build/launcher.ts'
import { standIns } from '../../../core/build/pins.ts'
import { linkVariables, testConstraints } from '../../../core/build/pip-variables.ts'
import { testEnvironment } from '../../../core/build/test-command.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import { installInto, makeVenv, venvIn } from '../../../core/build/venv.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { type LaidLinks, layLinks, neededFor, requiresOf, writeLines } from '../wheel/make-wheel.ts'
import { type Place, runHere } from '../place.ts'
import type { Subject } from './subject.ts'

/** What a virtual environment of a row is made with. */
export interface Wanted {
  /** What it is for: `the tests`. */
  readonly what: string
  readonly toolchain: Toolchain
  /** A folder of its own on the host, where it comes to lie in `venv`. */
  readonly folder: string
  /** Its wheel is installed with what it depends on, where there is one. */
  readonly subject: Subject
  readonly extras: readonly string[]
  readonly requires: readonly string[]
  /** Requirement files of the host. */
  readonly requirements: readonly string[]
  readonly constraints: readonly string[]
  /** What is seen there: of builds, and on top of it. */
  readonly base: Environment
  readonly own: Environment
}

/** A virtual environment that is there. */
export interface Made {
  /** Its interpreter, on the host. */
  readonly python: string
  /** What its programs see: they come first on PATH. */
  readonly environment: Environment
}

/**
 * Makes a virtual environment outside the source tree, and installs the wheel with what it depends on and what else is required; what of that the
 * leg has built is taken from there. What fails is `BUILD_FAILED`.
 */
export async function makeEnvironment(wanted: Wanted, place: Place): Promise<Made> {
  const { what, toolchain, folder, base, own } = wanted
  const { bench } = place
  const { host } = bench
  const venv = venvIn(host.join(folder, 'venv'), host)
  const { python } = venv
  const environment = testEnvironment(base, own, venv.programs)
  await host.make(folder)
  await runHere(`making the environment of ${what}`, makeVenv(toolchain, venv, { cwd: folder, env: environment }), place)
  const links = await linksFor(wanted, place)
  const asked = await askedOf(wanted, links, place)
  const installed = { ...environment, ...linkVariables(links.folder, environment) }
  // What its programs install on their own is to be of the same commit too.
  const seen = place.row.local.length === 0 ? environment : installed
  if (asked.length === 0) return { python, environment: seen }
  const command = installInto(venv, asked, toolchain, { cwd: folder, env: installed })
  bench.ports.log.say('info', bench.redact(shown(command)))
  await runHere(`pip install for ${what}`, command, place)
  return { python, environment: seen }
}

async function linksFor({ subject, requires, folder }: Wanted, place: Place): Promise<LaidLinks> {
  const lines = [...(subject.facts?.metadata.requiresDist ?? []), ...requires]
  const asked = lines.map((line) => parseRequirement(line)).filter((one) => one !== undefined)
  return await layLinks(linkedProjects(asked, requiresOf(place.bench)), place.bench.host.join(folder, 'links'), place)
}

/** What pip is asked for, with its constraints; nothing where nothing is wanted. A wheel that is named is taken, whatever version an index has; a constraint that names a file knows no extras. */
async function askedOf(wanted: Wanted, links: LaidLinks, { bench }: Place): Promise<string[]> {
  const { subject, extras, requires, constraints, folder } = wanted
  const needed = neededFor(subject.facts, extras, requires, bench)
  const local = standIns(links.local, constraints).filter(({ project }) => needed.includes(project))
  const wheel = subject.wheel === '' ? [] : [`${subject.wheel}${extras.length === 0 ? '' : `[${extras.join(',')}]`}`]
  const files = wanted.requirements.flatMap((file) => ['--requirement', file])
  const asked = [...local.map(({ path }) => path), ...wheel, ...requires, ...files]
  if (asked.length === 0) return []
  const file = await writeLines(constraints, bench.host.join(folder, 'test-constraints.txt'), bench)
  return [...testConstraints(file), ...asked]
}
