import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { OnDisk } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'

/** Up to this many bytes a file is sent from memory, of which many are under way at once; a larger one as a stream. */
const inMemory = 2 ** 21

/** A put's body, and a signal that aborts the request when the body fails: a stream's failure alone would never reach it. */
export interface Opened {
  readonly bytes: Uint8Array | Readable
  readonly broken: AbortSignal
}

/** Opens the body of a put, checked against what was measured (`HASH_MISMATCH`; `FILE_MISSING` when it cannot be read); a new one for every try. */
export async function openBody(body: Uint8Array | OnDisk): Promise<Opened> {
  const stop = new AbortController()
  if (body instanceof Uint8Array) return { bytes: body, broken: stop.signal }
  if (body.size > inMemory) {
    const stream = Readable.from(checked(body), { objectMode: false })
    stream.on('error', (error) => stop.abort(unreadable(body, error)))
    return { bytes: stream, broken: stop.signal }
  }
  const bytes = await readFile(body.path).catch((error: unknown) => {
    throw unreadable(body, error)
  })
  if (sha256Of(bytes) !== body.sha256) throw changed(body)
  return { bytes, broken: stop.signal }
}

/** The last chunk is held back until the hash is known to be right: a changed file is never sent whole, so it is never stored. */
async function* checked(file: OnDisk): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let held: Uint8Array | undefined
  for await (const chunk of createReadStream(file.path, { highWaterMark: 2 ** 18 })) {
    const bytes: Uint8Array = chunk
    hash.update(bytes)
    if (held !== undefined) yield held
    held = bytes
  }
  if (hash.digest('hex') !== file.sha256) throw changed(file)
  if (held !== undefined) yield held
}

function changed(file: OnDisk): Problem {
  return new Problem('HASH_MISMATCH', `${file.path} changed while it was being stored.`, 'Let nothing write to it, and run again.')
}

function unreadable(file: OnDisk, error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem('FILE_MISSING', `${file.path} cannot be read: ${reason(error)}.`, 'Let nothing move it, and run again.', error)
}
