import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { plainGit } from './git-repository.ts'

/** A request as it came. */
export interface GitRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Repositories below a folder by git's smart protocol over http, which its own CGI program speaks. */
export interface GitServer {
  readonly url: string
  readonly requests: GitRequest[]
  close(): Promise<void>
}

/** `refuses` may answer a request itself: then it returns true. */
export async function serveGit(
  root: string,
  refuses: (request: IncomingMessage, answer: ServerResponse) => boolean = () => false,
): Promise<GitServer> {
  const requests: GitRequest[] = []
  const server = createServer((request, answer) => {
    requests.push({ path: request.url ?? '', headers: request.headers })
    if (!refuses(request, answer)) backend(root, request, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** git-http-backend(1), a CGI program. */
function backend(root: string, request: IncomingMessage, answer: ServerResponse): void {
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const { pathname, search } = new URL(request.url ?? '', 'http://host')
  const child = spawn(program, {
    env: {
      ...plainGit(root),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: root,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => respond(Buffer.concat(chunks), answer))
}

function respond(output: Buffer, answer: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n')
  const headers = output
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.split(/:\s*/, 2))
  for (const [name = '', value = ''] of headers) {
    if (name.toLowerCase() === 'status') answer.statusCode = Number.parseInt(value, 10)
    else if (name !== '') answer.setHeader(name, value)
  }
  answer.end(output.subarray(end + 4))
}
