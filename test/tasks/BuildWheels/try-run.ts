import { readFileSync } from 'node:fs'
import { httpDownloads } from '../../../adapters/local/downloads.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { localHost } from '../../../adapters/local/host.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { Ask } from '../../../core/ask.ts'
import { parseManifest, type Manifest } from '../../../core/build/manifest.ts'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { Host, Processes } from '../../../core/ports.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { formatJobData, type JobPackage, type LegWork } from '../../../core/pipeline/job-data.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import type { Ports } from '../../../tasks/BuildWheels/ports.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { fixedGit } from '../../fakes/fixed-git.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { recordingLog, type RecordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline, type RecordingPipeline } from '../../fakes/recording-pipeline.ts'
import type { Yard } from './projects.ts'

/** An Ask over plain maps; names compare ignoring case, as the agent's do. */
export function askOf(inputs: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}): Ask {
  const look = (from: Readonly<Record<string, string>>) => (name: string) =>
    Object.entries(from).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return new Ask({ input: look(inputs), variable: look(variables), inputs: Object.keys(inputs).map((name) => name.toUpperCase()) })
}

/** What a run of the task left: its outcome, its log, what it attached in order, and the manifest among that. */
export interface Tried {
  readonly outcome: Outcome
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  readonly manifest: Manifest
}

/** The variables of a leg's job on its second attempt. */
export const leg: Readonly<Record<string, string>> = {
  'System.StageName': 'build',
  'System.PhaseName': 'wheels',
  'System.JobIdentifier': 'build.wheels.wheel_any',
  'System.JobAttempt': '2',
  'System.ParallelExecutionType': 'MultiConfiguration',
  'Build.SourceVersion': 'c0ffee',
  'Build.BuildId': '77',
}

/** What a test may set of the ports: `host` in place of a way to open it, or the programs of this machine. */
export type Change = Partial<Ports> & { readonly host?: Host | Processes }

/** Ports of this machine below a yard, with recorded log and pipeline; the work folders are `temp`, `staging` and `sources`. */
export function portsOf(yard: Yard, { host, ...more }: Change = {}): Ports & { log: RecordingLog; pipeline: RecordingPipeline } {
  const workspace = { temp: yard.path('temp'), staging: yard.path('staging'), sources: yard.path('sources') }
  yard.write('temp/.there', '')
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], PIP_NO_INDEX: '1' }
  const [processes, files] = [more.processes ?? localProcesses(), more.files ?? localFiles(workspace.temp)]
  const programs = host ?? processes
  const told = { processes: programs, files, folder: yard.path('temp/wheelworks'), environment: more.environment ?? environment }
  const opened = isHost(programs) ? programs : localHost({ ...told, windows: more.windows ?? process.platform === 'win32' })
  return {
    openHost: async () => await Promise.resolve(opened),
    processes,
    git: fixedGit(),
    histories: () => memoryHistory(''),
    lender: { hasTags: () => Promise.resolve(false), lend: () => Promise.reject(new Error('no history is lent here')) },
    files,
    downloads: httpDownloads(),
    wheelFiles,
    artifacts: undefined,
    cache: undefined,
    clock: fixedClock(),
    workspace,
    environment,
    secrets: [],
    windows: process.platform === 'win32',
    cancelled: () => false,
    variable: () => undefined,
    sdistFiles,
    ...more,
    log: recordingLog(),
    pipeline: recordingPipeline(),
  }
}

function isHost(programs: Host | Processes): programs is Host {
  return 'put' in programs
}

/** Runs the task with inputs as the agent would pass them. */
export async function tryRun(yard: Yard, inputs: Readonly<Record<string, string>>, more: Change = {}): Promise<Tried> {
  const ports = portsOf(yard, more)
  const outcome = await run(readInputs(askOf(inputs, leg)), ports)
  const written = readFileSync(`${outcome.outputs['wheelsDirectory'] ?? ''}/manifest.json`, 'utf8')
  return { outcome, log: ports.log, pipeline: ports.pipeline, manifest: parseManifest(written, 'manifest.json') }
}

/** A package of a leg: the project `spam` 1.0 for any python, a pure wheel; a test says what is different. */
export function jobPackage(is: Partial<JobPackage> = {}): JobPackage {
  return {
    name: 'spam',
    version: '1.0',
    python: '3',
    python_version: '3',
    python_tag: 'py3',
    abi: 'none',
    sdist_url: '',
    sdist_sha256: '',
    expected_output_filename: '',
    recipe: noRecipe,
    test_on: [],
    source: { kind: 'sdist' },
    build: 0,
    pure: true,
    ...is,
  }
}

/** `job_data` with packages inlined. */
export function jobData(packages: readonly JobPackage[], is: Partial<LegWork> = {}): string {
  const work: LegWork = {
    version: 1,
    leg: 'wheel_any',
    planDigest: 'a'.repeat(64),
    instance: '',
    arch: '',
    platform_tag: 'any',
    packages,
    ...is,
  }
  return formatJobData({ kind: 'inline', work })
}
