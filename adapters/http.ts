import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib'
import type { Clock, OnDisk } from '../core/ports.ts'
import { Problem, type ProblemCode, reason } from '../core/problem.ts'
import { shownAddress } from '../core/shown-address.ts'
import { delay, patient, type RetryPolicy, retryAfter } from '../core/retry.ts'
import { parseSha256, type Sha256 } from '../core/sha256.ts'
import { unescaped } from '../core/unescaped.ts'
import { certificateRemedy, isLasting } from './connection-failure.ts'
import { exchange } from './http-exchange.ts'
import { clockUntil, systemClock } from './local/clock.ts'

/** How something is asked for; all of it has a default. */
export interface HttpHow {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** Statuses besides 2xx that are an answer and no failure. */
  readonly allow?: readonly number[]
  /** Of the Problem that a failure becomes; `SERVICE_UNREACHABLE` by default. */
  readonly code?: ProblemCode
  readonly policy?: RetryPolicy
  /** Milliseconds without a byte after which a try is given up; a minute by default. */
  readonly idle?: number
  /** That a POST or PATCH may be sent twice. */
  readonly repeatable?: boolean
  readonly signal?: AbortSignal
  readonly clock?: Clock
  readonly random?: () => number
}

/** An answer that was wanted: 2xx, or a status that the caller allows. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The address that answered, after redirects. */
  readonly url: string
  /** Decoded as Content-Encoding says. */
  readonly bytes: Uint8Array
}

/** An answer longer than this is none of ours. */
const mostBytes = 512 * 1024 * 1024
const schemes = ['http:', 'https:']
const redirects = [301, 302, 303, 307, 308]

/**
 * Asks once, and again where that is harmless: GET, HEAD, PUT and DELETE after a network error, 408, 429 or 5xx, with jitter and Retry-After.
 * GET and HEAD follow redirects; another origin never sees Authorization or Cookie. User and password in the address become Basic credentials.
 * What fails for good is a Problem with `how.code`; other 4xx are never tried again.
 */
export async function request(url: string, how: HttpHow = {}): Promise<HttpAnswer> {
  return await persistently(url, how, async (answer, at) => {
    const bytes = await readAll(answer)
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      url: at,
      bytes: await decoded(bytes, answer.headers['content-encoding']),
    }
  })
}

/**
 * Fetches to disk as a stream, retried like `request`; the bytes are those that were served, without decoding. A digest that differs from
 * `sha256` is a Problem `HASH_MISMATCH`, and then as in every failure nothing stands at `to`.
 */
export async function download(url: string, to: string, how: HttpHow & { readonly sha256?: Sha256 } = {}): Promise<OnDisk> {
  const part = `${to}.part`
  await mkdir(dirname(to), { recursive: true })
  try {
    const headers = { 'accept-encoding': 'identity', ...how.headers }
    const found = await persistently(url, { ...how, headers }, async (answer) => await save(answer, part))
    requireHash(url, found.sha256, how.sha256)
    await rename(part, to)
    return { ...found, path: to }
  } finally {
    await rm(part, { force: true })
  }
}

/** Throws the Problem `HASH_MISMATCH` when a digest is known and is another. */
export function requireHash(url: string, found: Sha256, sha256: Sha256 | undefined): void {
  if (sha256 === undefined || sha256 === found) return
  throw new Problem(
    'HASH_MISMATCH',
    `${shownAddress(url)} has the SHA-256 ${found}, not ${sha256}.`,
    'Either the file was replaced or something stands between; do not use it before you know.',
  )
}

async function persistently<T>(url: string, how: HttpHow, read: (answer: IncomingMessage, at: string) => Promise<T>): Promise<T> {
  const clock = how.clock ?? (how.signal === undefined ? systemClock : clockUntil(how.signal))
  for (let attempt = 1; ; attempt++) {
    const outcome = await once(url, how, read)
    if (outcome.kind === 'done') return outcome.value
    const asked = retryAfter(outcome.retryAfter, Date.parse(clock.now()))
    const wait = outcome.again ? delay(how.policy ?? patient, attempt, (how.random ?? Math.random)(), asked) : undefined
    if (wait === undefined || how.signal?.aborted === true) throw failure(url, how, outcome, attempt)
    await clock.sleep(wait)
  }
}

type Try<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'failed'
      readonly says: string
      readonly again: boolean
      readonly retryAfter?: string | undefined
      readonly cause?: unknown
    }

async function once<T>(url: string, how: HttpHow, read: (answer: IncomingMessage, at: string) => Promise<T>): Promise<Try<T>> {
  const method = how.method ?? 'GET'
  const repeatable = how.repeatable ?? ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method)
  try {
    const { answer, at } = await follow(url, how, method)
    const status = answer.statusCode ?? 0
    if ((status >= 200 && status < 300) || how.allow?.includes(status) === true) return { kind: 'done', value: await read(answer, at) }
    const retryAfter = answer.headers['retry-after']
    return { kind: 'failed', says: await refusal(answer, status), again: repeatable && isPassing(status), retryAfter }
  } catch (error) {
    if (!isOfTheNetwork(error)) throw error
    return {
      kind: 'failed',
      says: `failed: ${reason(error)}`,
      again: repeatable && !(error instanceof Hopeless || isLasting(error)),
      cause: error,
    }
  }
}

/** Request timeout, too many requests, and every fault of the server's own (RFC 9110 15.5.9, 15.6; RFC 6585 4). */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

async function follow(url: string, how: HttpHow, method: string): Promise<{ answer: IncomingMessage; at: string }> {
  let at = address(url)
  let headers: Record<string, string> = {
    'user-agent': 'wheelworks',
    'accept-encoding': 'gzip, deflate, br',
    ...credentials(at),
    ...lowered(how.headers),
  }
  for (let hop = 0; ; hop++) {
    const answer = await exchange(at, { method, headers, body: how.body, idle: how.idle ?? 60_000, signal: how.signal })
    const location = redirects.includes(answer.statusCode ?? 0) ? answer.headers.location : undefined
    if (location === undefined || !['GET', 'HEAD'].includes(method)) return { answer, at: at.href }
    answer.destroy()
    const next = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined
    if (hop === 10 || next === undefined || !schemes.includes(next.protocol))
      throw new Hopeless(`is redirected ${hop === 10 ? 'more than ten times' : 'to no http(s) address'}`)
    if (next.origin !== at.origin) headers = without(headers, ['authorization', 'cookie'])
    at = next
  }
}

function address(url: string): URL {
  const at = URL.canParse(url) ? new URL(url) : undefined
  if (at !== undefined && schemes.includes(at.protocol)) return at
  throw new Problem('INPUT_INVALID', `'${shownAddress(url)}' is no http(s) address.`, 'Write it as https://host/path.')
}

/** As a header and not by node's own `auth`, so that one rule drops all credentials at another origin. */
function credentials(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const pair = `${unescaped(url.username)}:${unescaped(url.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function lowered(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

async function refusal(answer: IncomingMessage, status: number): Promise<string> {
  const head = Buffer.from(await readAll(answer, 4096)).toString('utf8')
  const says = /json|text\/plain/.test(answer.headers['content-type'] ?? '') ? head.replaceAll(/\s+/g, ' ').trim().slice(0, 300) : ''
  return `answered ${`${status} ${answer.statusMessage ?? ''}`.trim()}${says === '' ? '' : `: ${says}`}`
}

async function readAll(answer: IncomingMessage, most = Infinity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer) {
    const bytes: Uint8Array = chunk
    chunks.push(bytes)
    size += bytes.length
    if (size >= most) break
    if (size > mostBytes) throw new Hopeless('sends more than half a gigabyte')
  }
  return Buffer.concat(chunks)
}

async function decoded(bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  const decode = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress }[encoding?.toLowerCase() ?? '']
  return decode === undefined || bytes.length === 0
    ? bytes
    : await promisify<Uint8Array, ZlibOptions, Uint8Array>(decode)(bytes, { maxOutputLength: mostBytes })
}

async function save(answer: IncomingMessage, to: string): Promise<OnDisk> {
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(answer, count, createWriteStream(to))
  const sha256 = parseSha256(hash.digest('hex'))
  if (sha256 === undefined) throw new Error('a SHA-256 is 64 hex digits')
  return { path: to, size, sha256 }
}

/** A refusal of our own, which a second try would meet again. */
class Hopeless extends Error {}

/** What node reports of sockets, TLS, HTTP and decoding has a code; a Problem is judged already, and all else is a fault of ours. */
function isOfTheNetwork(error: unknown): boolean {
  if (error instanceof Problem || error instanceof TypeError) return false
  return error instanceof Hopeless || (error instanceof Error && 'code' in error)
}

function failure(url: string, how: HttpHow, outcome: { says: string; cause?: unknown }, attempts: number): Problem {
  // Of a run that was cancelled: the network has nothing to do with it, and nobody should look there.
  if (how.signal?.aborted === true && how.signal.reason instanceof Problem) return how.signal.reason
  const tries = attempts === 1 ? '' : ` (${attempts} tries)`
  const says = `${how.method ?? 'GET'} ${shownAddress(url)} ${outcome.says}${tries}.`
  return new Problem(
    how.code ?? 'SERVICE_UNREACHABLE',
    says,
    certificateRemedy(outcome.cause) ?? 'Check the address, the network and the credentials.',
    outcome.cause,
  )
}
