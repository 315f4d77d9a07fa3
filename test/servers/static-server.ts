import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const types: [RegExp, string][] = [
  [/\.html$/, 'text/html; charset=utf-8'],
  [/\.json$/, 'application/vnd.pypi.simple.v1+json'],
  [/./, 'application/octet-stream'],
]

export interface StaticServer {
  readonly url: string
  /** Paths that were asked for, in order. */
  readonly asked: string[]
  close(): Promise<void>
}

/** Serves a folder as a plain web server does: files by path, `index.html` for a folder, nothing negotiated. */
export async function startStaticServer(folder: string): Promise<StaticServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*/, ''))
    asked.push(path)
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
    if (path.includes('..') || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end()
      return
    }
    const type = types.find(([pattern]) => pattern.test(file))?.[1] ?? ''
    response.writeHead(200, { 'content-type': type }).end(request.method === 'HEAD' ? undefined : readFileSync(file))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
