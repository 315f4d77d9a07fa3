import { join, resolve } from 'node:path'
import { childEnvironment, type Environment, isWithheld } from '../../core/build/environment.ts'
import type { BuiltFile } from '../../core/build/manifest.ts'
import { redactor } from '../../core/build/output.ts'
import { noRecipe, type Recipe } from '../../core/build/recipe.ts'
import { counted } from '../../core/counted.ts'
import { artifactName } from '../../core/pipeline/artifact-name.ts'
import type { Command, Exit, Host } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { SdistFacts } from '../../core/sdist/inspect.ts'
import type { Suite } from '../../core/suites/suite.ts'
import type { Sha256 } from '../../core/sha256.ts'
import { type JobCache, jobCache } from './cache/job-cache.ts'
import { settingsOf } from './cache/settings.ts'
import type { Inputs } from './inputs.ts'
import type { OpenHost, Ports } from './ports.ts'
import { type WheelsToTest, wheelsToTest } from './sdist/wheels-to-test.ts'
import { type Trees, trees } from './sources/trees.ts'
import type { Rows } from './rows/rows.ts'

/** A good wheel of this leg, of this attempt or an earlier one. */
export interface OwnWheel {
  /** On this agent. */
  readonly path: string
  readonly project: ProjectName
  /** As the row was planned that it was built for, and its python. */
  readonly planned: ProjectName
  readonly python: string
  /** Its Requires-Dist lines. */
  readonly requires: readonly string[]
}

/** A source distribution that this job has made, or an earlier attempt of it. */
export interface Sdist {
  readonly file: BuiltFile
  readonly facts: SdistFacts
  /** On this agent. */
  readonly path: string
  /** Which made it, and whose manifest tells of it; 0: this one. */
  readonly attempt: number
}

/** What the rows of this job have in common on this agent. */
export interface Desk {
  readonly inputs: Inputs
  readonly ports: Ports
  readonly planDigest: string
  /** On this agent, for what is fetched from and brought to the host. */
  readonly folder: string
  readonly outputDirectory: string
  /** The artifact's full name, or empty. */
  readonly artifact: string
  readonly tree: Trees
  readonly suites: readonly Suite[]
  /** What was put into the output directory by this run. */
  readonly kept: Map<string, Sha256>
  /** Extra files that earlier attempts of this job, or other steps of this one, have attached: their names are taken. */
  readonly takenExtras: Map<string, Sha256>
  /** What `testWheels` means, once it is asked for. */
  readonly offered: WheelsToTest
  /** The sdists of this job, by what they are made of; each is made once. */
  readonly sdists: Map<string, Sdist>
  /** The good wheels of this leg, which later rows may be built with. */
  readonly own: OwnWheel[]
  /** Undefined without one. */
  readonly cache: JobCache | undefined
  readonly redact: (line: string) => string
}

/** The same, with the host that they are built on. */
export interface Bench extends Desk {
  readonly host: OpenHost
}

/** The desk of a run: nothing is written yet. */
export function setUp(inputs: Inputs, ports: Ports, { rows, planDigest }: Rows, suites: readonly Suite[]): Desk {
  const { workspace } = ports
  const folder = join(workspace.temp, 'wheelworks')
  const outputDirectory = inputs.outputDirectory === undefined ? workspace.staging : resolve(workspace.sources, inputs.outputDirectory)
  const pass = [...inputs.pass, ...rows.flatMap((row) => row.recipe.environment_pass), ...suites.flatMap((suite) => suite.pass)]
  const redact = redactor(ports.environment, pass, ports.secrets)
  return {
    inputs,
    ports,
    planDigest,
    folder,
    outputDirectory,
    artifact: inputs.artifact === '' ? '' : artifactName(inputs.artifact, inputs.where),
    tree: trees(join(folder, 'sources'), outputDirectory, ports, { isRemote: inputs.isRemote, told: namesOf(inputs, ports.environment) }),
    suites,
    kept: new Map(),
    takenExtras: new Map(),
    sdists: new Map(),
    offered: wheelsToTest(inputs, ports),
    own: [],
    cache: jobCache(inputs.cache, settingsOf(inputs, suites, redact), ports),
    redact,
  }
}

/** What builds see that this step sets, by name. */
function namesOf({ environment, pass }: Inputs, step: Ports['environment']): string[] {
  return [...Object.keys(environment), ...pass.filter((name) => (step[name] ?? '') !== '')]
}

/** The declared environment of a child on the host, whose temporary files go to a folder; a recipe's part is seen in its own rows alone. */
export function environmentOf({ host, inputs, ports }: Bench, temporary: string, recipe: Recipe = noRecipe): Environment {
  const withheld = [...recipe.environment_pass, ...Object.keys(recipe.environment)].find(isWithheld)
  if (withheld !== undefined)
    throw new Problem('PLAN_INVALID', `A recipe names ${withheld}, which no build ever sees.`, 'Use a name of your own, set by the step.')
  return childEnvironment(host.environment, {
    step: ports.environment,
    windows: host.windows,
    pass: [...inputs.pass, ...recipe.environment_pass],
    set: [inputs.environment, recipe.environment],
    temporary,
  })
}

/** Attaches a file, unless the input `artifact` says that nothing is attached. */
export function attach({ artifact, ports }: Desk, path: string): void {
  if (artifact !== '') ports.pipeline.attach(artifact, path)
}

/** Takes each line that a child prints. */
export type OnLine = (line: string) => void

/** Runs a command on the host to its good end; any other end is a Problem `BUILD_FAILED` that begins with `what`, a broken connection `HOST_LOST`. */
export async function runToGoodEnd(what: string, command: Command, { host }: Pick<Bench, 'host'>, on: OnLine): Promise<void> {
  const exit = await host.run(command, on)
  if (exit.kind === 'exited' && exit.code === 0) return
  if (exit.kind === 'lost') throw lost(host, exit.says)
  throw new Problem('BUILD_FAILED', `${what} ${endOf(exit, command.seconds)}.`, '')
}

/** The connection to a host broke. */
export function lost({ name }: Host, says: string): Problem {
  return new Problem(
    'HOST_LOST',
    `The connection to ${name} broke: ${says.replace(/\.$/, '')}.`,
    'See that the host stays up, then run the job again.',
  )
}

/** How a program ended, as a sentence goes on after its name. */
export function endOf(exit: Exit, seconds: number): string {
  const ends = {
    exited: () => `ended with exit code ${'code' in exit ? exit.code : 0}`,
    signalled: () => 'was killed from outside, as the system does when memory runs out',
    'timed-out': () => `did not end within ${counted(seconds, 'second')}`,
    cancelled: () => 'was stopped, because the run was cancelled',
    'not-started': () => `could not be started: ${'says' in exit ? exit.says : ''}`,
    lost: () => `was lost with the connection: ${'says' in exit ? exit.says : ''}`,
  }
  return ends[exit.kind]()
}
