import { localFiles } from '../../../adapters/local/files.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { HostAddress } from '../../../core/build/host-address.ts'
import type { Host } from '../../../core/ports.ts'
import type { Endpoint, HostPorts, Reaching } from '../../../tasks/BuildWheels/host/open-host.ts'
import { recordingLog, type RecordingLog } from '../../fakes/recording-log.ts'
import { type RecordingPipeline, recordingPipeline } from '../../fakes/recording-pipeline.ts'

/** What opening a host did to the world of a test. */
export interface Hosting extends HostPorts {
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  readonly hidden: string[]
  /** What was reached over ssh. */
  readonly reached: (Reaching & { address: HostAddress })[]
}

/** Ports over real scripts in a folder; over ssh nobody is there. */
export function hostingIn(folder: string, more: { endpoint?: Endpoint; environment?: Record<string, string> } = {}): Hosting {
  const reached: Hosting['reached'] = []
  const hidden: string[] = []
  const pipeline = recordingPipeline()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing is asked of it
  const host = { name: 'it' } as Host
  return {
    processes: localProcesses(),
    files: localFiles(folder),
    log: recordingLog(),
    pipeline,
    workspace: { temp: folder, sources: folder },
    environment: { PATH: process.env['PATH'], ...more.environment },
    windows: false,
    local: () => host,
    ssh: async (address, how) => {
      reached.push({ address, ...how })
      return await Promise.resolve(host)
    },
    recall: (name) => pipeline.remembered.get(name)?.value,
    endpoint: () => more.endpoint,
    secret: (value) => void hidden.push(value),
    ifAbandoned: () => undefined,
    hidden,
    reached,
  }
}
