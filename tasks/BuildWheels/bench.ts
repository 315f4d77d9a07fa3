import { join, resolve } from 'node:path'
import { childEnvironment, type Environment } from '../../core/build/environment.ts'
import { redactor } from '../../core/build/output.ts'
import { artifactName } from '../../core/pipeline/artifact-name.ts'
import { Problem } from '../../core/problem.ts'
import type { Command } from '../../core/ports.ts'
import type { Sha256 } from '../../core/sha256.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'
import { type Tree, trees } from './trees.ts'
import type { Source } from '../../core/build/row.ts'

/** Where the rows of this job are built, and what they have in common. */
export interface Bench {
  readonly inputs: Inputs
  readonly ports: Ports
  readonly planDigest: string
  /** Paths below it are the same on every retry: compilers write them into what they make. */
  readonly folder: string
  readonly outputDirectory: string
  /** The artifact's full name, or empty. */
  readonly artifact: string
  readonly tree: (source: Source) => Promise<Tree>
  /** What was put into the output directory by this run. */
  readonly kept: Map<string, Sha256>
  /** The declared environment of a child whose temporary files go to a folder. */
  readonly environment: (temporary: string) => Environment
  readonly redact: (line: string) => string
}

/** The bench of a run: nothing is written yet. */
export function setUp(inputs: Inputs, ports: Ports, planDigest: string): Bench {
  const { workspace, windows } = ports
  const folder = join(workspace.temp, 'wheelworks')
  const environment = (temporary: string): Environment =>
    childEnvironment(ports.environment, { windows, pass: inputs.pass, set: inputs.environment, temporary })
  return {
    inputs,
    ports,
    planDigest,
    folder,
    outputDirectory: inputs.outputDirectory === undefined ? workspace.staging : resolve(workspace.sources, inputs.outputDirectory),
    artifact: inputs.artifact === '' ? '' : artifactName(inputs.artifact, inputs.where),
    tree: trees(join(folder, 'sources'), ports),
    kept: new Map(),
    environment,
    redact: redactor(environment(folder), inputs.pass, ports.secrets),
  }
}

/** Attaches a file, unless the input `artifact` says that nothing is attached. */
export function attach({ artifact, ports }: Bench, path: string): void {
  if (artifact !== '') ports.pipeline.attach(artifact, path)
}

/** Takes each line that a child prints. */
export type OnLine = (line: string) => void

/** Runs a command to its good end; any other end is a Problem `BUILD_FAILED` that begins with `what`. */
export async function runToGoodEnd(what: string, command: Command, { ports }: Bench, on: OnLine): Promise<void> {
  const exit = await ports.host.run(command, on)
  if (exit.kind === 'exited' && exit.code === 0) return
  const ends = {
    exited: () => `ended with exit code ${'code' in exit ? exit.code : 0}`,
    signalled: () => 'was killed from outside, as the system does when memory runs out',
    'timed-out': () => `did not end within ${command.seconds} seconds`,
    cancelled: () => 'was stopped, because the run was cancelled',
    'not-started': () => `could not be started: ${'says' in exit ? exit.says : ''}`,
    lost: () => `was lost with the connection: ${'says' in exit ? exit.says : ''}`,
  }
  throw new Problem('BUILD_FAILED', `${what} ${ends[exit.kind]()}.`, '')
}
