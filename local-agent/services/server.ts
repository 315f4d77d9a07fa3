import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, type Deed, type FaultScript, redacted, type RequestRecord } from './faults.ts'

/** A request with its whole body. */
export interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

type Handler = (request: Request) => Answer | Promise<Answer>

/** A handler of one kind of request; `params` are the groups of the route's path, percent-decoded. */
export interface Route {
  readonly method: string
  readonly path: RegExp
  readonly answer: (request: Request, ...params: string[]) => Answer | Promise<Answer>
}

/** A server on loopback. `url` has no path and no slash at its end; `close` does not wait for clients. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/** Serves on 127.0.0.1, at the port that is asked for where it is free, else at one of the system's choice; a handler that throws is a bug here, answered 500 with its message. */
export async function listen(handle: Handler, faults: FaultScript, wanted = 0): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle, faults).catch((error: unknown) => {
      send(outgoing, { status: 500, headers: { 'content-type': 'text/plain' }, body: String(error) }, incoming.method)
    })
  })
  // A client that pauses between requests must not meet the socket as it closes.
  server.keepAliveTimeout = 600_000
  const port = await bind(server, wanted).catch(() => bind(server, 0))
  return { url: `http://127.0.0.1:${port}`, close: () => shut(server) }
}

/** The first route that takes the method and the path; HEAD is served as GET. Undefined when there is none. */
export function dispatch(routes: readonly Route[], request: Request): Answer | Promise<Answer> | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  for (const route of routes.filter((route) => route.method === method)) {
    const match = route.path.exec(request.url.pathname)
    if (match !== null) return route.answer(request, ...match.slice(1).map((part) => decode(part ?? '')))
  }
  return undefined
}

/** An answer in JSON. */
export function json(status: number, value: unknown, type = 'application/json; charset=utf-8'): Answer {
  return { status, headers: { 'content-type': type }, body: JSON.stringify(value) }
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handler, faults: FaultScript): Promise<void> {
  const request = await read(incoming)
  if (request === undefined) return
  const { method, headers, body } = request
  const record: RequestRecord = { method, path: incoming.url ?? '', headers: redacted(headers), bytes: body.length }
  const count = faults.record(record)
  const fault = faults.next(record)
  const instead = fault !== undefined && preempts(fault.do) ? fault.do : undefined
  await faults.hooks.onRequest?.(record, count)
  if (instead !== undefined && fault?.carriedOut !== true) return reply(outgoing, instead, method)
  await held(fault?.do, faults)
  const answer = await handle(request)
  await faults.hooks.onCarriedOut?.(record, count)
  if (fault?.do === 'cut') cut(outgoing, answer)
  else reply(outgoing, instead ?? answer, method)
}

/** Undefined when the client went away in the midst of it. */
async function read(incoming: IncomingMessage): Promise<Request | undefined> {
  const { method = 'GET', url = '/', headers } = incoming
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  } catch {
    return undefined
  }
  return { method, url: new URL(url, `http://${headers.host ?? 'localhost'}`), headers, body: Buffer.concat(chunks) }
}

/** Does it stand in the place of the service's own answer? */
function preempts(deed: Deed): deed is Answer | 'reset' {
  return deed === 'reset' || (typeof deed === 'object' && 'status' in deed)
}

async function held(deed: Deed | undefined, faults: FaultScript): Promise<void> {
  if (deed === 'hang') await faults.released()
  else if (typeof deed === 'object' && 'delayUntil' in deed) await deed.delayUntil
}

function reply(outgoing: ServerResponse, deed: Answer | 'reset', method: string): void {
  if (deed === 'reset') outgoing.socket?.resetAndDestroy()
  else send(outgoing, deed, method)
}

function cut(outgoing: ServerResponse, answer: Answer): void {
  const body = bytes(answer)
  head(outgoing, answer, Math.max(body.length, 2))
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy())
}

function send(outgoing: ServerResponse, answer: Answer, method = 'GET'): void {
  if (outgoing.destroyed) return
  const body = bytes(answer)
  head(outgoing, answer, body.length)
  outgoing.end(method === 'HEAD' ? undefined : body)
}

function head(outgoing: ServerResponse, answer: Answer, length: number): void {
  const bodiless = answer.status === 204 || answer.status === 304
  const headers = { ...(bodiless ? {} : { 'content-length': String(length) }), ...answer.headers }
  if (answer.reason === undefined) outgoing.writeHead(answer.status, headers)
  else outgoing.writeHead(answer.status, answer.reason, headers)
}

function bytes(answer: Answer): Buffer {
  return Buffer.from(answer.body ?? '')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function bind(server: Server, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
