import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Upload, Uploaded, Uploader } from '../../core/ports.ts'
import { asProblem, Problem, reason } from '../../core/problem.ts'
import { withoutSecrets } from '../../core/release/upload/credentials.ts'
import { readUploadAnswer, uploadPatience } from '../../core/release/upload/upload-answer.ts'
import { retryAfter } from '../../core/retry.ts'
import { certificateRemedy } from '../connection-failure.ts'
import { exchange } from '../http-exchange.ts'

/** Where and as whom files are uploaded. */
export interface UploadTarget {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly signal?: AbortSignal
  /** Milliseconds an upload of this size may take; by default a minute, and 64 KiB/s. */
  readonly patience?: (size: number) => number
}

/** The upload API of PyPI, which nearly every index speaks (docs.pypi.org/api/upload). One POST a file, never redirected, never repeated here. */
export function legacyUploader(target: UploadTarget): Uploader {
  return { upload: async (file) => await uploadOnce(target, file) }
}

async function uploadOnce(target: UploadTarget, file: Upload): Promise<Uploaded> {
  const handle = await open(file.path, 'r').catch((error: unknown) => {
    throw asProblem(error, 'FILE_INVALID', `Cannot read '${file.path}'`, 'It was not uploaded. Let nothing touch the files of this job.')
  })
  try {
    await requireBytes(handle, file)
    return await post(target, file, handle)
  } finally {
    await handle.close()
  }
}

/** Hashed through the very handle that is sent from, so that no other file can take its place in between. */
async function requireBytes(handle: FileHandle, file: Upload): Promise<void> {
  const { size } = await handle.stat()
  if (size !== file.size) throw changed(file)
  for await (const chunk of approvedBytes(handle, file)) void chunk
}

/** The file's bytes; whoever takes all of them has taken those that were approved, else the Problem `PLAN_CHANGED` ends them. */
async function* approvedBytes(handle: FileHandle, file: Upload): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let position = 0
  while (position < file.size) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(256 * 1024), 0, Math.min(256 * 1024, file.size - position), position)
    if (bytesRead === 0) throw changed(file)
    position += bytesRead
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== file.sha256) throw changed(file)
}

function changed(file: Upload): Problem {
  return new Problem('PLAN_CHANGED', `${file.name} is no longer the file that was approved.`, 'It was not uploaded. Make the plan anew.')
}

async function post(target: UploadTarget, file: Upload, handle: FileHandle): Promise<Uploaded> {
  const { head, tail, boundary } = envelope(file)
  const limit = (target.patience ?? uploadPatience)(file.size)
  const body = Readable.from(joined(head, approvedBytes(handle, file), tail), { objectMode: false })
  try {
    const answer = await exchange(new URL(target.url), {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${target.username}:${target.password}`).toString('base64')}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': String(head.length + file.size + tail.length),
        'user-agent': 'wheelworks',
        accept: 'text/plain, */*;q=0.5',
      },
      body,
      idle: limit,
      signal: AbortSignal.any([AbortSignal.timeout(limit), ...(target.signal === undefined ? [] : [target.signal])]),
    })
    return readUploadAnswer({
      status: answer.statusCode ?? 0,
      says: withoutSecrets(`${answer.statusMessage ?? ''} ${await textOf(answer)}`.trim(), target),
      wait: retryAfter(answer.headers['retry-after'], Date.now()),
    })
  } catch (error) {
    if (target.signal?.aborted === true) throw target.signal.reason
    if (error instanceof Problem) throw error
    if (certificateRemedy(error) !== undefined)
      return { kind: 'refused', says: `the connection failed for a certificate: ${reason(error)}` }
    return { kind: 'unsure', says: `the connection failed: ${reason(error)}`, wait: 0 }
  } finally {
    body.destroy()
  }
}

/** The form before and after the file's bytes (RFC 7578); the boundary is random, so that no field can hold it. */
function envelope(file: Upload): { readonly head: Buffer; readonly tail: Buffer; readonly boundary: string } {
  const boundary = `wheelworks-${randomBytes(18).toString('hex')}`
  const fields = file.fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  const content = `--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  return { head: Buffer.from(fields.join('') + content), tail: Buffer.from(`\r\n--${boundary}--\r\n`), boundary }
}

async function* joined(head: Uint8Array, content: AsyncIterable<Uint8Array>, tail: Uint8Array): AsyncGenerator<Uint8Array> {
  yield head
  yield* content
  yield tail
}

/** What stands at the beginning of an answer; one that breaks off is as good as none. */
async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  answer.setEncoding('utf8')
  try {
    for await (const chunk of answer) {
      text += String(chunk)
      if (text.length > 8192) break
    }
  } catch {
    return text
  }
  return text
}
