import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { type BuiltFile, formatManifest, type Manifest } from '../../../core/build/manifest.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import type { Ports } from '../../../tasks/PublishIndex/ports.ts'
import { run } from '../../../tasks/PublishIndex/run.ts'
import { type FixedClock, fixedClock } from '../../fakes/fixed-clock.ts'
import { type RecordingLog, recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { plainInputs } from './plain-inputs.ts'
import { type SdistChange, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes, type WheelChange } from '../../fakes/wheel-bytes.ts'

/** A folder of wheels, and PublishIndex on it with whatever is to be different. */
export interface Publishing {
  readonly folder: string
  readonly log: RecordingLog
  readonly clock: FixedClock
  /** Writes a sound wheel below the folder, and gives its path. */
  wheel(path: string, change?: WheelChange): Promise<string>
  /** The same of a sound sdist. */
  sdist(path: string, change?: SdistChange): Promise<string>
  write(path: string, bytes: Uint8Array | string): Promise<string>
  publish(store: ObjectStore, inputs?: Partial<Inputs>, ports?: Partial<Ports>): Promise<Outcome>
  close(): Promise<void>
}

export async function startPublishing(): Promise<Publishing> {
  const folder = await mkdtemp(join(tmpdir(), 'publishing-'))
  const log = recordingLog()
  const clock = fixedClock()
  const write = async (path: string, bytes: Uint8Array | string): Promise<string> => {
    const whole = join(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeFile(whole, bytes)
    return whole
  }
  return {
    folder,
    log,
    clock,
    write,
    wheel: async (path, change) => await write(path, wheelBytes(path.split('/').at(-1) ?? '', change)),
    sdist: async (path, change) => await write(path, sdistBytes(path.split('/').at(-1) ?? '', change)),
    publish: async (store, inputs, ports) =>
      await run(
        { ...plainInputs([folder], { location: { kind: 's3', bucket: 'bucket', prefix: '' } }), ...inputs },
        { ...portsFor(store, folder, log, clock), ...ports },
      ),
    close: async () => await rm(folder, { recursive: true, force: true }),
  }
}

function portsFor(store: ObjectStore, folder: string, log: RecordingLog, clock: FixedClock): Ports {
  const world = {
    files: localFiles(join(tmpdir(), 'publishing-temp')),
    wheelFiles,
    sdistFiles,
    pipeline: recordingPipeline(),
    sources: folder,
  }
  return { ...world, store, log, clock, random: () => 0.5, artifacts: undefined }
}

/** What a leg's manifest says of a wheel. */
export function builtFile(name: string, bytes: Uint8Array, change: Partial<BuiltFile> = {}): BuiltFile {
  const wheel = parseWheelName(name)
  return {
    name,
    size: bytes.length,
    sha256: sha256Of(bytes),
    project: wheel?.project ?? '',
    version: wheel?.version.canonical ?? '',
    tags: [],
    source: 'test',
    seconds: 1,
    origin: 'built',
    release: true,
    ...change,
  }
}

/** The text of a leg's manifest. */
export function manifestOf(files: readonly BuiltFile[], change: Partial<Manifest> = {}): string {
  const where = { stage: 'build', job: 'wheels', leg: 'linux', attempt: 1 }
  return formatManifest({ version: 1, ...where, planDigest: 'plan', commit: 'c0ffee', buildId: '5', files, failures: [], ...change })
}
