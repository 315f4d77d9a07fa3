import type { WebAnswer } from '../ports.ts'
import { sha256Of } from '../sha256.ts'
import { shownAddress } from '../shown-address.ts'
import { formatSize } from '../size.ts'
import type { FileEntry } from './entry.ts'

/** One thing that installers need of an index, and how it was found from outside. */
export interface Check {
  readonly what: string
  /** A project, a file or an address, without credentials. */
  readonly where: string
  /** Only `wrong` fails a run; a `note` is told and needs nothing done. */
  readonly result: 'ok' | 'note' | 'warning' | 'wrong' | 'unchecked'
  /** What was found, or why it was not looked at. */
  readonly says: string
  /** What to do; empty where nothing is. */
  readonly remedy: string
}

/** The largest file that is read whole, in bytes. */
export const mostRead = 10_000_000

/** A project that no index has. */
export const missingProject = 'wheelworks-check-no-such-project'

/** What a missing project is answered with: installers go on to the next index after 404 alone (uv: docs/concepts/indexes.md). */
export function judgeMissing({ status, url }: WebAnswer): Check {
  const about = { what: 'missing project', where: shownAddress(url) }
  if (status === 404) return { ...about, result: 'ok', says: 'answers 404', remedy: '' }
  const says = `answers ${status} instead of 404`
  if (status === 403)
    return {
      ...about,
      result: 'wrong',
      says: `${says}, at which uv stops instead of asking the next index`,
      remedy: "Give whoever reads the bucket s3:ListBucket (behind CloudFront: the distribution's origin access control), docs/serving.md.",
    }
  if (status === 401) return { ...about, result: 'wrong', says, remedy: credentials }
  return {
    ...about,
    result: 'wrong',
    says,
    remedy: 'Let the host answer 404 for what is not there, without a page of its own in its place.',
  }
}

/** The list of projects; pip and uv never ask for it, bots that look for updates do. */
export function judgeRoot({ status, headers, url }: WebAnswer): Check {
  const about = { what: 'root page', where: shownAddress(url) }
  if (status === 200 && isPage(headers)) return { ...about, result: 'ok', says: `answers as ${headers['content-type']}`, remedy: '' }
  const says = status === 200 ? `answers as ${headers['content-type'] ?? 'nothing'}` : `answers ${status}`
  return {
    ...about,
    result: 'note',
    says: `${says}: pip and uv do not read it, Dependabot does`,
    remedy: 'Serve simple/index.html there where bots read this index.',
  }
}

/** A project's address without the slash at its end: the specification would have it redirected, installers never ask it. */
export function judgeBare({ status, url }: WebAnswer, asked: string): Check {
  const about = { what: 'without the slash', where: shownAddress(asked) }
  if (status === 200 && new URL(url).pathname.endsWith('/'))
    return { ...about, result: 'ok', says: 'is redirected to the address with it', remedy: '' }
  const says = status === 200 ? 'answers by itself, where relative links lead astray' : `answers ${status}`
  return { ...about, result: 'note', says: `${says}; installers ask with the slash`, remedy: '' }
}

/** Whether readers see a new file soon: a page that is fresh for long hides it from uv and from every cache on the way (RFC 9111, 5.2.2.1). */
export function judgeCache({ headers, url }: WebAnswer): Check {
  const control = headers['cache-control'] ?? ''
  const about = { what: 'Cache-Control of pages', where: shownAddress(url) }
  const remedy = 'Serve pages with max-age=0, must-revalidate, as they are stored; files may be kept for ever.'
  if (control === '') return { ...about, result: 'note', says: 'is not sent: caches keep a page as long as they see fit', remedy }
  const age = Number(/\bmax-age\s*=\s*"?(\d+)/i.exec(control)?.[1] ?? '0')
  const late = age > 600 && !/\bno-(?:cache|store)\b/i.test(control)
  if (!late) return { ...about, result: 'ok', says: control, remedy: '' }
  return { ...about, result: 'warning', says: `${control}: a new file may stay unseen for ${Math.ceil(age / 60)} minutes`, remedy }
}

/** A file as it is served; `whole` when it was read and not only asked about. */
export function judgeFile(file: FileEntry, answer: WebAnswer, whole: boolean): Check {
  // Installers do not ask so, and some hosts know nothing but GET.
  const unasked = !whole && (answer.status === 405 || answer.status === 501)
  if (!unasked) return judgeServed(file, answer, whole)
  const says = `answers ${answer.status} to HEAD, and is too large to be read here`
  return { what: 'file', where: file.filename, result: 'unchecked', says, remedy: '' }
}

function judgeServed(file: FileEntry, { status, headers, bytes }: WebAnswer, whole: boolean): Check {
  const about = { what: 'file', where: file.filename }
  const wrong = (says: string, remedy: string): Check => ({ ...about, result: 'wrong', says, remedy })
  if (status !== 200) return wrong(`answers ${status}`, remedyOf(status, 'the files below packages/'))
  const encoding = headers['content-encoding'] ?? 'identity'
  if (!/^(?:identity|aws-chunked)?$/i.test(encoding))
    return wrong(`is sent with Content-Encoding: ${encoding}, so that its hash is another`, 'Turn compression off for packages/.')
  const told = whole ? bytes.length : Number(headers['content-length'] ?? NaN)
  if (file.size !== undefined && !Number.isNaN(told) && told !== file.size) return wrong(`has ${told} bytes, not ${file.size}`, otherBytes)
  if (whole && file.sha256 !== undefined && sha256Of(bytes) !== file.sha256)
    return wrong(`has the SHA-256 ${sha256Of(bytes)}, not ${file.sha256}`, otherBytes)
  const says = whole ? `${formatSize(bytes.length)}, SHA-256 as announced` : 'is there; too large to be read here'
  return { ...about, result: 'ok', says, remedy: '' }
}

/** The metadata beside a file: announced and missing, or with another hash, it makes pip fail (PEP 658). */
export function judgeMetadata(file: FileEntry, { status, bytes }: WebAnswer): Check {
  const about = { what: 'metadata', where: `${file.filename}.metadata` }
  if (status !== 200)
    return { ...about, result: 'wrong', says: `answers ${status}, which makes pip fail`, remedy: remedyOf(status, 'packages/*.metadata') }
  if (file.metadata !== true && sha256Of(bytes) !== file.metadata)
    return { ...about, result: 'wrong', says: `has the SHA-256 ${sha256Of(bytes)}, not ${file.metadata}`, remedy: otherBytes }
  return { ...about, result: 'ok', says: 'hash as announced', remedy: '' }
}

/** Whether pip takes it for a page: it compares how Content-Type begins (pip, `_ensure_api_header`). */
export function isPage(headers: WebAnswer['headers']): boolean {
  return /^(?:text\/html|application\/vnd\.pypi\.simple\.v1\+(?:html|json))/i.test(headers['content-type'] ?? '')
}

/** What to do where an index answers with a status that is not 200. */
export function remedyOf(status: number, what: string): string {
  if (status === 401) return credentials
  if (status === 403) return `Let readers have ${what} (s3:GetObject; behind CloudFront the origin access control), docs/serving.md.`
  if (status === 404)
    return `Check that checkUrl and the input layout fit the host: it serves another folder, or no ${what}, docs/serving.md.`
  return `Ask whoever runs the host why it answers ${status}.`
}

const credentials = 'Write user and password into checkUrl by a secret variable: https://$(user):$(password)@host/simple.'
const otherBytes = 'Something on the way changes or keeps old bytes: clear its cache, and let it pass packages/ on as it is.'
