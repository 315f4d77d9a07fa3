import type { ObjectStore } from '../../../core/ports.ts'
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

/** What every reader may rely on at any moment of an adoption: each project page leads to stored files, of the bytes it tells of, and lists all that it ever did. */
export async function unreachable(store: ObjectStore, before: Objects): Promise<string[]> {
  const lost: string[] = []
  for (const [key, bytes] of before) {
    const [, project] = /^simple\/([^/]+)\/index\.html$/.exec(key) ?? []
    if (project === undefined) continue
    const page = new TextDecoder().decode((await store.get(key))?.bytes)
    for (const [, file = ''] of new TextDecoder().decode(bytes).matchAll(/packages\/([^"#]+)/g))
      if (!page.includes(`packages/${file}"`) && !page.includes(`packages/${file}#`)) lost.push(`${key}: ${file}`)
    for (const [, file = '', hash] of page.matchAll(/packages\/([^"#]+)(?:#sha256=([0-9a-f]{64}))?"/g)) {
      const found = await store.get(`packages/${decodeURIComponent(file)}`)
      if (found === undefined) lost.push(`${key} leads nowhere: ${file}`)
      else if (hash !== undefined && sha256Of(found.bytes) !== hash) lost.push(`${key}: ${file} has other bytes`)
    }
  }
  for (const [key, bytes] of before)
    if (!key.startsWith('simple/') && Buffer.compare((await store.get(key))?.bytes ?? new Uint8Array(), bytes) !== 0)
      lost.push(`${key} was changed`)
  return lost
}
