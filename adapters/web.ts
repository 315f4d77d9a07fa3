import type { Web } from '../core/ports.ts'
import { type HttpHow, request } from './http.ts'

/** Every status below 500 is an answer; what a server could not do just now is asked again. */
const answers = Array.from({ length: 200 }, (_, at) => 300 + at)

/** The web as this agent reaches it. */
export function httpWeb(how: HttpHow = {}): Web {
  return {
    ask: async (method, url, headers) => {
      const asked = { ...how, method, headers, allow: answers, code: 'INDEX_UNREACHABLE' as const }
      const answer = await request(url, asked)
      const told = Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')])
      return { status: answer.status, headers: Object.fromEntries(told), url: answer.url, bytes: answer.bytes }
    },
  }
}
