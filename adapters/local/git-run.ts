import { setTimeout as pause } from 'node:timers/promises'
import type { Exit } from '../../core/ports.ts'
import { shownAddress } from '../../core/shown-address.ts'
import { delay, patient, type RetryPolicy } from '../../core/retry.ts'
import { gitEnvironment } from './git-environment.ts'
import type { LocalProcesses } from './processes.ts'

/** How one call of git ended, and every line that it printed. */
export interface Told {
  readonly exit: Exit
  readonly lines: readonly string[]
  /** stdout as it came, where that was asked: then it is not among the lines. */
  readonly bytes: Buffer
}

/** How git is called. */
export interface Call {
  /** The remote that is spoken to. */
  readonly url?: string
  readonly cwd?: string
  /** Whether stdout is wanted as it is. */
  readonly raw?: boolean
  /** Configuration that no argument may show, as others would see it: it goes by the environment. */
  readonly config?: readonly (readonly [key: string, value: string])[]
}

/** Calls git, in a folder; with the address of a remote again, after a pause, while the network is what failed. */
export type RunGit = (args: readonly string[], how?: Call) => Promise<Told>

/** Long enough for a large repository on a slow line, in seconds. */
const longest = 900

/** What git and curl say of a network or a server that may be back in a moment; never of an address or credentials that are wrong. */
const passing =
  /Could not resolve host|Failed to connect|Connection (?:timed out|reset|refused)|Operation timed out|unexpected disconnect|early EOF|RPC failed|The remote end hung up|returned error: (?:429|5\d\d)|gnutls_handshake|SSL_ERROR_SYSCALL|Empty reply/i

/** git by these processes. */
export function gitRunner(
  processes: LocalProcesses,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  policy: RetryPolicy = patient,
): RunGit {
  const once: RunGit = async (args, { url = '', cwd = folder, raw = false, config = [] } = {}) => {
    const [lines, chunks]: [string[], Uint8Array[]] = [[], []]
    const env = withConfig(gitEnvironment(environment, url), config)
    const command = { program: 'git', args, cwd, env, seconds: longest }
    const on = (line: string): void => void lines.push(line)
    const exit = raw ? await processes.output(command, (chunk) => chunks.push(chunk), on) : await processes.run(command, on)
    return { exit, lines, bytes: Buffer.concat(chunks) }
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

/** What every call about a checkout begins with: it is read whoever owns it, for nothing of it is run. */
export const anyOwner: readonly string[] = ['-c', 'safe.directory=*']

/**
 * The same for a git that says so of a checkout all the same, from which its work tree is read; undefined where it does not. 2.35.2 to 2.37, and the older
 * ones that distributions mend, heed no argument there; where they are told the repository, they do not look whose it is.
 */
export function toldOwner({ exit, lines }: Told): readonly string[] | undefined {
  if (exit.kind !== 'exited' || exit.code !== 128) return undefined
  const refused = /^fatal: (?:unsafe repository \('(.+)' is owned by|detected dubious ownership in repository at '(.+)'$)/
  const [, old, late = old] = lines.map((line) => refused.exec(line)).find((one) => one !== null) ?? []
  return late === undefined ? undefined : [`--git-dir=${late}/.git`, `--work-tree=${late}`]
}

function isPassing(told: Told): boolean {
  const says = (pattern: RegExp): boolean => told.lines.some((line) => pattern.test(line))
  return told.exit.kind === 'exited' && !succeeded(told) && says(passing) && !says(/not our ref|unadvertised|shallow/i)
}

/** Why it did not go well, in one clause without credentials. */
export function whyNot({ exit, lines }: Told, url: string): string {
  if (exit.kind === 'not-started') return `git cannot be started, ${exit.says}`
  if (exit.kind === 'lost') return exit.says
  if (exit.kind !== 'exited') return `git was stopped (${exit.kind})`
  const said = lines.findLast((line) => /^(?:fatal|error|ERROR)\b/.test(line)) ?? lines.at(-1) ?? `git ended with ${exit.code}`
  return withoutCredentials(said, url).replaceAll(/^fatal: |\.?\s*$/g, '')
}

function withoutCredentials(text: string, url: string): string {
  const known = url === '' ? text : text.replaceAll(url, shownAddress(url))
  return known.replaceAll(/:\/\/[^/\s@]*@/g, '://')
}

/** git 2.31 reads it so (git-config, GIT_CONFIG_COUNT); what the environment configures already stays. */
function withConfig(env: Record<string, string>, config: NonNullable<Call['config']>): Record<string, string> {
  if (config.length === 0) return env
  const first = Number(env['GIT_CONFIG_COUNT'] ?? '0') || 0
  const pairs = config.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${first + at}`, key],
    [`GIT_CONFIG_VALUE_${first + at}`, value],
  ])
  return { ...env, ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(first + config.length) }
}
