import { parseJson } from '../../core/json.ts'
import { Problem } from '../../core/problem.ts'
import { type HttpHow, request } from '../http.ts'
import type { Connection } from './connection.ts'
import { maySeeToken } from './may-see-token.ts'

/**
 * A token by which others know this job as one that may use a service connection (REST distributedtask/oidctoken 7.1; the address is
 * `System.OidcRequestUri`). It lives for minutes and is asked for anew each time.
 * A refusal, and an address that may not see the job's token, is a Problem `CREDENTIALS`.
 */
export async function jobIdentity(connection: Connection, requestUri: string, endpointId: string, how: HttpHow = {}): Promise<string> {
  if (!maySeeToken(requestUri, connection.collectionUri))
    throw refused(`The address for OIDC tokens, '${requestUri}', is not one of Azure DevOps`)
  const url = new URL(requestUri)
  url.searchParams.set('api-version', '7.1')
  url.searchParams.set('serviceConnectionId', endpointId)
  const headers = {
    authorization: `Bearer ${connection.token}`,
    accept: 'application/json',
    'content-type': 'application/json',
    'x-tfs-fedauthredirect': 'Suppress',
  }
  const answer = await request(url.href, { ...how, method: 'POST', headers, repeatable: true, allow: [400, 401, 403, 404] })
  if (answer.status !== 200) throw refused(`Azure DevOps gives this job no OIDC token: it answered ${answer.status}`)
  const told = parseJson(Buffer.from(answer.bytes).toString('utf8'), 'the OIDC token', 'SERVICE_UNREACHABLE')
  return told.get('oidcToken').optional((token) => token.text()) ?? refuse()
}

function refuse(): never {
  throw refused('Azure DevOps gives this job no OIDC token: its answer holds none')
}

function refused(what: string): Problem {
  return new Problem('CREDENTIALS', `${what}.`, 'Check that this pipeline may use the service connection, or give that an access key.')
}
