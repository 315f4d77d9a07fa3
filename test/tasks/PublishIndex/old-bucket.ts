import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { wheelBytes, type WheelChange } from '../../fakes/wheel-bytes.ts'

/** What a bucket of another tool holds: key to bytes. */
export type Objects = ReadonlyMap<string, Uint8Array>

/** One link of an old page. */
interface Link {
  readonly file: string
  readonly attributes?: string
}

/** A file of the old bucket with its bytes. */
export function oldWheel(name: string, change: WheelChange = {}): [string, Uint8Array] {
  return [name, wheelBytes(name, change)]
}

/** The files that spare-tire's years left: projects in two spellings, build tags, platform tags in either case, a stable ABI of a lower python, compressed tags. */
export const oldFiles: ReadonlyMap<string, Uint8Array> = new Map([
  oldWheel('MarkupSafe-2.1.2-cp311-cp311-freebsd_13_1_RELEASE_amd64.whl'),
  oldWheel('markupsafe-2.1.3-cp311-cp311-freebsd_13_1_release_amd64.whl'),
  oldWheel('zope.interface-6.0-1-cp311-cp311-freebsd_13_1_release_amd64.whl'),
  oldWheel('zope_interface-6.1-cp311-cp311-freebsd_13_1_release_amd64.whl'),
  oldWheel('cryptography-41.0-cp37-abi3-freebsd_13_1_release_amd64.whl', {
    METADATA: 'Metadata-Version: 2.1\nName: cryptography\nVersion: 41.0\nRequires-Python: >=3.7\n',
  }),
  oldWheel('six-1.16.0-py2.py3-none-any.whl', { files: { 'six.py': 'answer = 42\n' } }),
  ['six-1.16.0.tar.gz', new TextEncoder().encode('an sdist')],
])

/** The bucket as dumb-pypi and `aws s3 sync` leave it: links without hashes, pages of normalised names, its own front page, `pypi/` and `changelog/`. */
export function oldBucket(
  files: ReadonlyMap<string, Uint8Array> = oldFiles,
  more: readonly Link[] = [],
  attributes: Readonly<Record<string, string>> = {},
): Map<string, Uint8Array> {
  const projects = new Map<string, Link[]>()
  const list = (link: Link): void => {
    const name = normalizeName(
      link.file.endsWith('.whl') ? (link.file.split('-')[0] ?? '') : link.file.slice(0, link.file.lastIndexOf('-')),
    )
    projects.set(name, [...(projects.get(name) ?? []), link])
  }
  for (const file of files.keys()) list({ file, attributes: attributes[file] ?? '' })
  more.forEach(list)
  const text = (html: string): Uint8Array => new TextEncoder().encode(html)
  return new Map([
    ...[...files].map(([name, bytes]): [string, Uint8Array] => [`packages/${name}`, bytes]),
    ...[...projects].map(([name, links]): [string, Uint8Array] => [`simple/${name}/index.html`, text(oldPage(name, links))]),
    ['simple/index.html', text(oldRoot([...projects.keys()]))],
    ['index.html', text('<html><body>An old front page</body></html>')],
    ['changelog/page1/index.html', text('<html>changes</html>')],
    ['pypi/six/json', text('{}')],
  ])
}

function oldPage(name: string, links: readonly Link[]): string {
  const anchors = links.map(
    ({ file, attributes = '' }) => `<a href="../../packages/${file.replaceAll('+', '%2B')}"${attributes}>${file}</a><br>`,
  )
  return `<!DOCTYPE html>\n<html>\n<head><title>Links for ${name}</title></head>\n<body>\n<h1>${name}</h1>\n${anchors.join('\n')}\n</body>\n</html>\n`
}

function oldRoot(names: readonly string[]): string {
  return `<!DOCTYPE html>\n<html>\n<body>\n${names.map((name) => `<a href="${name}/index.html">${name}</a><br>`).join('\n')}\n</body>\n</html>\n`
}

/** Puts all of it into a store. */
export async function fill(store: ObjectStore, objects: Objects): Promise<void> {
  for (const [key, bytes] of objects) await store.put(key, bytes, { when: 'always', type: 'text/html', cache: '' })
}

/** What readers have lost at some moment of an adoption: each page of the old bucket must list all that it ever did, lead to stored files and tell their bytes; the rest is as it was. */
export async function unreachable(store: ObjectStore, before: Objects): Promise<string[]> {
  const lost = await Promise.all([...before].map(async ([key, bytes]) => await lostAt(key, bytes, store)))
  return lost.flat()
}

async function lostAt(key: string, bytes: Uint8Array, store: ObjectStore): Promise<string[]> {
  const now = (await store.get(key))?.bytes ?? new Uint8Array()
  if (!key.startsWith('simple/')) return Buffer.compare(now, bytes) === 0 ? [] : [`${key} was changed`]
  if (key === 'simple/index.html') return []
  const page = new TextDecoder().decode(now)
  const listed = new Set([...page.matchAll(/packages\/([^"#]+)/g)].map(([, file = '']) => file))
  const unlisted = [...new TextDecoder().decode(bytes).matchAll(/packages\/([^"#]+)/g)].filter(([, file = '']) => !listed.has(file))
  return [...unlisted.map(([, file]) => `${key} lost ${file}`), ...(await wrongLinks(key, page, store))]
}

async function wrongLinks(key: string, page: string, store: ObjectStore): Promise<string[]> {
  const links = [...page.matchAll(/packages\/([^"#]+)(?:#sha256=([0-9a-f]{64}))?"/g)]
  const wrong = await Promise.all(
    links.map(async ([, file = '', hash]) => {
      const found = await store.get(`packages/${decodeURIComponent(file)}`)
      return found !== undefined && (hash === undefined || sha256Of(found.bytes) === hash) ? [] : [`${key} leads wrong: ${file}`]
    }),
  )
  return wrong.flat()
}
