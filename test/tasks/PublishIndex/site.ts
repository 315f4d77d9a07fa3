import type { ServerResponse } from 'node:http'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { type Seen, startWebServer, type WebServer } from '../../servers/web-server.ts'

/** What a site answers to one request. */
export interface SiteAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** Makes an answer another one; undefined leaves it. */
export type Bend = (path: string, answer: SiteAnswer) => Partial<SiteAnswer> | 'reset' | undefined

export interface Site extends WebServer {
  /** Of the index. */
  readonly indexUrl: string
  /** How it misbehaves from now on. */
  bend: Bend
}

/** Serves a store as a bucket's own address does: each object under its key, with its type and Cache-Control, and 404 for what is not there. */
export async function startSite(store: () => MemoryStore): Promise<Site> {
  const server = await startWebServer((seen, response) => {
    const sound = objectOf(store(), seen)
    const bent = site.bend(decodeURIComponent(seen.path), sound)
    if (bent === 'reset') response.socket?.resetAndDestroy()
    else send(seen, response, { ...sound, ...bent })
  })
  const site: Site = { ...server, indexUrl: `${server.url}/simple`, bend: () => undefined }
  return site
}

function objectOf(store: MemoryStore, { path }: Seen): SiteAnswer {
  const found = store.objects.get(decodeURIComponent(path.replace(/^\//, '').replace(/\?.*/, '')))
  if (found === undefined)
    return { status: 404, headers: { 'content-type': 'application/xml' }, body: '<Error><Code>NoSuchKey</Code></Error>' }
  return { status: 200, headers: { 'content-type': found.type, 'cache-control': found.cache }, body: found.bytes }
}

function send({ method }: Seen, response: ServerResponse, { status, headers, body }: SiteAnswer): void {
  response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers })
  response.end(method === 'HEAD' ? undefined : body)
}
