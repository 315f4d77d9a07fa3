import { type Field, parseJson } from '../../core/json.ts'
import { reason } from '../../core/problem.ts'
import { type Fact, known, unknown } from '../../core/release/evidence.ts'
import { request } from '../http.ts'
import type { Patience } from './ask-service.ts'
import type { Connection } from './connection.ts'

/** Reads `_apis/<path>` of the connection's project without the service's client; whatever is not the answer is an unknown fact with its reason. */
export async function readService<T>(
  { collectionUri, project, token }: Connection,
  path: string,
  what: string,
  read: (field: Field) => T,
  patience: Patience,
): Promise<Fact<T>> {
  const url = `${collectionUri.replace(/\/+$/, '')}/${encodeURIComponent(project)}/_apis/${path}`
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'x-tfs-fedauthredirect': 'Suppress' }
  try {
    const answer = await request(url, { headers, allow: [401, 403, 404], ...patience })
    // A token that is not accepted may be answered by 203 and the page where people sign in.
    if (answer.status !== 200) return unknown(`${what} could not be read: the service answered ${answer.status}`)
    return known(read(parseJson(Buffer.from(answer.bytes).toString('utf8'), what, 'SERVICE_UNREACHABLE')))
  } catch (error) {
    return unknown(`${what} could not be read: ${reason(error)}`)
  }
}
