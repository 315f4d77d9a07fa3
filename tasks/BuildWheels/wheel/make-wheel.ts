import { basename } from 'node:path'
import { withAbi3 } from '../../../core/build/abi3-settings.ts'
import { linkedProjects } from '../../../core/build/build-order.ts'
import { buildSystemOf, type BuildSystem } from '../../../core/build/build-system.ts'
import { scriptCommand } from '../../../core/build/builder-script.ts'
import { type ConstraintState, judgeConstraints } from '../../../core/build/constraints.ts'
import { installedIn } from '../../../core/build/installed.ts'
import { frontendName, wheelCommand } from '../../../core/build/frontend.ts'
import { shown } from '../../../core/build/launcher.ts'
import { type LaidWheel, pinsOf, standIns } from '../../../core/build/pins.ts'
import { isAtLeast } from '../../../core/build/toolchain.ts'
import { requirementsIn } from '../../../core/build/observed.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import type { Command, Files } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { agentProject, type Tree } from '../sources/trees.ts'
import type { Bench, OwnWheel } from '../bench.ts'
import { type Place, runCommandHere, runHere } from '../place.ts'

/** What a build left on the host, and what can be said of its constraints where it had any. */
export interface Made {
  readonly wheel: string
  readonly constraints: ConstraintState | undefined
  /** What was installed to build it, `setuptools==84.0`, sorted; undefined where the frontend does not tell. */
  readonly requirements: readonly string[] | undefined
}

/** What a build in a place is told, but for settings that are the wheel's alone. */
export interface Prepared {
  readonly build: WheelBuild
  readonly system: BuildSystem
  /** Those that the plan and the inputs declare. */
  readonly constraints: readonly string[]
}

/** Brings what a build needs of its leg, and its constraints, to the host, and makes the empty folder for what it leaves. */
export async function prepareBuild(place: Place): Promise<Prepared> {
  const { bench, row, folder } = place
  const { host, inputs, ports } = bench
  const system = await readBuildSystem(place.tree, ports.files)
  const constraints = [...row.recipe.build_constraints, ...inputs.constraints].map((line) => line.trim()).filter((line) => line !== '')
  const links = await layLinks(linkedProjects(system.requires, requiresOf(bench)), linksOf(place), place)
  const asked = [...system.requires, ...bench.own.flatMap(({ requires }) => requires.flatMap((line) => parseRequirement(line) ?? []))]
  const pins = pinsOf(standIns(links.local, constraints), asked, place.toolchain.pip)
  const file = await writeLines([...constraints, ...pins], host.join(folder, 'build-constraints.txt'), bench)
  const wheels = host.join(folder, 'out')
  await host.make(wheels)
  const { project: tree, environment } = place
  return { build: { tree, wheels, settings: settingsOf(place), constraints: file, links: links.folder, environment }, system, constraints }
}

/** Builds a row's wheel in its place: what was to be done before, then the build itself. */
export async function makeWheel(place: Place): Promise<Made> {
  const { bench, row } = place
  const { inputs, ports } = bench
  const { build: told, system, constraints } = await prepareBuild(place)
  if (inputs.beforeBuild !== '') await runCommandHere('beforeBuild', inputs.beforeBuild, place)
  for (const command of row.recipe.before_build) await runCommandHere('before_build', command, place)
  const { settings } = told
  const build = { ...told, settings: row.wish === undefined ? settings : withAbi3(settings, system.backend, row.wish.python, row.wish.abi) }
  const [name, command] = buildCommand(place, build)
  ports.log.say('info', bench.redact(shown(command)))
  const output: string[] = []
  await runHere(name, command, place, (line) => {
    if (installedIn(line).length > 0) output.push(line)
    place.on(line)
  })
  // What a script of the user's installs, and where, is its own affair.
  const state = inputs.builder === 'script' && constraints.length > 0 ? 'passed, not verified' : judged(constraints, output)
  const wheel = await onlyWheel(build.wheels, 'The build', "Check the project's build backend.", bench)
  return { wheel, constraints: state, requirements: requirementsIn(output) ?? (asksForNothing(place, system) ? [] : undefined) }
}

/** Whether silence means that nothing was installed: the frontend would have told what it did. */
function asksForNothing({ bench, toolchain }: Place, { requires }: BuildSystem): boolean {
  const { builder, frontend } = bench.inputs
  if (builder === 'script' || requires.length > 0) return false
  return frontend === 'pip' || (frontend === 'build' && isAtLeast(toolchain.build, 1, 2))
}

/** What builds the project of a tree. */
export async function readBuildSystem(tree: Tree, files: Pick<Files, 'read'>): Promise<BuildSystem> {
  const bytes = await files.read(agentProject(tree, 'pyproject.toml'))
  return buildSystemOf(bytes === undefined ? undefined : new TextDecoder().decode(bytes), `pyproject.toml of ${tree.source}`)
}

function buildCommand({ bench, row, toolchain }: Place, build: WheelBuild): [name: string, command: Command] {
  const { builder, frontend, buildScript } = bench.inputs
  if (builder === 'script') return ['buildScript', scriptCommand(buildScript, row, toolchain, build, row)]
  bench.ports.log.say('info', `Built by ${frontendName(frontend, toolchain)}.`)
  return [{ pip: 'pip wheel', build: 'python -m build', uv: 'uv build' }[frontend], wheelCommand(frontend, toolchain, build)]
}

/** What a recipe says of a key replaces what the input says of it. */
function settingsOf({ bench, row }: Place): WheelBuild['settings'] {
  const own = Object.entries(row.recipe.config_settings)
  return [
    ...bench.inputs.settings.filter(([key]) => !own.some(([name]) => name === key)),
    ...own.flatMap(([key, values]) => values.map((value): [string, string] => [key, value])),
  ]
}

/** What the leg's own wheels ask for, by project. */
export function requiresOf({ own }: Bench): Map<ProjectName, readonly string[]> {
  const known = new Map<ProjectName, readonly string[]>()
  for (const { project, requires } of own) known.set(project, [...(known.get(project) ?? []), ...requires])
  return known
}

/** The projects of the leg that an installation of a wheel, with some extras, and of further lines comes to; not its own. */
export function neededFor(facts: WheelFacts | undefined, extras: readonly string[], lines: readonly string[], bench: Bench): ProjectName[] {
  const built = new Map(requiresOf(bench))
  if (facts !== undefined) built.set(facts.name.project, facts.metadata.requiresDist)
  const wheel = facts === undefined ? [] : [`${facts.name.project}[${extras.join(',')}]`]
  const asked = [...wheel, ...lines].map((line) => parseRequirement(line))
  return linkedProjects(
    asked.filter((one) => one !== undefined),
    built,
  ).filter((project) => project !== facts?.name.project)
}

/** Wheels of the leg that lie on the host for a row; no folder where there are none. */
export interface LaidLinks {
  readonly folder: string | undefined
  /** Those of the projects that the plan says it needs, for its own python. */
  readonly local: readonly LaidWheel[]
}

/** Brings the leg's own wheels of some projects, and of those that the row is planned to need, to a folder of the host, where there are any. */
export async function layLinks(projects: readonly string[], folder: string, place: Place): Promise<LaidLinks> {
  const { bench, row } = place
  const { host, own, ports } = bench
  // A pure wheel that an earlier attempt has made may be made once more, for another python.
  const wheels = new Map(own.filter((one) => isLocal(one, row) || projects.includes(one.project)).map(({ path }) => [basename(path), path]))
  if (wheels.size === 0) return { folder: undefined, local: [] }
  await host.make(folder)
  for (const [name, path] of wheels) await host.put(path, host.join(folder, name))
  ports.log.say('info', `With wheels of this job: ${[...wheels.keys()].join(', ')}.`)
  return { folder, local: laidIn(folder, place) }
}

/** What `layLinks` has brought to a folder of the projects that the plan says the row needs, for its own python. */
export function laidIn(folder: string, { bench, row }: Place): LaidWheel[] {
  const local = bench.own.filter((one) => isLocal(one, row) && one.python === row.python.label)
  return local.map(({ path, project }) => ({ project, path: bench.host.join(folder, basename(path)) }))
}

function isLocal({ planned }: OwnWheel, { local }: Place['row']): boolean {
  return local.includes(planned)
}

/** Where the wheels of the leg lie that a row's build looks into. */
export function linksOf({ bench, folder }: Pick<Place, 'bench' | 'folder'>): string {
  return bench.host.join(folder, 'links')
}

/** Writes lines to a file of the host, where there are any. */
export async function writeLines(lines: readonly string[], path: string, { host }: Bench): Promise<string | undefined> {
  if (lines.length === 0) return undefined
  await host.write(path, `${lines.join('\n')}\n`)
  return path
}

/** What a build's output says of its constraints, where it had any; what they forbid is `BUILD_FAILED`. */
export function judged(constraints: readonly string[], output: readonly string[]): ConstraintState | undefined {
  if (constraints.length === 0) return undefined
  const verdict = judgeConstraints(constraints, output)
  if ('state' in verdict) return verdict.state
  throw new Problem(
    'BUILD_FAILED',
    `The build did not keep to its constraints: ${verdict.broken}.`,
    'The project asks for that version itself, or its build installs on its own; drop the constraint, or patch the project.',
  )
}

/** The one wheel in a folder of the host. */
export async function onlyWheel(folder: string, what: string, remedy: string, { host }: Bench): Promise<string> {
  const wheels = await host.find(folder, ['*.whl'])
  const [wheel, ...others] = wheels
  if (wheel !== undefined && others.length === 0) return host.join(folder, wheel)
  const came = wheel === undefined ? 'no wheel' : `${wheels.length} wheels (${wheels.join(', ')})`
  throw new Problem('BUILD_FAILED', `${what} came out with ${came} instead of one.`, remedy)
}
