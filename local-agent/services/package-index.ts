import { readFileSync } from 'node:fs'
import { normalise } from './distribution.ts'
import { type Answer, FaultScript, type RequestRecord } from './faults.ts'
import { type Account, takeUpload } from './legacy-upload.ts'
import { dispatch, listen, type Request, type Route } from './server.ts'
import { type Folders, Shelf, type Shelved } from './shelf.ts'
import { projectPage, rootPage } from './simple-pages.ts'

/** A running package index. `simpleUrl` is for `pip --index-url`, `uploadUrl` for twine; both end in a slash. */
export interface PackageIndex {
  readonly simpleUrl: string
  readonly uploadUrl: string
  readonly requests: readonly RequestRecord[]
  close(): Promise<void>
}

/** Without `upload` nobody may upload. `port` is tried first. Everything else is as the folders say, and stays there when the service ends. */
export interface PackageIndexOptions extends Folders {
  readonly upload?: Account
  readonly faults?: FaultScript
  readonly port?: number | undefined
}

/** Serves the distribution files of its folders by the simple repository API, and takes uploads as PyPI does. */
export async function startPackageIndex(options: PackageIndexOptions): Promise<PackageIndex> {
  const faults = options.faults ?? new FaultScript()
  const shelf = new Shelf(options)
  const service = await listen(
    (request) => dispatch(packageRoutes(shelf, options.upload, request), request) ?? missing,
    faults,
    options.port,
  )
  return {
    simpleUrl: `${service.url}/simple/`,
    uploadUrl: `${service.url}/legacy/`,
    requests: faults.requests,
    close: () => service.close(),
  }
}

const missing: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 Not Found' }

/** What an index of these files answers, each path below its root. */
export function packageRoutes(shelf: Shelf, account: Account | undefined, request: Request): Route[] {
  const accept = request.headers.accept
  return [
    { method: 'GET', path: /^\/simple$/, answer: () => moved('/simple/') },
    { method: 'GET', path: /^\/simple\/$/, answer: () => rootPage(shelf.files(), accept) },
    { method: 'GET', path: /^\/simple\/([^/]+)(\/?)$/, answer: (_, name = '', slash = '') => project(shelf, name, slash, accept) },
    { method: 'GET', path: /^\/files\/([^/]+?)\.metadata$/, answer: (_, file) => metadata(shelf, file) },
    { method: 'GET', path: /^\/files\/([^/]+)$/, answer: (_, file) => content(shelf, file) },
    { method: 'POST', path: /^\/legacy\/$/, answer: () => takeUpload(shelf, account, request) },
  ]
}

function project(shelf: Shelf, name: string, slash: string, accept: string | undefined): Answer {
  const normalised = normalise(name)
  if (name !== normalised || slash === '') return moved(`/simple/${encodeURIComponent(normalised)}/`)
  const files = shelf.files().filter((one) => one.project === normalised)
  return files.length === 0 ? missing : projectPage(normalised, files, accept)
}

function metadata(shelf: Shelf, file: string | undefined): Answer {
  const found = find(shelf, file)
  return found?.metadata === undefined || !found.file.endsWith('.whl') ? missing : served(found.metadata.bytes)
}

function content(shelf: Shelf, file: string | undefined): Answer {
  const found = find(shelf, file)
  return found === undefined ? missing : served(readFileSync(found.path))
}

function find(shelf: Shelf, file: string | undefined): Shelved | undefined {
  return shelf.files().find((one) => one.file === file)
}

function served(body: Buffer): Answer {
  return { status: 200, headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }, body }
}

function moved(location: string): Answer {
  return { status: 301, headers: { location } }
}
