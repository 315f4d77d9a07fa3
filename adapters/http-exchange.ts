import { setMaxListeners } from 'node:events'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** One request as it goes over the wire. */
export interface Exchange {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** A stream's `content-length` stands in the headers. */
  readonly body: Uint8Array | string | Readable | undefined
  /** Milliseconds without a byte in either direction. */
  readonly idle: number
  readonly signal: AbortSignal | undefined
}

/**
 * One HTTP exchange up to the answer's headers; no retry, no redirect, no decoding. `node:http` and not `fetch`: fetch undoes
 * Content-Encoding without being asked, after which a served `.tar.gz` has another hash, and it knows no proxy on Node 20.
 * The body of the answer must be read or destroyed.
 */
export async function exchange(url: URL, how: Exchange): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? secureRequest : plainRequest
  // One signal cancels all requests of a task, and dozens are under way at once: no leak.
  if (how.signal !== undefined) setMaxListeners(0, how.signal)
  return await new Promise((resolve, reject) => {
    const target = new URL(url)
    target.username = ''
    target.password = ''
    const headers = { ...lengthOf(how), ...how.headers }
    const asked = send(target, { method: how.method, headers, ...(how.signal === undefined ? {} : { signal: how.signal }) })
    asked.setTimeout(how.idle, () => asked.destroy(silence(how.idle)))
    asked.on('error', reject)
    asked.once('response', resolve)
    if (how.body instanceof Readable) pipeline(how.body, asked).catch(reject)
    else asked.end(how.body)
  })
}

/** Of a stream its sender says it; a POST without a body has none, where node would send an empty body in chunks. */
function lengthOf({ body, method }: Exchange): Record<string, string> {
  if (body instanceof Readable || (body === undefined && !['POST', 'PUT', 'PATCH'].includes(method))) return {}
  return { 'content-length': String(Buffer.byteLength(body ?? '')) }
}

function silence(idle: number): Error {
  return Object.assign(new Error(`no byte for ${Math.round(idle / 1000)} s`), { code: 'ETIMEDOUT' })
}
