import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OnDisk } from '../../core/ports.ts'
import { parseSha256 } from '../../core/sha256.ts'

/** Saves the body of an answer as a stream, hashed as it passes; nothing stands at `to` unless all of it came. */
export async function saveBody(body: unknown, to: string): Promise<OnDisk> {
  const part = `${to}.part`
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  await mkdir(dirname(to), { recursive: true })
  try {
    await pipeline(body instanceof Readable ? body : Readable.from([]), count, createWriteStream(part))
    await rename(part, to)
  } finally {
    await rm(part, { force: true })
  }
  const sha256 = parseSha256(hash.digest('hex'))
  if (sha256 === undefined) throw new Error('a SHA-256 is 64 hex digits')
  return { path: to, size, sha256 }
}
