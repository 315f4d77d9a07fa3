import { localFiles } from '../../../adapters/local/files.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Artifacts, Processes } from '../../../core/ports.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import type { RecordingLog } from '../../fakes/recording-log.ts'
import type { RecordingPipeline } from '../../fakes/recording-pipeline.ts'
import type { Yard } from './projects.ts'
import { type Play, scriptedHost, type ScriptedHost } from './scripted-host.ts'
import { askOf, type Change, jobData, jobPackage, leg, portsOf, type Tried } from './try-run.ts'

/** A machine whose shell is this one's, and whose pythons and pip are played. */
export function shellHost(play: Partial<Play> = {}): Processes & { readonly played: ScriptedHost } {
  const played = scriptedHost({ programs: { python3: {} }, wheels: (label) => [`${label.split('-')[0]}-1.0-py3-none-any.whl`], ...play })
  const real = localProcesses()
  const isReal = (program: string, text: string): boolean => program === 'cp' || (program === 'sh' && !text.includes('wheelworks-'))
  return {
    played,
    run: async (command, on) => await (isReal(command.program, command.args.join(' ')) ? real : played).run(command, on),
  }
}

/** `job_data` of packages in the folders of their names. */
export function foldersData(...names: readonly string[]): string {
  return jobData(names.map((name) => jobPackage({ name, source: { kind: 'folder', path: name, commit: 'c', time: 0 } })))
}

/** An attempt of a job, and what its log said. */
export interface Attempted extends Outcome {
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  readonly played: ScriptedHost
}

/** What an attempt is made with; a clean agent unless it is the try after a failed one. */
export interface Attempting {
  readonly number?: number
  readonly leg?: string
  readonly play?: Partial<Play>
  readonly isClean?: boolean
  /** Which step of the job it is, by its id. */
  readonly step?: string
}

/** One attempt of the job; what it attached lies below `run/<artifact>` then, and is what the service gives back. */
export async function attempt(
  yard: Yard,
  inputs: Readonly<Record<string, string>>,
  { number = 1, leg: name = 'wheel_any', play = {}, isClean = true, step = 'step' }: Attempting = {},
): Promise<Attempted> {
  const files = localFiles(yard.path('temp'))
  if (isClean) for (const folder of ['temp', 'staging']) await files.remove(yard.path(folder))
  const host = shellHost(play)
  const change: Change = { host, artifacts: async () => await Promise.resolve(artifactsBelow(yard)) }
  const ports = portsOf(yard, change)
  const own = { 'System.JobIdentifier': `build.wheels.${name}`, 'System.JobAttempt': String(number), 'System.TaskInstanceId': step }
  const variables = { ...leg, ...own }
  const outcome = await run(readInputs(askOf(inputs, variables)), ports)
  for (const { artifact, name, bytes } of ports.pipeline.attached) await files.write(yard.path(`run/${artifact}/${name}`), bytes)
  return { ...outcome, log: ports.log, pipeline: ports.pipeline, played: host.played }
}

/** The artifacts of the run, as its attempts have left them below `run/`. */
export function artifactsBelow(yard: Yard): Artifacts {
  const files = localFiles(yard.path('temp'))
  return {
    list: async () => {
      const names = await files.find(yard.path('run'), ['*/*'])
      const artifacts = [...new Set(names.map((name) => name.split('/')[0] ?? ''))]
      return artifacts.map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' }))
    },
    download: async ({ name }, into) => await files.copy(yard.path(`run/${name}`), into),
  }
}

/** Names of what was attached, in order. */
export function attachedBy({ pipeline }: Pick<Tried, 'pipeline'>): string[] {
  return pipeline.attached.map(({ name }) => name)
}
