// Feeds of Azure Artifacts, as far as twine and pip see them (learn.microsoft.com/azure/devops/artifacts/python): basic authentication with the job's token
// as the password, one upload address and one simple index each, and 409 for a name that is taken, be it by the same bytes.

import { join } from 'node:path'
import type { Answer } from './faults.ts'
import { isTaken, takeUpload } from './legacy-upload.ts'
import { packageRoutes } from './package-index.ts'
import { dispatch, type Request } from './server.ts'
import { type Folders, Shelf } from './shelf.ts'

/** Feeds by `name` of the organisation, or `project/name`, and where each keeps its files; or one folder, below which every feed is that somebody asks for. */
export type FeedFolders = Readonly<Record<string, Folders>> | string

/** Answers what is asked of a feed; undefined for what lies elsewhere. */
export function serveFeeds(folders: FeedFolders, token: string): (request: Request) => Promise<Answer | undefined> {
  const feeds = new Map(typeof folders === 'string' ? [] : Object.entries(folders).map(([name, of]) => [name.toLowerCase(), new Shelf(of)]))
  const opened = (name: string): Shelf | undefined => {
    const key = name.toLowerCase()
    const found = feeds.get(key)
    if (found !== undefined || typeof folders !== 'string') return found
    const shelf = new Shelf({ folder: join(folders, encodeURIComponent(key).replaceAll('.', '%2E')) })
    feeds.set(key, shelf)
    return shelf
  }
  return async (request) => {
    const [, base = '', project, feed = '', path = ''] =
      /^(\/local\/(?:([^/]+)\/)?_packaging\/([^/]+)\/pypi)(\/.*)$/i.exec(request.url.pathname) ?? []
    if (path === '') return undefined
    if (passwordOf(request) !== token)
      return {
        status: 401,
        reason: 'Unauthorized',
        headers: { 'www-authenticate': 'Basic realm="https://pkgsprodcus0.app.pkgs.visualstudio.com/"' },
      }
    const name = [project, feed].flatMap((part) => (part === undefined ? [] : [decodeURIComponent(part)])).join('/')
    const shelf = opened(name)
    if (shelf === undefined) return { status: 404, reason: `The feed ${name} does not exist.` }
    const answer = await answerOf(shelf, path, request)
    const location = answer?.headers?.['location']
    return location === undefined ? (answer ?? { status: 404 }) : { ...answer, status: 301, headers: { location: `${base}${location}` } }
  }
}

async function answerOf(shelf: Shelf, path: string, request: Request): Promise<Answer | undefined> {
  const account = { username: 'build', password: '' }
  const headers = { ...request.headers, authorization: `Basic ${Buffer.from('build:').toString('base64')}` }
  const inside = { ...request, headers, url: new URL(path, request.url) }
  if (!/^\/upload\/?$/.test(path)) return await dispatch(packageRoutes(shelf, undefined, inside), inside)
  if (request.method !== 'POST') return { status: 405 }
  if (await isTaken(shelf, inside)) return { status: 409, reason: 'Conflict - The feed already contains the file.' }
  return await takeUpload(shelf, account, inside)
}

function passwordOf({ headers }: Request): string | undefined {
  const [, pair] = /^basic\s+(\S+)$/i.exec(headers.authorization ?? '') ?? []
  return pair === undefined ? undefined : /^[^:]*:(.*)$/s.exec(Buffer.from(pair, 'base64').toString())?.[1]
}
