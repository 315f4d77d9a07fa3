import http, { Agent, type AgentOptions, type ClientRequest, type ClientRequestArgs } from 'node:http'
import https, { Agent as SecureAgent } from 'node:https'
import { connect as connectSecurely, createSecureContext, rootCertificates, type SecureContext, type SecureContextOptions } from 'node:tls'
import { HttpsProxyAgent } from 'hpagent'
import { type Proxy, proxyFor, type ProxyRules } from '../core/proxy.ts'
import { taken } from './agents.ts'

/** How requests leave this machine: by which proxy, and whom they trust. */
export interface WayOut {
  readonly proxies: ProxyRules
  /** PEM texts of authorities that are trusted beside node's own. */
  readonly authorities: readonly string[]
  /** What this agent shows of itself to a server that asks. */
  readonly client: Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>
  /** Whether certificates are checked at all. */
  readonly verified: boolean
}

/**
 * Makes every later request of this process take a way out, whoever sends it and from whichever bundle: node's own global agents are replaced, as
 * newer versions of node do themselves with `http.setGlobalProxyFromEnv`. A certificate or key that is none throws.
 */
export function takeWayOut(wayOut: WayOut): void {
  const pool = { keepAlive: true, scheduling: 'lifo', maxSockets: 64 } as const
  const { https: proxy } = wayOut.proxies
  const tls = trust(wayOut)
  http.globalAgent = taken(new ForwardAgent(wayOut, pool), Agent)
  const secure = proxy === undefined ? new SecureAgent({ ...pool, ...tls }) : new TunnelAgent(wayOut, proxy, { ...pool, ...tls })
  https.globalAgent = taken(secure, SecureAgent)
}

/** Made once, since reading some 150 certificates takes longer than a connection. */
function trust({ authorities, client, verified }: WayOut): {
  readonly secureContext?: SecureContext
  readonly rejectUnauthorized?: boolean
} {
  const checks = verified ? {} : { rejectUnauthorized: false }
  if (authorities.length === 0 && Object.keys(client).length === 0) return checks
  return { ...checks, secureContext: createSecureContext({ ...trusted(authorities), ...client }) }
}

/** A list that is given replaces node's own, so those are named too. */
function trusted(authorities: readonly string[]): { readonly ca?: string[] } {
  return authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }
}

/** What a proxy that is itself behind TLS is trusted by; it is shown no certificate of this agent's. */
function trustOfProxy({ authorities, verified }: WayOut): { readonly ca?: string[]; readonly rejectUnauthorized?: boolean } {
  return { ...trusted(authorities), ...(verified ? {} : { rejectUnauthorized: false }) }
}

/** Asks for a tunnel (CONNECT) to each host that is not reached straight. */
class TunnelAgent extends HttpsProxyAgent {
  private readonly rules: ProxyRules
  private readonly by: Proxy

  constructor(wayOut: WayOut, by: Proxy, options: AgentOptions) {
    // `timeout` bounds the proxy's answer to CONNECT, which no bound of the request covers.
    super({ ...options, proxy: withCredentials(by), proxyRequestOptions: trustOfProxy(wayOut), timeout: 30_000 })
    this.rules = wayOut.proxies
    this.by = by
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: Parameters<SecureAgent['createConnection']>[1],
  ): ReturnType<SecureAgent['createConnection']> {
    const to = `https://${hostOf(options)}`
    if (proxyFor(this.rules, to) === undefined) return SecureAgent.prototype.createConnection.call(this, options, callback)
    return super.createConnection(options, (error, stream) => callback?.(error === null ? null : refused(error, this.by), stream))
  }
}

/**
 * Hands a request without TLS to the proxy as a whole, by its full address (RFC 9112, 3.2.2): CONNECT is mostly refused for such. One with
 * `Expect` has written its head before any agent sees it, and throws.
 */
class ForwardAgent extends Agent {
  private readonly wayOut: WayOut

  constructor(wayOut: WayOut, pool: AgentOptions) {
    super(pool)
    this.wayOut = wayOut
  }

  /** What node calls for each request; not in its types, but all agents of this kind are made by it. */
  addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const to = new URL(`http://${hostOf(options)}`).origin
    const proxy = proxyFor(this.wayOut.proxies, to)
    const queue: unknown = Reflect.get(Agent.prototype, 'addRequest')
    if (typeof queue !== 'function') throw new TypeError('this node has another Agent')
    Reflect.apply(queue, this, [request, proxy === undefined ? options : forwarded(request, options, to, proxy)])
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: Parameters<Agent['createConnection']>[1],
  ): ReturnType<Agent['createConnection']> {
    if (options.protocol !== 'https:') return super.createConnection(options, callback)
    const host = options.host ?? ''
    return connectSecurely({ ...trustOfProxy(this.wayOut), host, port: Number(options.port), servername: host })
  }
}

function forwarded(request: ClientRequest, options: ClientRequestArgs, to: string, proxy: Proxy): ClientRequestArgs {
  const { protocol, hostname, port } = new URL(proxy.url)
  request.path = `${to}${request.path}`
  if (proxy.username !== '') request.setHeader('proxy-authorization', basic(proxy))
  return { ...options, protocol, host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) }
}

function basic({ username, password }: Proxy): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function withCredentials({ url, username, password }: Proxy): string {
  const address = new URL(url)
  address.username = encodeURIComponent(username)
  address.password = encodeURIComponent(password)
  return address.href
}

function hostOf({ host, port }: ClientRequestArgs): string {
  const name = host ?? 'localhost'
  return `${name.includes(':') ? `[${name}]` : name}:${port ?? ''}`
}

/** With a code, as all errors of sockets have one; what a proxy refuses it refuses again. */
function refused(error: Error, proxy: Proxy): Error {
  const status = /^Bad response: (\d+)$/.exec(error.message)?.[1]
  const code = 'code' in error ? error.code : status?.startsWith('4') === true ? 'ERR_INVALID_PROXY_ANSWER' : 'ERR_PROXY'
  const says = status === undefined ? error.message : `it answered ${status}`
  return Object.assign(new Error(`the proxy ${proxy.url} makes no connection: ${says}`), { code })
}
