import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, posix } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import { asProblem } from '../../core/problem.ts'
import type { Connection } from './connection.ts'
import { quote, stepsScript } from './script.ts'
import { type Ended, type Session, startSession } from './session.ts'

/** A few steps on the host, and what came of them. */
export interface Steps {
  readonly ended: Ended
  readonly out: Buffer
  /** What they printed to stderr. */
  readonly err: string
}

/** Runs steps whose output is small; `feed` writes their stdin. */
export async function runSteps(connection: Connection, body: string, feed?: (session: Session) => Promise<void>): Promise<Steps> {
  const out: Buffer[] = []
  const err: string[] = []
  const session = startSession(connection, (words) => stepsScript(words, body), {
    out: (chunk) => void out.push(chunk),
    err: (line) => void err.push(line),
  })
  if ((await session.ready) && feed !== undefined) await feed(session)
  session.stdin.end()
  return { ended: await session.ended, out: Buffer.concat(out), err: err.join('\n') }
}

/** Writes bytes to a path there: whole, or not at all. */
export async function sendBytes(connection: Connection, path: string, bytes: Uint8Array): Promise<Steps> {
  const part = `${path}.ww-part`
  const body = [
    `mkdir -p ${word(posix.dirname(path))} && cat >${word(part)} || exit 1`,
    `[ "$(wc -c <${word(part)})" -eq ${bytes.length} ] || exit 1`,
    `mv -f ${word(part)} ${word(path)}`,
  ].join('\n')
  return await runSteps(connection, body, async (session) => {
    session.stdin.end(bytes)
    await finished(session.stdin).catch(() => undefined)
  })
}

/** Unpacks a file or a tree of this agent beside `to`; it has to be moved there once it is known to be whole. */
export async function sendTree(connection: Connection, from: string, to: string): Promise<Steps> {
  const part = partOf(to)
  const folder = (await stat(from)).isDirectory()
  const { create } = await import('./tar-package.ts')
  // GNU tar alone sets a folder's time before all of its files are there, unless it is told to wait.
  const delay = 'ww_delay=; tar --version 2>/dev/null </dev/null | grep -q GNU && ww_delay=--delay-directory-restore'
  const body = `${delay}\nrm -rf ${word(part)} && mkdir -p ${word(part)} && cd ${word(part)} && tar $ww_delay -xopf -`
  let unread: unknown
  const steps = await runSteps(connection, body, async (session) => {
    const pack = folder ? create({ cwd: from }, ['.']) : create({ cwd: dirname(from) }, [`./${basename(from)}`])
    const bytes = new PassThrough()
    pack.on('error', (error) => {
      unread = error
      bytes.destroy()
    })
    pack.pipe(bytes)
    // That the other side stops reading is told by how its steps end.
    await Promise.race([pipeline(bytes, session.stdin).catch(() => undefined), session.ended])
  })
  if (unread !== undefined) throw asProblem(unread, 'FILE_INVALID', `Cannot read '${from}'`, 'Check it on this agent.')
  return steps
}

/** Moves what `sendTree` unpacked to its place. */
export async function settleTree(connection: Connection, from: string, to: string): Promise<Steps> {
  const part = partOf(to)
  const what = (await stat(from)).isDirectory() ? part : `${part}/${basename(from)}`
  return await runSteps(connection, `mv ${word(what)} ${word(to)} && rm -rf ${word(part)}`)
}

/** Fetches one file; true only when all its bytes are at `to`. The host says the size first. */
export async function receive(connection: Connection, from: string, to: string): Promise<Steps & { readonly whole: boolean }> {
  const part = `${to}.ww-part`
  await mkdir(dirname(to), { recursive: true })
  const file = createWriteStream(part)
  const size = sizeFirst((chunk) => file.write(chunk))
  const err: string[] = []
  const body = `[ -f ${word(from)} ] || { echo 'no such file' >&2; exit 1; }\nwc -c <${word(from)} && cat ${word(from)}`
  try {
    const session = startSession(connection, (words) => stepsScript(words, body), {
      out: (chunk) => size.take(chunk),
      err: (line) => void err.push(line),
    })
    const ended = await session.ended
    file.end()
    await finished(file)
    const whole = ended.code === 0 && size.complete()
    if (whole) await rename(part, to)
    return { ended, out: Buffer.alloc(0), err: err.join('\n'), whole }
  } finally {
    file.destroy()
    await rm(part, { force: true })
  }
}

/** Takes a line with a number of bytes, and then that many. */
function sizeFirst(write: (chunk: Buffer) => void): { take(chunk: Buffer): void; complete(): boolean } {
  let head: Buffer | undefined = Buffer.alloc(0)
  let left = -1
  return {
    take: (chunk) => {
      let bytes = chunk
      if (head !== undefined) {
        head = Buffer.concat([head, chunk])
        const at = head.indexOf('\n')
        if (at < 0) return
        left = Number(head.subarray(0, at).toString('latin1').trim())
        bytes = head.subarray(at + 1)
        head = undefined
      }
      left -= bytes.length
      if (bytes.length > 0) write(bytes)
    },
    complete: () => head === undefined && left === 0,
  }
}

function partOf(to: string): string {
  return `${to}.ww-part`
}

/** A path as an operand: one that begins with a dash is none. */
function word(path: string): string {
  return quote(path.startsWith('-') ? `./${path}` : path)
}
