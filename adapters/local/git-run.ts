import { setTimeout as pause } from 'node:timers/promises'
import type { Exit, Processes } from '../../core/ports.ts'
import { delay, patient, type RetryPolicy } from '../../core/retry.ts'
import { gitEnvironment } from './git-environment.ts'

/** How one call of git ended, and every line that it printed. */
export interface Told {
  readonly exit: Exit
  readonly lines: readonly string[]
}

/** Calls git, in a folder; with the address of a remote again, after a pause, while the network is what failed. */
export type RunGit = (args: readonly string[], how?: { readonly url?: string; readonly cwd?: string }) => Promise<Told>

/** Long enough for a large repository on a slow line, in seconds. */
const longest = 900

/** What git and curl say of a network or a server that may be back in a moment; never of an address or credentials that are wrong. */
const passing =
  /Could not resolve host|Failed to connect|Connection (?:timed out|reset|refused)|Operation timed out|unexpected disconnect|early EOF|RPC failed|The remote end hung up|returned error: (?:429|5\d\d)|gnutls_handshake|SSL_ERROR_SYSCALL|Empty reply/i

/** git by these processes. */
export function gitRunner(
  processes: Processes,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  policy: RetryPolicy = patient,
): RunGit {
  const once: RunGit = async (args, { url = '', cwd = folder } = {}) => {
    const lines: string[] = []
    const env = gitEnvironment(environment, url)
    const exit = await processes.run({ program: 'git', args, cwd, env, seconds: longest }, (line) => lines.push(line))
    return { exit, lines }
  }
  return async (args, how = {}) => {
    for (let attempt = 1; ; attempt++) {
      const told = await once(args, how)
      const wait = delay(policy, attempt, Math.random())
      if (wait === undefined || how.url === undefined || !isPassing(told)) return told
      await pause(wait)
    }
  }
}

/** Whether it went well. */
export function succeeded({ exit }: Told): boolean {
  return exit.kind === 'exited' && exit.code === 0
}

function isPassing(told: Told): boolean {
  const says = (pattern: RegExp): boolean => told.lines.some((line) => pattern.test(line))
  return told.exit.kind === 'exited' && !succeeded(told) && says(passing) && !says(/not our ref|unadvertised|shallow/i)
}
