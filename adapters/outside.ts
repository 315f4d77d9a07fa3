import type { Processes, Web } from '../core/ports.ts'
import { localProcesses } from './local/processes.ts'
import { httpWeb } from './web.ts'

/** What an index is checked with, as its readers see it: loaded only where that is asked for. */
export function outsideOf(signal: AbortSignal): {
  readonly web: Web
  readonly processes: Processes
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly windows: boolean
} {
  const windows = process.platform === 'win32'
  return {
    web: httpWeb({ signal, idle: 20_000, policy: { attempts: 3, base: 400, most: 5000 } }),
    processes: localProcesses(signal),
    environment: process.env,
    windows,
  }
}
