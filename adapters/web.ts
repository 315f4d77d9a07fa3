import type { Web } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { shownAddress } from '../core/shown-address.ts'
import { type HttpHow, request } from './http.ts'

/** Every status below 500 is an answer; what a server could not do just now is asked again. */
const answers = Array.from({ length: 200 }, (_, at) => 300 + at)

/** The web as this agent reaches it; an answer that is not whole after `whole` milliseconds, all tries together, is none. */
export function httpWeb({ whole = 120_000, ...how }: HttpHow & { readonly whole?: number } = {}): Web {
  return {
    ask: async (method, url, headers) => {
      const late = AbortSignal.timeout(whole)
      const signal = how.signal === undefined ? late : AbortSignal.any([how.signal, late])
      const asked = { ...how, signal, method, headers, allow: answers, code: 'INDEX_UNREACHABLE' as const }
      const answer = await request(url, asked).catch((error: unknown) => {
        throw late.aborted && how.signal?.aborted !== true ? tooLate(method, url, whole) : error
      })
      const told = Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')])
      return { status: answer.status, headers: Object.fromEntries(told), url: answer.url, bytes: answer.bytes }
    },
  }
}

/** A server that sends a byte now and then is never idle, and never done. */
function tooLate(method: string, url: string, whole: number): Problem {
  const says = `${method} ${shownAddress(url)} had no whole answer within ${Math.round(whole / 1000)} s.`
  return new Problem('INDEX_UNREACHABLE', says, 'Check the address and the network: the host answers too slowly.')
}
