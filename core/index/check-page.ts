import { parseJson } from '../json.ts'
import type { WebAnswer } from '../ports.ts'
import { Problem } from '../problem.ts'
import { shownAddress } from '../shown-address.ts'
import { type Check, isPage, remedyOf } from './check.ts'
import type { FileEntry } from './entry.ts'
import { readForeignPage } from './foreign-page.ts'
import { serialOfPage } from './markup.ts'
import { offered, type ProjectDocument } from './project-document.ts'

/** How a client asks for pages. */
export interface PageClient {
  readonly name: 'pip' | 'uv'
  readonly headers: Readonly<Record<string, string>>
}

/** What pip (`_get_simple_response`) and uv (`registry_client.rs`) send. */
export const pageClients: readonly PageClient[] = [
  {
    name: 'pip',
    headers: {
      accept: 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
      'accept-encoding': 'gzip, deflate',
      'cache-control': 'max-age=0',
    },
  },
  {
    name: 'uv',
    headers: {
      accept: 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01',
      'accept-encoding': 'gzip, deflate',
    },
  },
]

/** What came of asking for a project's page. */
export interface PageVerdict {
  readonly check: Check
  /** Whether it may only be late: a cache still shows what was there before. */
  readonly late: boolean
  /** By name, with absolute addresses. */
  readonly files: ReadonlyMap<string, FileEntry>
}

/** Judges a project's page against its document: status, type, form, and whether it tells of every file what the document tells. */
export function judgePage(client: string, document: ProjectDocument, answer: WebAnswer): PageVerdict {
  const about = { what: `project page, as ${client} asks`, where: document.name }
  const refused = (says: string, remedy: string, late = false): PageVerdict => ({
    check: { ...about, result: 'wrong', says: late ? `${says}${cacheOf(answer)}` : says, remedy },
    late,
    files: new Map(),
  })
  const { status, headers } = answer
  // Caches keep refusals too, for a while.
  if (status !== 200)
    return refused(`${shownAddress(answer.url)} answers ${status}`, remedyOf(status, 'project pages'), status === 403 || status === 404)
  if (!isPage(headers)) return refused(`is sent as '${headers['content-type'] ?? ''}', which installers pass over`, typeRemedy)
  if (answer.bytes[0] === 0x1f && answer.bytes[1] === 0x8b) return refused('is sent gzipped, and not said to be', gzipRemedy)
  const page = read(answer)
  if (page instanceof Problem) return refused(page.message, page.remedy)
  const files = new Map(page.files.map((file) => [file.filename, file]))
  const differences = differencesOf(document, page)
  if (differences.length > 0) return { ...refused(differences.slice(0, 3).join('; '), lateRemedy, true), files }
  const says = `${headers['content-type']}, ${files.size} ${files.size === 1 ? 'file' : 'files'}`
  return { check: { ...about, result: 'ok', says, remedy: '' }, late: false, files }
}

interface Page {
  readonly files: readonly FileEntry[]
  /** Of the document that it shows, where it is one of our pages. */
  readonly serial: number | undefined
}

function read({ bytes, headers, url }: WebAnswer): Page | Problem {
  const text = new TextDecoder().decode(bytes)
  const type = headers['content-type'] ?? ''
  try {
    const { files } = readForeignPage({ text, type, url })
    return { files, serial: /json/i.test(type) ? serialOfJson(text, url) : serialOfPage(text) }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function serialOfJson(text: string, url: string): number | undefined {
  return parseJson(text, shownAddress(url), 'INDEX_INVALID')
    .get('_serial')
    .optional((field) => field.number())
}

/** In what a page is behind its document; one of a later serial is another run's, and only its hashes are ours to judge. */
function differencesOf(document: ProjectDocument, { files, serial }: Page): string[] {
  const ahead = serial !== undefined && serial > document.serial
  const ours = new Map(offered(document).map((file) => [file.filename, file]))
  const shown = new Map(files.map((file) => [file.filename, file]))
  const old = serial !== undefined && serial < document.serial ? [`is of serial ${serial}, not ${document.serial}`] : []
  const missing = ahead ? [] : [...ours.keys()].filter((name) => !shown.has(name)).map((name) => `does not list ${name}`)
  const gone = ahead ? [] : [...shown.keys()].filter((name) => !ours.has(name)).map((name) => `still lists ${name}`)
  const other = [...ours].flatMap(([name, file]) => differs(file, shown.get(name), ahead))
  return [...old, ...missing, ...gone, ...other]
}

function differs(ours: FileEntry, shown: FileEntry | undefined, ahead: boolean): string[] {
  if (shown === undefined) return []
  const { filename } = ours
  const blank = /\+/.test(new URL(shown.url).pathname.split('/').at(-1) ?? '') ? [`links ${filename} with a raw +, a blank to S3`] : []
  const told = [
    ['SHA-256', ours.sha256, shown.sha256, true],
    ['size', ours.size, shown.size ?? ours.size, !ahead],
    // An empty one is none in HTML, and says as much.
    ['Requires-Python', ours.requiresPython || undefined, shown.requiresPython || undefined, !ahead],
    ['yank', ours.yanked, shown.yanked, !ahead],
    ['metadata hash', ours.metadata, shown.metadata, !ahead],
  ] as const
  const wrong = told.filter(([, here, there, counts]) => counts && here !== there)
  return [...blank, ...wrong.map(([what, here, there]) => `tells ${filename} the ${what} ${shownValue(there)}, not ${shownValue(here)}`)]
}

function shownValue(value: string | number | boolean | undefined): string {
  return value === undefined ? 'none' : String(value)
}

/** How long a cache means to keep it. */
function cacheOf({ headers }: WebAnswer): string {
  const told = ['age', 'cache-control', 'x-cache'].flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]))
  return told.length === 0 ? '' : ` (${told.join(', ')})`
}

const typeRemedy =
  'Pages are stored with their type: whatever copies or serves them must keep it, application/vnd.pypi.simple.v1+json or text/html.'
const gzipRemedy = 'Let the host send Content-Encoding: gzip with what is kept so, or turn the input compress off and run mode rebuild.'
const lateRemedy = 'Clear the cache before the index, and let it pass on the Cache-Control of pages (max-age=0, must-revalidate).'
