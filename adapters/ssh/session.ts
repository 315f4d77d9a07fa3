import { randomBytes } from 'node:crypto'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { reason } from '../../core/problem.ts'
import { lineCutter } from '../local/line-cutter.ts'
import type { Connection } from './connection.ts'
import { remoteCommand, remoteCommandInPlace, type Words } from './script.ts'

/** How a session ended. */
export interface Ended {
  /** Whether the script ever ran. */
  readonly ready: boolean
  /** What the script said of its work; undefined: the connection broke before it could. */
  readonly code: number | undefined
  /** The program is not there. */
  readonly absent: boolean
  /** Why the script would not begin: `group` (no process group of its own), `taken` (the folder is somebody else's). */
  readonly refused: 'group' | 'taken' | undefined
  /** What ssh itself said. */
  readonly says: string
}

/** A running ssh. */
export interface Session {
  readonly id: string
  /** Settles once the other side runs the script, or the session has ended; only then may more be written to stdin. */
  readonly ready: Promise<boolean>
  readonly ended: Promise<Ended>
  readonly stdin: Writable
  /** Lets go: the watchdog over there ends the command. What does not end is left after `patience` milliseconds. */
  letGo(patience?: number): void
  /** Whether this program lives on for as long as the session does; at first it does. */
  holds(program: boolean): void
}

/** Where a session's output goes: raw bytes of stdout, lines of stderr; neither holds what came before the script or from it. */
export interface Sink {
  out(chunk: Buffer): void
  err(line: string): void
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** How long, in milliseconds, an ended command may hold the session open by what it left behind in sessions of its own. */
const grace = 2000

/**
 * Starts `ssh` with a script on its stdin. The one that `carries` the others keeps what a login sees by itself; all others begin with nothing, and go
 * over a connection of their own when there is none to share.
 */
export function startSession(connection: Connection, script: (words: Words) => string, sink: Sink, carries = false): Session {
  const words = { id: `ww${randomBytes(9).toString('hex')}`, word: `ww-${randomBytes(12).toString('hex')}` }
  const log = join(connection.folder, `${words.id}.log`)
  const command = carries ? remoteCommandInPlace(words.id) : remoteCommand(words.id)
  const child: Child = spawn('ssh', ['-E', log, ...(carries ? connection.master : []), ...connection.args, command], {
    env: connection.env,
    // A cancelled run signals the task's group: ssh must live on until the other side has been told.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  // That the other side no longer reads is told by how the session ends.
  child.stdin.on('error', () => undefined)
  child.stdin.write(script(words))
  const told = listen(child, words.word, sink)
  const letGo = (patience = 2 * grace): void => {
    child.stdin.end()
    setTimeout(() => child.kill('SIGKILL'), patience).unref()
  }
  const onAbort = (): void => letGo()
  if (!carries) connection.signal.addEventListener('abort', onAbort, { once: true })
  // A cancelled run may still clear away, but has no time for a network that is gone.
  if (!carries && connection.signal.aborted) setTimeout(() => child.kill('SIGKILL'), grace / 2).unref()
  return {
    id: words.id,
    ready: told.ready,
    ended: ended(child, told, log).finally(() => connection.signal.removeEventListener('abort', onAbort)),
    stdin: child.stdin,
    letGo,
    holds: (program) => {
      const parts: readonly object[] = [child, child.stdin, child.stdout, child.stderr]
      for (const part of parts.filter(isHeld)) {
        if (program) part.ref()
        else part.unref()
      }
    },
  }
}

/** What keeps a program alive: Node's streams of a child are sockets, which their types do not tell. */
interface Held {
  ref(): unknown
  unref(): unknown
}

function isHeld(value: object): value is Held {
  return 'ref' in value && typeof value.ref === 'function' && 'unref' in value && typeof value.unref === 'function'
}

interface Told {
  readonly ready: Promise<boolean>
  settle(ready: boolean): void
  finish(): void
  state: { ready: boolean; code: number | undefined; absent: boolean; refused: Ended['refused'] }
  /** What came on stderr before the script: of a login shell, or of an ssh that did not get as far as its log. */
  readonly noise: readonly string[]
}

/** Reads both streams: what a login shell prints before the script is dropped, the script's own words are taken out. */
function listen(child: Child, word: string, sink: Sink): Told {
  const state: Told['state'] = { ready: false, code: undefined, absent: false, refused: undefined }
  let settle: (ready: boolean) => void = () => undefined
  const ready = new Promise<boolean>((resolve) => (settle = resolve))
  const noise: string[] = []
  let waiting = 2
  const arrived = (): void => {
    waiting -= 1
    if (waiting > 0) return
    state.ready = true
    settle(true)
  }
  const finish = [listenOut(child.stdout, `${word} ready\n`, sink, arrived), listenErr(child, word, sink, { state, noise }, arrived)]
  return { ready, settle, finish: () => finish.forEach((one) => one()), state, noise }
}

function listenOut(stream: Readable, marker: string, sink: Sink, arrived: () => void): () => void {
  let before: Buffer | undefined = Buffer.alloc(0)
  stream.on('error', () => undefined)
  stream.on('data', (chunk: Buffer) => {
    if (before === undefined) return sink.out(chunk)
    before = Buffer.concat([before, chunk])
    const at = before.indexOf(marker)
    if (at < 0) return
    const rest = before.subarray(at + marker.length)
    before = undefined
    if (rest.length > 0) sink.out(rest)
    arrived()
  })
  return () => undefined
}

function listenErr(
  child: Child,
  word: string,
  sink: Sink,
  { state, noise }: { state: Told['state']; noise: string[] },
  arrived: () => void,
): () => void {
  const decoder = new StringDecoder('utf8')
  let begun = false
  const cut = lineCutter((line) => {
    const at = line.indexOf(`${word} `)
    if (!begun && at < 0 && noise.length < 100) noise.push(line)
    if (begun && at !== 0) sink.err(at < 0 ? line : line.slice(0, at))
    if (at < 0) return
    const [what = '', value = ''] = line.slice(at + word.length + 1).split(' ')
    if (what === 'ready') {
      begun = true
      arrived()
    } else note(what, value, state)
    // What it left behind in sessions of its own may hold the connection open for ever.
    if (what === 'exit') setTimeout(() => child.kill('SIGKILL'), grace).unref()
  })
  child.stderr.on('error', () => undefined)
  child.stderr.on('data', (chunk: Buffer) => cut(decoder.write(chunk), false))
  return () => cut(decoder.end(), true)
}

function note(what: string, value: string, state: Told['state']): void {
  if (what === 'exit') state.code = Number(value)
  else if (what === 'absent') state.absent = true
  else if (what === 'group' || what === 'taken') state.refused = what
}

async function ended(child: Child, told: Told, log: string): Promise<Ended> {
  const failed = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`ssh cannot be started on this agent: ${reason(error)}`))
    child.once('close', () => resolve(''))
    // Where a session is carried by another, that one holds its output too, for as long as it believes in its network.
    child.once('exit', (_, signal) => {
      if (signal !== null) setTimeout(resolve, grace / 4, '')
    })
  })
  for (const stream of [child.stdout, child.stderr]) stream.destroy()
  told.finish()
  told.settle(false)
  const own = await readFile(log, 'utf8').catch(() => '')
  await rm(log, { force: true })
  return { ...told.state, says: failed || own.trim() || told.noise.join('\n') }
}
