import http from 'node:http'
import https from 'node:https'
import { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import { BearerCredentialHandler } from 'azure-devops-node-api/handlers/bearertoken.js'
import type { Connection } from './connection.ts'

/**
 * The service's build client. Redirects are never followed: the client compares host names without ports before it sends the
 * token on, and no answer that we want is one; the sign-in page is.
 */
export function buildApi(connection: Connection): BuildApi {
  const handler = new BearerCredentialHandler(connection.token, false)
  return new BuildApi(
    connection.collectionUri,
    [handler, sameWayOut(connection)],
    { allowRedirects: false, allowRetries: false, socketTimeout: 60_000 },
    'wheelworks',
  )
}

/** The client makes agents of its own, with a proxy by its own rules: this has it take the way that all requests take. */
function sameWayOut({ collectionUri }: Connection): ConstructorParameters<typeof BuildApi>[1][number] {
  const secure = collectionUri.toLowerCase().startsWith('https:')
  return {
    prepareRequest: (options) => void (options.agent = secure ? https.globalAgent : http.globalAgent),
    canHandleAuthentication: () => false,
    handleAuthentication: async () => await Promise.reject(new Error('it handles none')),
  }
}
