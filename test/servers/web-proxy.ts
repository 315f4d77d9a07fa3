import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** What a proxy was asked for: `CONNECT host:port`, or `<method> <full address>`. */
export interface WebProxy {
  /** `http://127.0.0.1:port` */
  readonly url: string
  readonly asked: string[]
  close(): Promise<void>
}

/** How a proxy behaves. */
export interface WebProxyOptions {
  /** It knows no other hosts; a name to the address on loopback that answers for it: `{ 'pypi.test:443': 'http://127.0.0.1:4711' }`. */
  readonly hosts: Readonly<Record<string, string>>
  /** `user:password`; without them whoever asks is let through. */
  readonly credentials?: string
  /** Accepts CONNECT and never answers it. */
  readonly mute?: boolean
}

/** A web proxy on loopback, as RFC 9110 (9.3.6) and RFC 9112 (3.2.2) have it: tunnels, and requests by their full address. */
export async function startWebProxy({ hosts, credentials, mute = false }: WebProxyOptions): Promise<WebProxy> {
  const asked: string[] = []
  const open = new Set<Socket>()
  const expected = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`
  const refusal = (request: IncomingMessage, host: string): number | undefined => {
    if (expected !== undefined && request.headers['proxy-authorization'] !== expected) return 407
    return hosts[host] === undefined ? 403 : undefined
  }
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const to = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined
    if (to === undefined) {
      response.writeHead(400).end()
      return
    }
    const host = `${to.hostname}:${to.port === '' ? '80' : to.port}`
    const status = refusal(request, host)
    if (status === undefined) forward(request, response, new URL(`${to.pathname}${to.search}`, hosts[host]))
    else response.writeHead(status).end()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`)
    open.add(socket.on('error', () => socket.destroy()))
    if (mute) return
    const status = refusal(request, request.url ?? '')
    if (status !== undefined) socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    else tunnel(socket, new URL(hosts[request.url ?? ''] ?? ''), open)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function forward(from: IncomingMessage, back: ServerResponse, to: URL): void {
  const { 'proxy-authorization': _, ...headers } = from.headers
  const onwards = ask(to, { method: from.method ?? 'GET', headers }, (answer) => {
    back.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(back)
  })
  onwards.on('error', () => back.destroy())
  from.pipe(onwards)
}

function tunnel(socket: Socket, to: URL, open: Set<Socket>): void {
  const onwards = connect(Number(to.port), to.hostname, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(onwards).pipe(socket)
  })
  open.add(onwards.on('error', () => socket.destroy()))
}
