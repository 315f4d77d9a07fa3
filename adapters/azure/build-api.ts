import { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import { BearerCredentialHandler } from 'azure-devops-node-api/handlers/bearertoken.js'
import type { Connection } from './agent.ts'

/**
 * The service's build client. Redirects are never followed: the client compares host names without ports before it sends the
 * token on, and no answer that we want is one; the sign-in page is.
 */
export function buildApi(connection: Connection): BuildApi {
  const handler = new BearerCredentialHandler(connection.token, false)
  return new BuildApi(
    connection.collectionUri,
    [handler],
    { allowRedirects: false, allowRetries: false, socketTimeout: 60_000 },
    'wheelworks',
  )
}
