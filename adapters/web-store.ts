import { Problem } from '../core/problem.ts'
import type { RetryPolicy } from '../core/retry.ts'
import { shownAddress } from '../core/shown-address.ts'
import type { CacheStore } from '../core/store.ts'
import { download, type HttpAnswer, type HttpHow, request } from './http.ts'

/** Statuses that say something about an object or about who asks; all others are a server in trouble, or no answer. */
const absent = [404, 410]
const refusals = [400, 401, 403, 405, 407, 451, 501]

const once: RetryPolicy = { attempts: 1, base: 0, most: 0 }

/**
 * A cache behind an http(s) address: objects are files below it, asked for one by one and only read. Only 404 and 410 mean that nothing is there. A server that
 * lets nobody in, or that answers with a page for people, is `STORE_REFUSED`; one that does not answer is `STORE_UNREACHABLE`. User and password of the
 * address go along; a query has no place in one (`INPUT_INVALID`).
 */
export function webStore(address: string, how: HttpHow = {}): CacheStore {
  if (/[?#]/.test(address))
    throw new Problem(
      'INPUT_INVALID',
      `The cache ${shownAddress(address)} has a query, which is no part of where objects are.`,
      'Write https://host/path.',
    )
  const name = shownAddress(address).replace(/\/+$/, '')
  const root = address.replace(/\/+$/, '')
  const ask = async (method: 'GET' | 'HEAD', key: string, more: HttpHow = {}): Promise<HttpAnswer | undefined> => {
    const asked = { ...how, ...more, method, allow: [...absent, ...refusals], code: 'STORE_UNREACHABLE' } as const
    return judged(name, key, await request(`${root}/${key}`, asked))
  }
  return {
    name,
    list: undefined,
    head: async (key) => {
      const answer = await ask('HEAD', key)
      return answer && { size: Number(answer.headers['content-length'] ?? 0), etag: etagOf(answer) }
    },
    get: async (key) => {
      const answer = await ask('GET', key)
      return answer && { bytes: answer.bytes, etag: etagOf(answer) }
    },
    fetch: async (key, to) => {
      try {
        return await download(`${root}/${key}`, to, { ...how, code: 'STORE_UNREACHABLE' })
      } catch (error) {
        // Asked for its head alone, the server says whether it is there.
        const there = await ask('HEAD', key, { policy: once }).catch((other: unknown) => {
          throw isRefused(other) ? other : error
        })
        if (there === undefined) return undefined
        throw error
      }
    },
    writing: undefined,
  }
}

function judged(name: string, key: string, answer: HttpAnswer): HttpAnswer | undefined {
  const { status, headers } = answer
  if (absent.includes(status)) return undefined
  if (refusals.includes(status)) throw refused(name, `answers ${status} for ${key}`, status === 403 ? unlisted : '')
  // Where somebody has to sign in first, and where a site has one page for all that it does not know.
  if (status !== 200 || /^text\/html\b/i.test(headers['content-type'] ?? '')) throw refused(name, `answers ${key} with a page for people`)
  return answer
}

/** S3 User Guide, "GetObject", on permissions: the same where CloudFront stands before a bucket. */
const unlisted = ' A bucket answers so for what is merely absent, too: then its policy has to allow s3:ListBucket.'

function refused(name: string, does: string, besides = ''): Problem {
  return new Problem(
    'STORE_REFUSED',
    `${name} ${does}.`,
    `Check the address: objects of the cache are files below it. Put user and password into it by a secret variable, where it asks for them.${besides}`,
  )
}

function isRefused(error: unknown): boolean {
  return error instanceof Problem && error.code === 'STORE_REFUSED'
}

function etagOf({ headers }: HttpAnswer): string {
  return (headers.etag ?? '').replace(/^W\//, '').replaceAll('"', '')
}
