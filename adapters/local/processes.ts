import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Command, Exit, Processes } from '../../core/ports.ts'
import { reason } from '../../core/problem.ts'
import { lineCutter } from './line-cutter.ts'

/** How long, in milliseconds, a stopped program may take to end by itself, and an ended one to close what it printed to. */
const grace = 2000

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Programs of this machine, whose output can be had as it is. */
export interface LocalProcesses extends Processes {
  /** As `run`, but stdout goes to `bytes` as it comes; where its end was not seen, the exit is `lost`: part of an output is none. */
  output(command: Command, bytes: (chunk: Uint8Array) => void, on: (line: string) => void): Promise<Exit>
}

/** This machine. Each program runs without a shell in a process group of its own; abort and timeout stop the whole group. */
export function localProcesses(signal?: AbortSignal): LocalProcesses {
  // One signal stops all programs of a task, and dozens run at once: no leak.
  if (signal !== undefined) setMaxListeners(0, signal)
  const runTo = async (command: Command, on: (line: string) => void, out: (stdout: Readable) => () => void): Promise<Exit> => {
    if (signal?.aborted === true) return { kind: 'cancelled' }
    const child = start(command)
    return 'lost' in child ? { kind: 'not-started', says: child.lost } : await follow(child, command.seconds, on, out, signal)
  }
  return {
    run: async (command, on) => await runTo(command, on, (stdout) => lines(stdout, on)),
    output: async (command, bytes, on) => {
      let whole = false
      const exit = await runTo(command, on, (stdout) => {
        stdout.on('data', bytes).on('end', () => (whole = true))
        stdout.on('error', () => undefined)
        return () => undefined
      })
      return exit.kind === 'exited' && !whole ? { kind: 'lost', says: 'its output was not read to the end' } : exit
    },
  }
}

function start(command: Command): Child | { readonly lost: string } {
  try {
    return spawn(command.program, command.args, {
      cwd: command.cwd,
      env: command.env,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
  } catch (error) {
    // Node throws, rather than emits, what the system says of an environment or arguments that are too long.
    return { lost: reason(error) }
  }
}

async function follow(
  child: Child,
  seconds: number,
  on: (line: string) => void,
  out: (stdout: Readable) => () => void,
  signal: AbortSignal | undefined,
): Promise<Exit> {
  const finish = [out(child.stdout), lines(child.stderr, on)]
  const stopped = stopper(child, seconds, signal)
  const exit = await ended(child)
  finish.forEach((flush) => flush())
  return stopped() ?? exit
}

/** Stops the child's tree on timeout or abort; the answer, once it has ended, says whether that was why. */
function stopper(child: Child, seconds: number, signal: AbortSignal | undefined): () => Exit | undefined {
  let why: Exit | undefined
  let force: NodeJS.Timeout | undefined
  const stop = (exit: Exit): void => {
    if (why !== undefined) return
    why = exit
    killTree(child, 'SIGTERM')
    force = setTimeout(() => killTree(child, 'SIGKILL'), grace)
  }
  const onAbort = (): void => stop({ kind: 'cancelled' })
  const timer = seconds > 0 ? setTimeout(() => stop({ kind: 'timed-out' }), seconds * 1000) : undefined
  signal?.addEventListener('abort', onAbort, { once: true })
  return () => {
    clearTimeout(timer)
    clearTimeout(force)
    signal?.removeEventListener('abort', onAbort)
    return why
  }
}

async function ended(child: Child): Promise<Exit> {
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'not-started', says: reason(error) }))
    child.once('exit', (code, signal) => {
      // What it left behind in its group would hold the pipes, and the machine, for ever.
      killTree(child, 'SIGKILL')
      const late = setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), grace)
      child.once('close', () => {
        clearTimeout(late)
        resolve(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled' })
      })
    })
  })
}

function killTree(child: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    if (child.exitCode === null) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

/** Passes a stream on line by line as the agent would split it: `\n`, `\r\n` or a lone `\r`, UTF-8 over the borders of chunks. The result passes on the rest. */
function lines(stream: Readable, on: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8')
  const cut = lineCutter(on)
  stream.on('data', (chunk: Buffer) => cut(decoder.write(chunk), false))
  // A stream that is destroyed under the reader has told all that it will.
  stream.on('error', () => undefined)
  return () => cut(decoder.end(), true)
}
