import { rootCertificates } from 'node:tls'
import type { Outside } from '../core/outside.ts'
import { type Proxy, proxyFor } from '../core/proxy.ts'
import { nodesOwn } from './azure/way-out.ts'
import { localProcesses } from './local/processes.ts'
import type { WayOut } from './way-out.ts'
import { httpWeb } from './web.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What an index at `checkUrl` is checked with, as its readers see it: loaded only where that is asked for. Programs leave as this process does, by `wayOut`, and trust whom it trusts. */
export function outsideOf(
  checkUrl: string,
  how: { readonly signal: AbortSignal; readonly wayOut: WayOut | undefined; readonly environment: Environment },
): Outside {
  const { signal, wayOut } = how
  const named = wayOut?.authorities ?? []
  const own = named.length === 0 ? nodesOwn(how.environment) : named
  return {
    web: httpWeb({ signal, idle: 20_000, policy: { attempts: 3, base: 400, most: 5000 } }),
    processes: localProcesses(signal),
    environment: { ...how.environment, ...(wayOut === undefined ? {} : variablesOf(checkUrl, wayOut)) },
    authorities: own.length === 0 ? '' : [...rootCertificates, ...own].join('\n'),
    windows: process.platform === 'win32',
  }
}

/** How pip is told of the way to one address: by the variables that it knows, in the case that counts first. */
function variablesOf(checkUrl: string, { proxies, verified }: WayOut): Environment {
  const isWeb = /^https?:/.test(checkUrl)
  const proxy = isWeb ? proxyFor(proxies, checkUrl) : undefined
  const by = proxy === undefined ? undefined : addressOf(proxy)
  const none = { HTTPS_PROXY: undefined, HTTP_PROXY: undefined, ALL_PROXY: undefined, NO_PROXY: undefined, all_proxy: undefined }
  const trusted = verified || !isWeb ? {} : { PIP_TRUSTED_HOST: new URL(checkUrl).host }
  return { ...none, https_proxy: by, http_proxy: by, no_proxy: by === undefined ? '*' : undefined, ...trusted }
}

function addressOf({ url, username, password }: Proxy): string {
  const address = new URL(url)
  address.username = encodeURIComponent(username)
  address.password = encodeURIComponent(password)
  return address.href
}
