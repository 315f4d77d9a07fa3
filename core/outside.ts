import type { Processes, Web } from './ports.ts'

/** The web and the programs of this agent, as a user of an index has them. */
export interface Outside {
  readonly web: Web
  readonly processes: Processes
  /** Of this step: where a python is found, and how it reaches the web. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Certificates that programs are to trust, in PEM; empty for those that they trust by themselves. */
  readonly authorities: string
  readonly windows: boolean
}
