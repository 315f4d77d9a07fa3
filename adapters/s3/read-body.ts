import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { OnDisk } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import { parseSha256 } from '../../core/sha256.ts'

/** An answer that is still coming; `length` as its head tells. */
export interface Incoming {
  readonly body: unknown
  readonly length: number | undefined
  /** How long it may stand still, in milliseconds; a minute unless told. */
  readonly stillness?: number
}

/** The SDK's own bound ends with the head of an answer. */
const minute = 60_000

/** The bytes of an answer from `skip` on, at most `most` of them; what follows is not waited for. One that broke off is an error. */
export async function collect(incoming: Incoming, skip = 0, most = Infinity): Promise<Uint8Array> {
  const kept: Uint8Array[] = []
  let at = 0
  for await (const chunk of steady(incoming)) {
    const part = chunk.subarray(Math.max(0, skip - at), Math.max(0, skip + most - at))
    if (part.length > 0) kept.push(part)
    at += chunk.length
    if (at >= skip + most) break
  }
  return Buffer.concat(kept)
}

/** Saves an answer as it comes, hashed as it passes; nothing stands at `to` unless all of it came. What the disk refuses is `FILE_INVALID`. */
export async function save(incoming: Incoming, to: string): Promise<OnDisk> {
  const part = `${to}.part`
  try {
    const { size, hex } = await write(incoming, part)
    await onDisk(to, async () => await rename(part, to))
    const sha256 = parseSha256(hex)
    if (sha256 === undefined) throw new Error('a SHA-256 is 64 hex digits')
    return { path: to, size, sha256 }
  } finally {
    // Where the disk refused, nothing is there to remove, and that is not what is to be told.
    await rm(part, { force: true }).catch(() => undefined)
  }
}

async function write(incoming: Incoming, path: string): Promise<{ size: number; hex: string }> {
  await onDisk(path, async () => await mkdir(dirname(path), { recursive: true }))
  const file = createWriteStream(path)
  const written = onDisk(path, async () => await finished(file))
  // Whoever waits for it is told; until then a failure must not count as nobody's.
  written.catch(() => undefined)
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of steady(incoming)) {
      hash.update(chunk)
      size += chunk.length
      if (!file.write(chunk)) await Promise.race([new Promise<void>((resolve) => file.once('drain', () => resolve())), written])
    }
    file.end()
    await written
  } finally {
    file.destroy()
    // A file that is still being opened would appear after whoever cleans up has looked.
    await written.catch(() => undefined)
  }
  return { size, hex: hash.digest('hex') }
}

/** The chunks of an answer, which may not stand still and must be as many bytes as was told. */
async function* steady({ body: told, length, stillness = minute }: Incoming): AsyncGenerator<Uint8Array> {
  const body = told instanceof Readable ? told : Readable.from([])
  const late = (): void => void body.destroy(new Error(`the answer stood still for ${stillness / 1000} seconds`))
  let size = 0
  let timer = setTimeout(late, stillness)
  try {
    for await (const chunk of body) {
      const bytes: Uint8Array = chunk
      clearTimeout(timer)
      size += bytes.length
      yield bytes
      timer = setTimeout(late, stillness)
    }
  } finally {
    clearTimeout(timer)
  }
  if (length !== undefined && size !== length) throw new Error(`the answer broke off: ${size} of ${length} bytes came`)
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new Problem(
      'FILE_INVALID',
      `${path} cannot be written: ${reason(error)}.`,
      'Check the free space of the agent, and its rights to that folder.',
      error,
    )
  }
}
