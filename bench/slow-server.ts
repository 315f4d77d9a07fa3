import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server has by its path and query; undefined is 404. */
export type Content = (path: string, query: URLSearchParams) => { readonly type: string; readonly text: string } | undefined

/** A server on loopback that answers each request after so many milliseconds, and counts them. */
export interface SlowServer {
  readonly url: string
  readonly requests: string[]
  close(): Promise<void>
}

const missing = { type: 'application/xml', text: '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>' }

/** Starts it on a free port. */
export async function startSlowServer(content: Content, latency: number): Promise<SlowServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    setTimeout(() => answer(content, request, response), latency)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${portOf(server)}`, requests, close: async () => await closed(server) }
}

function answer(content: Content, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const found = content(pathname, searchParams)
  const { type, text } = found ?? missing
  response
    .writeHead(found === undefined ? 404 : 200, { 'content-type': type, etag: '"1"', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
