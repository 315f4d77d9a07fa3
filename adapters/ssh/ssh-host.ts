import { posix } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { HostAddress } from '../../core/build/host-address.ts'
import type { Command, Exit, Host } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { lineCutter } from '../local/line-cutter.ts'
import { type Connection, prepareConnection } from './connection.ts'
import { type Keeper, takePatiently } from './keeper.ts'
import { lastLine } from './reach.ts'
import { commandScript, quote, unspeakable } from './script.ts'
import { type Ended, type Session, startSession } from './session.ts'
import { receive, runSteps, sendBytes, sendTree, settleTree, type Steps } from './transfer.ts'

/** How a host is opened. */
export interface SshHow {
  /** Stops what runs there, and everything after, when aborted. */
  readonly signal: AbortSignal
  /** A folder of this agent for the key and what else ssh reads; private, and the caller's to remove. */
  readonly secrets: string
  /** Names the work folder there: the same on every retry of the same work. While another run is at work in it, one beside it is taken. */
  readonly label: string
  /** Seconds for which a host that does not answer yet is tried again (a machine that is starting), and a folder in use is waited for where there is none beside it. */
  readonly patience: number
  /** Tells people why nothing happens. */
  readonly tell?: (text: string) => void
  /** Where pythons are there, as far as the caller has been told. */
  readonly pythons?: ReadonlyMap<string, string>
}

/** A host, and how it is given back. */
export interface SshHost extends Host {
  readonly pythons: ReadonlyMap<string, string>
  /** Removes the work folder there, and ends what still runs. */
  close(): Promise<void>
}

/**
 * A POSIX machine over the system's ssh. Nothing but `sh`, `tar` and the usual tools is needed there. `HOST_UNREACHABLE` when it cannot be opened,
 * `HOST_FAILED` when its work folder cannot be had; later a broken connection is `HOST_LOST`, or the exit `lost` of a command.
 */
export async function sshHost(address: HostAddress, how: SshHow): Promise<SshHost> {
  const connection = await prepareConnection(address, how.secrets, how.signal)
  const user = (address.user === '' ? 'build' : address.user).replaceAll(/[^A-Za-z0-9_.-]/g, '_')
  const folder = `/tmp/wheelworks-${user}-${how.label.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}`
  const folders = Array.from({ length: most }, (_, at) => (at === 0 ? folder : `${folder}-${at + 1}`))
  const tell = how.tell ?? silent
  const first = await takePatiently(connection, { folders, wait: how.patience, running: [], earlier: undefined, tell })
  if (first.folder !== folder) tell(`Another run is at work in ${folder} on ${connection.name}: this one builds in ${first.folder}.`)
  return new OpenHost(connection, first, how)
}

/** How many runs of the same work may build on a host at once. */
const most = 20

const silent = (): void => undefined

const placesOf = (folder: string): { sessions: string; owner: string } => ({
  sessions: `${folder}/.sessions`,
  owner: `${folder}/.lock/owner`,
})

class OpenHost implements SshHost {
  readonly name: string
  readonly windows = false
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly pythons: ReadonlyMap<string, string>
  private readonly connection: Connection
  private readonly how: SshHow
  private keeper: Promise<Keeper>
  private owner: string
  private readonly running = new Map<string, Session>()

  constructor(connection: Connection, keeper: Keeper, how: SshHow) {
    this.connection = connection
    this.name = connection.name
    this.folder = keeper.folder
    this.environment = keeper.environment
    this.keeper = Promise.resolve(keeper)
    this.owner = keeper.session.id
    this.pythons = how.pythons ?? new Map()
    this.how = how
  }

  join(...parts: readonly string[]): string {
    return posix.join(...parts)
  }

  async run(command: Command, on: (line: string) => void): Promise<Exit> {
    if (this.how.signal.aborted) return { kind: 'cancelled' }
    const odd = unspeakable(command)
    if (odd !== undefined) return { kind: 'not-started', says: `${command.program}: ${odd}` }
    try {
      const { exit } = await this.begun(async (keeper) => await this.runOnce(command, keeper, on))
      if (exit.kind === 'lost') await this.giveUp()
      return exit
    } catch (error) {
      if (error instanceof Problem) return { kind: 'lost', says: error.message }
      throw error
    }
  }

  async make(folder: string): Promise<void> {
    await this.do(`make ${folder}`, `mkdir -p ${quote(folder)}`)
  }

  async remove(path: string): Promise<void> {
    const it = quote(path)
    await this.do(`remove ${path}`, `rm -rf ${it} 2>/dev/null || { chmod -R u+rwx ${it}; rm -rf ${it}; }`)
  }

  async write(path: string, text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8')
    await this.steps(`write ${path}`, async () => await sendBytes(this.connection, path, bytes))
  }

  async put(from: string, to: string): Promise<void> {
    await this.steps(`put ${to} there`, async () => await sendTree(this.connection, from, to))
    await this.steps(`put ${to} there`, async () => await settleTree(this.connection, from, to))
  }

  async get(from: string, to: string): Promise<void> {
    const { whole } = await this.steps(`fetch ${from}`, async () => await receive(this.connection, from, to))
    if (!whole) throw lost(this.name, `${from} did not arrive whole`)
  }

  async find(root: string, globs: readonly string[]): Promise<string[]> {
    const { out } = await this.do(`list ${root}`, `cd ${quote(root)} 2>/dev/null || exit 0\nfind . -type f -print0`)
    const { picomatch } = await import('../local/glob-package.ts')
    const matches = picomatch([...globs], { dot: true })
    return out
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '')
      .map((path) => path.replace(/^\.\//, ''))
      .filter((path) => matches(path))
      .sort()
  }

  async close(): Promise<void> {
    for (const session of this.running.values()) session.letGo()
    await Promise.all([...this.running.values()].map(async (session) => await session.ended))
    const keeper = await this.keeper.catch(() => undefined)
    await keeper?.close()
  }

  private async do(what: string, body: string): Promise<Steps> {
    return await this.steps(what, async () => await runSteps(this.connection, body))
  }

  private async steps<T extends Steps>(what: string, work: () => Promise<T>): Promise<T> {
    const done = await this.begun(work)
    const { ended, err } = done
    if (ended.code === 0) return done
    if (ended.code === undefined) {
      await this.giveUp()
      throw lost(this.name, lastLine(ended.says))
    }
    throw new Problem('HOST_FAILED', `${this.name} could not ${what}: ${lastLine(err)}.`, 'Look at its disk and at the rights of its user.')
  }

  /** What holds the folder may not have heard yet that the connection is gone: whoever comes next must not go on beside what is left there. */
  private async giveUp(): Promise<void> {
    const keeper = await this.keeper.catch(() => undefined)
    if (!this.how.signal.aborted) await keeper?.drop()
  }

  /** What never began over there is safe to send once more, over a connection that is made anew. */
  private async begun<T extends { readonly ended: Ended }>(work: (keeper: Keeper) => Promise<T>): Promise<T> {
    const keeper = await this.held()
    const first = await work(keeper)
    if (first.ended.ready || first.ended.refused === 'group' || this.how.signal.aborted) return first
    await keeper.drop()
    return await work(await this.held())
  }

  private async runOnce(command: Command, keeper: Keeper, on: (line: string) => void): Promise<{ ended: Ended; exit: Exit }> {
    const decoder = new StringDecoder('utf8')
    const cut = lineCutter(on)
    const session = startSession(this.connection, (words) => commandScript(words, command, placesOf(this.folder), keeper.session.id), {
      out: (chunk) => cut(decoder.write(chunk), false),
      err: on,
    })
    const stopped = this.follow(session, command.seconds)
    const ended = await session.ended
    cut(decoder.end(), true)
    return { ended, exit: stopped() ?? exitOf(ended, command) }
  }

  /** The folder is still ours; after a lost connection it is taken again, and what the lost one left there is ended. */
  private async held(): Promise<Keeper> {
    const seen = this.keeper
    const known = await seen.catch(() => undefined)
    if (known?.alive() === true) return known
    // Whoever waited for the same lost connection shares the next one.
    if (this.keeper !== seen) return await this.held()
    this.keeper = this.retake()
    return await this.keeper
  }

  /** Paths of what is being built lie in the folder, so it is this one or none. */
  private async retake(): Promise<Keeper> {
    const running = [...this.running.keys()]
    const taking = { folders: [this.folder], wait: this.how.patience, running, earlier: this.owner, tell: this.how.tell ?? silent }
    try {
      const keeper = await takePatiently(this.connection, taking)
      this.owner = keeper.session.id
      return keeper
    } catch (error) {
      throw error instanceof Problem ? lost(this.name, error.message) : error
    }
  }

  /** Ends the session on timeout and cancel; the answer, once it has ended, says whether that was why. */
  private follow(session: Session, seconds: number): () => Exit | undefined {
    let why: Exit | undefined
    const stop = (exit: Exit): void => {
      why ??= exit
      session.letGo()
    }
    const { signal } = this.how
    const onAbort = (): void => stop({ kind: 'cancelled' })
    const timer = seconds > 0 ? setTimeout(() => stop({ kind: 'timed-out' }), seconds * 1000) : undefined
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    this.running.set(session.id, session)
    return () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      this.running.delete(session.id)
      return why
    }
  }
}

function exitOf(ended: Ended, command: Command): Exit {
  if (ended.refused === 'group') return { kind: 'not-started', says: 'sshd there gives a session no process group of its own' }
  if (ended.refused === 'taken') return { kind: 'lost', says: 'the work folder was taken by another run' }
  if (ended.absent) return { kind: 'not-started', says: `${command.program} cannot be started in ${command.cwd}` }
  if (ended.code === undefined) return { kind: 'lost', says: lastLine(ended.says) }
  return ended.code > 128 && ended.code <= 192 ? { kind: 'signalled' } : { kind: 'exited', code: ended.code }
}

function lost(name: string, says: string): Problem {
  return new Problem(
    'HOST_LOST',
    `The connection to ${name} broke: ${says.replace(/\.$/, '')}.`,
    'Run the job again: what was built is kept.',
  )
}
