import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { type Frontend, wheelCommand } from '../../../core/build/frontend.ts'
import { parseToolchain, probeArguments, type Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import type { Command, Exit } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type Project, project, type Yard } from '../../tasks/BuildWheels/projects.ts'

/** What a child of these tests sees: no index, no configuration of this machine's user. */
export const environment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nowhere',
  PIP_NO_INDEX: '1',
  PIP_NO_CACHE_DIR: '1',
  PIP_CONFIG_FILE: '/dev/null',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONHASHSEED: '0',
  SOURCE_DATE_EPOCH: '1700000000',
  TZ: 'UTC',
}

/** What a real interpreter tells of itself. */
export function probed(python: string): Toolchain {
  const told = parseToolchain(execFileSync(python, probeArguments, { encoding: 'utf8', env: environment }).split(/\r?\n/))
  if (told === undefined) throw new Error(`${python} does not answer`)
  return told
}

/** Runs a command to its end. */
export async function runAll(command: Command): Promise<{ exit: Exit; output: string[] }> {
  const output: string[] = []
  const exit = await localProcesses().run(command, (line) => output.push(line))
  return { exit, output }
}

/** A built wheel, or none, and all that was printed. */
export interface Built {
  readonly wheel: string | undefined
  readonly sha256: string
  readonly exit: Exit
  readonly output: readonly string[]
}

/** Builds a tree of a yard for real. */
export async function buildTree(
  yard: Yard,
  tree: string,
  how: { frontend: Frontend; toolchain: Toolchain } & Partial<WheelBuild>,
): Promise<Built> {
  const { frontend, toolchain, ...more } = how
  const wheels = yard.path(`out-${basename(tree)}-${readdirSync(yard.folder).length}`)
  const temporary = yard.path('tmp')
  for (const folder of [wheels, temporary]) mkdirSync(folder, { recursive: true })
  const env = { ...environment, TMPDIR: temporary, ...more.environment }
  const build: WheelBuild = { settings: [], constraints: undefined, ...more, tree, wheels, environment: env }
  const { exit, output } = await runAll(wheelCommand(frontend, toolchain, build))
  const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'))
  return { wheel, sha256: wheel === undefined ? '' : sha256Of(readFileSync(`${wheels}/${wheel}`)), exit, output }
}

/** Writes a small wheel of a project into a folder of a yard, by its own backend alone. */
export function smallWheel(python: string, yard: Yard, folder: string, told: Partial<Project>): void {
  const made = project(told)
  const tree = yard.tree(`small/${made.name}-${made.version}`, made)
  const into = yard.path(folder)
  mkdirSync(into, { recursive: true })
  execFileSync(python, ['-c', 'import sys, fixture_backend; fixture_backend.build_wheel(sys.argv[1])', into], {
    cwd: tree,
    env: environment,
  })
}

/** The files of a project that needs others to be built. */
export function needing(...requires: readonly string[]): Record<string, string> {
  const list = requires.map((one) => JSON.stringify(one)).join(', ')
  return { 'pyproject.toml': `[build-system]\nrequires = [${list}]\nbuild-backend = "fixture_backend"\nbackend-path = ["."]\n` }
}
