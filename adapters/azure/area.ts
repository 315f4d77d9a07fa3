import { parseJson } from '../../core/json.ts'
import { reason } from '../../core/problem.ts'
import { type Fact, known, unknown } from '../../core/release/evidence.ts'
import { type HttpHow, request } from '../http.ts'
import type { Connection } from './connection.ts'
import { maySeeToken } from './may-see-token.ts'

/** Areas of the service that need not lie where its collection does, by the ids that its own clients ask for. */
export const areas = { release: 'efc2f575-36ef-48e9-b672-0c6fb4a48ac5', pypi: '92f0314b-06c5-46e0-abe7-15fd9d13276a' } as const

/**
 * Where an area of the service is asked, with a slash at the end (REST core/resourceAreas). A server of one's own knows no areas: there it is the
 * collection itself. A place that may not see the job's token is unknown, as is every answer of another shape.
 */
export async function areaUrl({ collectionUri, token }: Connection, area: string, how: HttpHow = {}): Promise<Fact<string>> {
  const collection = `${collectionUri.replace(/\/+$/, '')}/`
  const what = `where the service has its area ${area}`
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json;api-version=5.0-preview.1',
    'x-tfs-fedauthredirect': 'Suppress',
  }
  try {
    const answer = await request(`${collection}_apis/resourceAreas/${area}`, { ...how, headers, allow: [401, 403, 404] })
    if (new URL(answer.url).origin !== new URL(collection).origin)
      return unknown(`${what} could not be read: it was answered from elsewhere, after a redirect`)
    if (answer.status === 404 || answer.status === 204) return known(collection)
    // A token that is not accepted may be answered by 203 and the page where people sign in.
    if (answer.status !== 200) return unknown(`${what} could not be read: the service answered ${answer.status}`)
    const told = parseJson(Buffer.from(answer.bytes).toString('utf8'), 'its answer', 'SERVICE_UNREACHABLE')
    if (told.value === null) return known(collection)
    const location = told.get('locationUrl').text()
    if (!maySeeToken(location, collectionUri)) return unknown(`${what} is no place of Azure DevOps: '${location}'`)
    return known(`${location.replace(/\/+$/, '')}/`)
  } catch (error) {
    if (how.signal?.aborted === true) throw how.signal.reason
    return unknown(`${what} could not be read: ${reason(error).replace(/\.$/, '')}`)
  }
}
