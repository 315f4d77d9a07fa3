import { shownAddress } from '../../core/shown-address.ts'

/** Where a checkout came from, and what may be shown there. */
export interface Remote {
  /** The job's own; undefined where the agent gives none. */
  readonly token: string | undefined
  /** `Build.Repository.Provider`: `TfsGit` is Azure Repos. */
  readonly provider: string
  readonly collectionUri: string | undefined
}

/** Configuration by which git sends a token to one repository and nowhere else; whatever else would be sent there as a header is dropped. */
export type Credentials = readonly (readonly [key: string, value: string])[]

/**
 * What git needs to show the job's token to `url`: nothing, unless that is a repository of Azure Repos in the collection that gave the token
 * (`https://dev.azure.com/<organisation>/` and `https://<organisation>.visualstudio.com/` are one). Redirects are not followed.
 */
export function credentialsFor(url: string, { token, provider, collectionUri }: Remote): Credentials {
  if (token === undefined || collectionUri === undefined || provider.toLowerCase() !== 'tfsgit' || !isWithin(url, collectionUri)) return []
  const key = `http.${shownAddress(url)}.extraheader`
  return [
    ['http.followRedirects', 'false'],
    [key, ''],
    [key, `Authorization: Bearer ${token}`],
  ]
}

/** What else a fetch that failed, for a reason that git gives, should be told with, for people. */
export function adviceFor(url: string, remote: Remote, says: string): string {
  if (!/^https?:/i.test(url)) return ''
  if (credentialsFor(url, remote).length > 0)
    return /could not read Username|Authentication failed/i.test(says)
      ? " (the job's token was not taken: git shows it from version 2.31 on; with fetchDepth: 0 the checkout has all by itself)"
      : ''
  return ' (a checkout keeps its credentials for later steps with persistCredentials: true; with fetchDepth: 0 it has all by itself)'
}

function isWithin(url: string, collectionUri: string): boolean {
  const [one, other] = [collectionOf(url), collectionOf(collectionUri)]
  if (one === undefined || other === undefined) return false
  return one.origin === other.origin && `${one.path}/`.startsWith(`${other.path.replace(/\/+$/, '')}/`)
}

/** Origin and path in lower case; the old host of an organisation as its new one, where the path may begin with the default collection. */
function collectionOf(address: string): { readonly origin: string; readonly path: string } | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined
  const path = url.pathname.toLowerCase()
  const organisation = /^([a-z0-9-]+)\.visualstudio\.com$/.exec(url.host)?.[1]
  if (organisation === undefined || url.protocol !== 'https:') return { origin: url.origin, path }
  return { origin: 'https://dev.azure.com', path: `/${organisation}${path.replace(/^\/defaultcollection(?=\/|$)/, '')}` }
}
