import { Parser } from 'htmlparser2'
import { fileNameOf } from '../file-name-of.ts'
import { parseJson } from '../json.ts'
import type { ProjectListing } from '../ports.ts'
import { Problem } from '../problem.ts'
import { isSafeFileName } from '../safe-path.ts'
import { shownAddress } from '../shown-address.ts'
import { parseSha256, type Sha256 } from '../sha256.ts'
import { type DocumentFile, entryOf, parseDocumentFile } from './document-file.ts'
import type { FileEntry } from './entry.ts'
import { declaredStatus, statusOf } from './status.ts'
import { requireApi } from './project-document.ts'

/** A project page as somebody else's index serves it. */
export interface ForeignPage {
  readonly text: string
  /** Content-Type, or empty when unknown; then the first character decides. */
  readonly type: string
  /** Where the page lies: addresses in it are relative to this. */
  readonly url: string
}

/**
 * Reads a project page in JSON (PEP 691, 700) or HTML (PEP 503) by its type; `INDEX_INVALID` when it is neither, a page for signing in, or of
 * another major version of the API: none of these is a project without files. Every `url` is absolute and free of user and password, whatever the page's own address holds.
 */
export function readForeignPage(page: ForeignPage): ProjectListing {
  return /[/+]json\b/i.test(page.type) || (!/html/i.test(page.type) && page.text.trimStart().startsWith('{'))
    ? readJsonPage(page.text, page.url)
    : readHtmlPage(requireMarkup(page), page.url)
}

function requireMarkup({ text, type, url }: ForeignPage): string {
  if (/html/i.test(type) ? text.includes('<') : text.trimStart().startsWith('<')) return text
  return noPage(url)
}

function noPage(url: string): never {
  throw new Problem(
    'INDEX_INVALID',
    `${shownAddress(url)} is no page of a simple index.`,
    'Open it in a browser: something else may answer there.',
  )
}

/** Reads a page of PEP 691; ours also tell of deleted files. */
export function readJsonPage(text: string, url: string): ProjectListing {
  const root = parseJson(text, shownAddress(url), 'INDEX_INVALID')
  requireApi(root)
  const files = root
    .get('files')
    .list()
    .map((field) => absoluteEntry(parseDocumentFile(field), url))
  const deleted = root.get('_deleted').optional((field) => field.list()) ?? []
  const status = declaredStatus(root)
  return {
    files: files.filter((file) => isSafeFileName(file.filename)),
    deleted: deleted.map((field) => field.get('filename').text()),
    ...(status === undefined ? {} : { status }),
  }
}

/**
 * Reads a page of PEP 503 with the attributes of PEP 592, 658 and 714, and like uv with `data-size` and `data-upload-time`, which some
 * indexes (ours too) write. A file's name is its address' last part, as uv has it.
 */
export function readHtmlPage(text: string, url: string): ProjectListing {
  const files: FileEntry[] = []
  const meta = new Map<string, string>()
  let base: string | undefined
  let asks = false
  let depth = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      if (++depth > deepest) refuseDepth(url)
      if (name === 'base' && base === undefined && attributes['href'] !== undefined) base = absolute(attributes['href'], url)
      if (name === 'meta') noteMeta(attributes, meta, url)
      if (name === 'form') asks = true
      const entry = name === 'a' ? anchorEntry(attributes, base ?? url) : undefined
      if (entry !== undefined) files.push(entry)
    },
    onclosetag: () => void (depth -= 1),
  })
  parser.write(text)
  parser.end()
  if (asks && !files.some(({ filename }) => /\.(?:whl|gz|tgz|bz2|zip|egg|exe)$/i.test(filename))) noPage(url)
  const status = statusOf(meta.get('pypi:project-status'), meta.get('pypi:project-status-reason'))
  return { files, deleted: [], ...(status === undefined ? {} : { status }) }
}

function noteMeta({ name = '', content = '' }: Readonly<Record<string, string>>, meta: Map<string, string>, url: string): void {
  if (name === 'pypi:repository-version') requireVersion(content, url)
  meta.set(name, content)
}

/** More elements than anybody forgets to close (links close each other); beyond, each costs the parser a walk over all that are open. */
const deepest = 1000

function refuseDepth(url: string): never {
  throw new Problem(
    'INDEX_INVALID',
    `${shownAddress(url)} nests its elements deeper than ${deepest}.`,
    'See what stands there: no tool writes such a page.',
  )
}

function anchorEntry(attributes: Readonly<Record<string, string>>, base: string): FileEntry | undefined {
  const href = attributes['href'] === undefined ? undefined : absolute(attributes['href'].trim(), base)
  const filename = href === undefined ? '' : fileNameOf(href)
  if (href === undefined || !isSafeFileName(filename)) return undefined
  const sha256 = digestOf(new URL(href).hash.slice(1))
  const requiresPython = attributes['data-requires-python']
  const metadata = metadataOf(attributes['data-core-metadata'] ?? attributes['data-dist-info-metadata'])
  return {
    filename,
    url: href.replace(/#.*$/s, ''),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...sizeAndTime(attributes),
    ...(requiresPython === undefined || requiresPython === '' ? {} : { requiresPython }),
    // PEP 592: the attribute's presence is the yank; pip overlooks one without a value, which is no reason to offer the file.
    yanked: attributes['data-yanked'] === undefined ? false : attributes['data-yanked'] || true,
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function sizeAndTime(attributes: Readonly<Record<string, string>>): Pick<FileEntry, 'size' | 'uploadTime'> {
  const size = attributes['data-size'] ?? ''
  const uploadTime = attributes['data-upload-time'] ?? ''
  return {
    ...(/^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
    ...(Number.isNaN(Date.parse(uploadTime)) ? {} : { uploadTime }),
  }
}

function absoluteEntry(file: DocumentFile, page: string): FileEntry {
  const url = absolute(file.url, page)
  if (url !== undefined) return { ...entryOf(file), url: url.replace(/#.*$/s, '') }
  throw new Problem('INDEX_INVALID', `${shownAddress(page)} gives '${file.filename}' no readable address.`, 'Ask whoever runs this index.')
}

/** PEP 629: another major version may mean anything. */
function requireVersion(version: string, page: string): void {
  if (/^1(\.\d+)?$/.test(version.trim())) return
  throw new Problem(
    'INDEX_INVALID',
    `${shownAddress(page)} speaks version ${version.slice(0, 20)} of the simple repository API; this task speaks 1.x.`,
    'Take a release of this extension that knows it.',
  )
}

function absolute(href: string, base: string): string | undefined {
  if (!URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  if (!['http:', 'https:', 'file:'].includes(url.protocol)) return undefined
  if (url.protocol !== 'file:') {
    url.username = ''
    url.password = ''
  }
  return url.href
}

function digestOf(fragment: string): Sha256 | undefined {
  const found = fragment.split('&').find((part) => part.startsWith('sha256='))
  return found === undefined ? undefined : parseSha256(found.slice('sha256='.length))
}

function metadataOf(attribute: string | undefined): Sha256 | true | undefined {
  if (attribute === undefined || attribute === 'false') return undefined
  return digestOf(attribute) ?? true
}
