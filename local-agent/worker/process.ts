import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { LineSplitter } from './lines.ts'
import { killTree, signalProcess } from './process-tree.ts'

// Agent sources: Agent.Sdk/ProcessInvoker.cs.

/** Waits of the agent, in milliseconds: after SIGINT, after SIGTERM, for streams held open by a grandchild, after `task.complete done=true`, before the first retry of a step, for what still runs in a job that was canceled; and how long a minute is. */
export interface Graces {
  readonly interrupt: number
  readonly terminate: number
  readonly streams: number
  readonly done: number
  readonly retry: number
  readonly cancel: number
  readonly minute: number
}

/** The agent's own waits (knobs PROCESS_SIGINT_TIMEOUT, PROCESS_SIGTERM_TIMEOUT) and the service's cancelTimeoutInMinutes. */
export const GRACES: Graces = { interrupt: 7500, terminate: 2500, streams: 5000, done: 5000, retry: 1000, cancel: 300_000, minute: 60_000 }

/** One program to run, with its whole environment. */
export interface Invocation {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly graces: Graces
  readonly onLine: (line: string) => void
}

const living = new Set<number>()
// Whoever leaves in a hurry, at a second interrupt say, leaves no process behind.
process.on('exit', () => {
  for (const pid of living) killTree(pid)
})

/**
 * Runs a program in its own process group with stdin closed; resolves to its exit code once both streams are drained. An aborted signal sends
 * SIGINT, then SIGTERM, then kills the tree, and rejects with the signal's reason however the process ended. Not being startable rejects, too.
 */
export async function runProcess(invocation: Invocation, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  const { program, args, cwd, env } = invocation
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (child.pid !== undefined) living.add(child.pid)
  const lines = [readLines(child.stderr, invocation.onLine), readLines(child.stdout, invocation.onLine)]
  const stop = (): void => escalate(child, invocation.graces)
  signal.addEventListener('abort', stop)
  try {
    const code = await ended(child, invocation.graces)
    for (const finish of lines) finish()
    signal.throwIfAborted()
    return code
  } finally {
    signal.removeEventListener('abort', stop)
    if (child.pid !== undefined) living.delete(child.pid)
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  const splitter = new LineSplitter(onLine)
  stream.on('data', (chunk: Buffer) => splitter.push(chunk))
  return () => splitter.end()
}

function ended(child: ChildProcess, graces: Graces): Promise<number> {
  return new Promise((resolve, reject) => {
    let waiting: NodeJS.Timeout | undefined
    child.once('error', reject)
    child.once('exit', () => {
      // A grandchild may hold the streams open for ever.
      waiting = setTimeout(() => {
        if (child.pid !== undefined) killTree(child.pid)
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, graces.streams)
    })
    child.once('close', (code, signal) => {
      clearTimeout(waiting)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

function escalate(child: ChildProcess, graces: Graces): void {
  const pid = child.pid
  if (pid === undefined || child.exitCode !== null) return
  signalProcess(pid, 'SIGINT')
  let timer = setTimeout(() => {
    signalProcess(pid, 'SIGTERM')
    timer = setTimeout(() => killTree(pid), graces.terminate)
  }, graces.interrupt)
  child.once('exit', () => clearTimeout(timer))
}
