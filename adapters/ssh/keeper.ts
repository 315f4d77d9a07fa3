import { Problem } from '../../core/problem.ts'
import { systemClock } from '../local/clock.ts'
import type { Connection } from './connection.ts'
import { isPassing, lastLine, unreached } from './reach.ts'
import { keeperScript } from './keeper-script.ts'
import { stepsScript } from './script.ts'
import { type Session, startSession } from './session.ts'

/** What one session holds for as long as the host is used: the work folder is ours, and nobody else builds in it. */
export interface Keeper {
  readonly session: Session
  /** The work folder. */
  readonly folder: string
  /** What programs there see by themselves. */
  readonly environment: Readonly<Record<string, string>>
  /** False once its connection is gone. */
  alive(): boolean
  /** Ends what may be left of it. */
  drop(): Promise<void>
  /** Removes the work folder and lets go of the host. */
  close(): Promise<void>
}

/** How the folder is taken. */
export interface Taking {
  /** The first of these that no other run is at work in. */
  readonly folders: readonly string[]
  /** Seconds for which they are waited for when each is in use, and a host that does not answer yet is tried again. */
  readonly wait: number
  /** Sessions of ours that still run, and so are not what is left of a lost connection. */
  readonly running: readonly string[]
  /** The id of the keeper whose connection was lost. */
  readonly earlier: string | undefined
  /** Tells people why nothing happens. */
  readonly tell: (text: string) => void
}

/** How often, in milliseconds, the keeper is told that we live. Three minutes without make it a leftover that the next run sweeps away. */
const beat = 20_000

/** As `takeFolder`; a host that does not answer yet is tried again for as long as there is patience. */
export async function takePatiently(connection: Connection, taking: Taking): Promise<Keeper> {
  const until = Date.now() + taking.wait * 1000
  for (;;) {
    if (connection.signal.aborted) throw notOpened(connection.name)
    try {
      return await takeFolder(connection, taking)
    } catch (error) {
      if (!(error instanceof Problem) || !isPassing(error) || Date.now() > until) throw error
    }
    await systemClock.sleep(Math.min(2000, taking.wait * 100))
  }
}

/**
 * Takes the work folder of a host, with what a killed run or a lost connection left there ended first. `HOST_UNREACHABLE` when ssh does not get there or the
 * run is cancelled, `HOST_FAILED` when the folder cannot be had.
 */
async function takeFolder(connection: Connection, taking: Taking): Promise<Keeper> {
  const { name, signal } = connection
  const heard: string[] = []
  const errors: string[] = []
  let held: (text: string) => void = () => undefined
  const holding = new Promise<string>((resolve) => (held = resolve))
  const out = (chunk: Buffer): void => {
    heard.push(chunk.toString('utf8'))
    const text = heard.join('')
    if (answer.test(text)) held(text)
  }
  const err = (line: string): void => {
    errors.push(line)
    if (line === 'waiting') taking.tell(`Another run is at work in ${taking.folders[0]} on ${name}: this one waits for it.`)
  }
  const session = startSession(
    connection,
    (words) => stepsScript(words, keeperScript({ ...taking, id: words.id }), 'own'),
    { out, err },
    true,
  )
  const giveUp = (): void => session.letGo(0)
  signal.addEventListener('abort', giveUp, { once: true })
  const first = await Promise.race([holding, session.ended]).finally(() => signal.removeEventListener('abort', giveUp))
  if (signal.aborted && typeof first !== 'string') throw notOpened(name)
  if (typeof first !== 'string') throw first.ready ? notTaken(name, taking.folders, errors) : unreached(name, first.says)
  session.holds(false)
  return { session, folder: answer.exec(first)?.[1] ?? '', environment: readEnvironment(first), ...life(session, signal) }
}

/** The last line that the keeper prints. */
const answer = /(?:^|\n)held (.+)\n$/

/** The Problem of a host that nobody needs any more. */
function notOpened(name: string): Problem {
  return new Problem('HOST_UNREACHABLE', `${name} was not opened, because the run was cancelled.`, '')
}

function life(session: Session, signal: AbortSignal): Pick<Keeper, 'alive' | 'drop' | 'close'> {
  let alive = true
  const timer = setInterval(() => session.stdin.write('beat\n'), beat).unref()
  void session.ended.then(() => {
    alive = false
    clearInterval(timer)
  })
  return {
    alive: () => alive,
    drop: async () => {
      session.holds(true)
      session.letGo()
      await session.ended
    },
    close: async () => {
      session.holds(true)
      if (alive) session.stdin.write('close\n')
      // A cancelled task has ten seconds for all that it has left to do; over there the folder goes in any case.
      session.letGo(signal.aborted ? 2000 : 30_000)
      await session.ended
    },
  }
}

function notTaken(name: string, folders: readonly string[], errors: readonly string[]): Problem {
  const says = lastLine(errors.join('\n'))
  if (says.startsWith('busy'))
    return new Problem(
      'HOST_FAILED',
      `Other runs are building in ${folders.join(', ')} on ${name} (${says}).`,
      'Let the runs of one host wait for each other (an exclusive lock on an environment), or give each a host of its own.',
    )
  return new Problem('HOST_FAILED', `${name} cannot be made ready: ${says}.`, 'The user needs a POSIX shell and a folder below /tmp.')
}

/** `env` as it printed: a line that is no `NAME=` goes on with the value before it; a function that bash hands on is no variable. */
function readEnvironment(text: string): Record<string, string> {
  const found: [string, string][] = []
  for (const line of text.replace(answer, '').split('\n')) {
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*|BASH_FUNC_[^=]+)=(.*)$/s.exec(line) ?? []
    const last = found.at(-1)
    if (name !== undefined) found.push([name, value])
    else if (last !== undefined) last[1] += `\n${line}`
  }
  const own = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'SSH_CLIENT', 'SSH_CONNECTION', 'SSH_TTY', 'SSH_AUTH_SOCK'])
  // Nobody looks at a terminal there: tools that draw bars are told so.
  return { ...Object.fromEntries(found.filter(([name]) => !own.has(name) && !name.startsWith('BASH_FUNC_'))), TERM: 'dumb' }
}
