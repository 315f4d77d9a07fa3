import type { DocumentFile } from '../../../core/index/document-file.ts'
import type { InconsistencyKind } from '../../../core/index/inconsistency.ts'
import { served } from '../../../core/index/layout.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { renderRoot } from '../../../core/index/root-document.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { readDocument } from '../../../flows/update-document.ts'
import { projectAt, projectPages, rootAt } from '../../../flows/index-change/index-pages.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

/** The wheels of the sound index that is broken, with what their metadata asks of a Python. */
export const soundWheels = {
  'demo-1.0-py3-none-any.whl': '>=3.8',
  'demo-2.0-py3-none-any.whl': '>=3.9',
  'other-1.0-py3-none-any.whl': '>=3.10',
} as const

/** A wheel's bytes, as `soundWheels` has them. */
export function soundWheel(file: keyof typeof soundWheels | (string & {}), python = '>=3.8'): Buffer {
  const [name, version] = file.split('-')
  return wheelBytes(file, { METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nRequires-Python: ${python}\n` })
}

/** One way to break an index, and the one thing that is to be found then. */
export interface Breakage {
  readonly kind: InconsistencyKind
  readonly why: string
  readonly breakIt: (store: ObjectStore) => Promise<void>
  /** Needs a store that keeps content types, or one in which a key may end in a slash. */
  readonly needs?: 'types' | 'slashes'
  /** What is listed of a project afterwards, where that is not what was listed before. */
  readonly after?: { readonly [project: string]: readonly string[] }
}

const one = 'packages/demo-1.0-py3-none-any.whl'
const two = 'demo-2.0-py3-none-any.whl'
const page = 'simple/demo/index.html'
const slash = 'simple/demo/'
const json = 'simple/demo/index.json'

/** Every kind of inconsistency, each at least once. */
export const breakages: readonly Breakage[] = [
  { kind: 'file-missing', why: 'a file was deleted', breakIt: async (store) => await store.delete(one), after: { demo: [two] } },
  {
    kind: 'file-missing',
    why: 'a file was deleted with its metadata',
    breakIt: async (store) => {
      await store.delete(one)
      await store.delete(`${one}.metadata`)
    },
    after: { demo: [two] },
  },
  {
    kind: 'file-size',
    why: 'a file was cut off',
    breakIt: async (store) => await put(store, one, 'short', 'wheel'),
    after: { demo: [two] },
  },
  {
    kind: 'file-bytes',
    why: 'a bit of a file has turned',
    breakIt: async (store) => await edit(store, one, 'wheel', (bytes) => bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
    after: { demo: [two] },
  },
  {
    kind: 'file-untold',
    why: 'a document without hashes was adopted',
    breakIt: async (store) => await files(store, without('sha256')),
  },
  { kind: 'file-untold', why: 'a document tells no size', breakIt: async (store) => await files(store, without('size')) },
  { kind: 'metadata-missing', why: 'metadata was deleted', breakIt: async (store) => await store.delete(`${one}.metadata`) },
  {
    kind: 'metadata-bytes',
    why: 'metadata is another one',
    breakIt: async (store) => await put(store, `${one}.metadata`, 'Name: x\n', 'metadata'),
  },
  {
    kind: 'metadata-untold',
    why: 'metadata is not announced',
    breakIt: async (store) => await files(store, without('metadata')),
  },
  {
    kind: 'requires-python',
    why: 'the page asks for another Python',
    breakIt: async (store) => await files(store, (file) => ({ ...file, requiresPython: '>=2.7' })),
  },
  {
    kind: 'requires-python',
    why: 'the page asks for none',
    breakIt: async (store) => await files(store, without('requiresPython')),
  },
  {
    kind: 'file-unlisted',
    why: 'a publish was stopped before the document',
    breakIt: async (store) => await put(store, 'packages/demo-3.0-py3-none-any.whl', soundWheel('demo-3.0-py3-none-any.whl'), 'wheel'),
    after: { demo: ['demo-1.0-py3-none-any.whl', two, 'demo-3.0-py3-none-any.whl'] },
  },
  {
    kind: 'file-unlisted',
    why: 'the first publish of a project was stopped before the document',
    breakIt: async (store) => await put(store, 'packages/fresh-3.0-py3-none-any.whl', soundWheel('fresh-3.0-py3-none-any.whl'), 'wheel'),
    after: { fresh: ['fresh-3.0-py3-none-any.whl'] },
  },
  {
    kind: 'file-unlisted',
    why: 'somebody copied what is no wheel',
    breakIt: async (store) => await put(store, 'packages/demo-4.0-py3-none-any.whl', 'no zip', 'wheel'),
  },
  {
    kind: 'file-copy',
    why: 'a file is stored in a second spelling',
    breakIt: async (store) => await put(store, 'packages/Demo-1.0-py3-none-any.whl', soundWheel('Demo-1.0-py3-none-any.whl'), 'wheel'),
  },
  {
    kind: 'file-leftover',
    why: 'a deleted file came back',
    breakIt: async (store) => {
      await rewrite(store, (document) => ({ ...document, deleted: ['demo-0.9-py3-none-any.whl'] }))
      await put(store, 'packages/demo-0.9-py3-none-any.whl', soundWheel('demo-0.9-py3-none-any.whl'), 'wheel')
    },
  },
  {
    kind: 'file-leaving',
    why: 'a removal was stopped before the bytes',
    breakIt: async (store) => {
      const gone = 'demo-0.9-py3-none-any.whl'
      await rewrite(store, (document) => ({ ...document, deleted: [gone], leaving: [`packages/${gone}`] }))
      await put(store, `packages/${gone}`, soundWheel(gone), 'wheel')
      await put(store, `packages/${gone}.metadata`, 'Name: demo\n', 'metadata')
    },
  },
  {
    kind: 'file-misled',
    why: 'an address leads to another file',
    breakIt: async (store) => await files(store, (file) => ({ ...file, url: 'https://files.example.com/demo.whl' })),
  },
  {
    kind: 'file-elsewhere',
    why: 'an address leads to another host, and no such file is here',
    breakIt: async (store) =>
      await rewrite(store, (document) => ({
        ...document,
        files: [...document.files, away('demo-9.0-py3-none-any.whl', 'https://files.example.com/demo-9.0-py3-none-any.whl')],
      })),
  },
  {
    kind: 'file-twice',
    why: 'a document lists one name twice',
    breakIt: async (store) =>
      await rewrite(store, (document) => ({ ...document, files: [...document.files.slice(0, 1), ...document.files] })),
  },
  {
    kind: 'file-twice',
    why: 'two spellings of one name have other bytes',
    breakIt: async (store) => await secondSpelling(store, soundWheel('Demo-1.0-py3-none-any.whl', '>=3.12')),
  },
  {
    kind: 'spelled-twice',
    why: 'two spellings of one name have the same bytes',
    breakIt: async (store) => await secondSpelling(store, Buffer.from((await store.get(one))?.bytes ?? [])),
  },
  { kind: 'page-missing', why: 'a page was deleted', breakIt: async (store) => await store.delete(page) },
  { kind: 'page-missing', needs: 'slashes', why: 'a slash key was deleted', breakIt: async (store) => await store.delete(slash) },
  {
    kind: 'page-behind',
    why: 'a slow writer put an old page',
    breakIt: async (store) => await edit(store, page, 'html', (text) => replace(text, /serial" content="\d+"/, 'serial" content="0"')),
  },
  {
    kind: 'page-differs',
    why: 'somebody edited a page',
    breakIt: async (store) => await edit(store, page, 'html', (text) => replace(text, '</h1>', '!</h1>')),
  },
  {
    kind: 'page-differs',
    needs: 'slashes',
    why: 'somebody edited a slash key',
    breakIt: async (store) => await edit(store, slash, 'json', (text) => replace(text, /"files":\[.*?\]/, '"files":[]')),
  },
  {
    kind: 'page-foreign',
    needs: 'slashes',
    why: 'another tool put its page where none of ours was',
    breakIt: async (store) => {
      await rewrite(store, (document) => document, [page])
      await put(store, slash, '<html></html>', 'html')
    },
  },
  {
    kind: 'page-type',
    needs: 'types',
    why: 'a copy by hand lost the type of a page',
    breakIt: async (store) => await edit(store, page, { type: 'binary/octet-stream', cache: served.html.cache }, (text) => text),
  },
  {
    kind: 'page-type',
    needs: 'types',
    why: 'a copy by hand lost the type of a document',
    breakIt: async (store) => await edit(store, json, { type: 'binary/octet-stream', cache: served.json.cache }, (text) => text),
  },
  {
    kind: 'page-cache',
    needs: 'types',
    why: 'a page may be kept for an hour',
    breakIt: async (store) => await edit(store, page, { type: served.html.type, cache: 'max-age=3600' }, (text) => text),
  },
  {
    kind: 'page-type',
    needs: 'types',
    why: 'the list of projects lost its type',
    breakIt: async (store) => await edit(store, 'simple/index.html', { type: 'text/plain', cache: served.html.cache }, (text) => text),
  },
  {
    kind: 'page-unmarked',
    why: 'a publish was stopped before its last write',
    breakIt: async (store) =>
      await edit(store, json, 'json', (text) => replace(text, /"_shown":\{"pages":\{[^}]*\},("root":"[^"]*",)?"serial":\d+\},/, '')),
  },
  {
    kind: 'document-unreadable',
    why: 'a document was cut off',
    breakIt: async (store) => await edit(store, json, 'json', (text) => text.slice(0, 60)),
  },
  { kind: 'document-missing', why: 'a document was deleted', breakIt: async (store) => await store.delete(json) },
  {
    kind: 'quarantine',
    why: 'a document of a quarantined project offers files',
    breakIt: async (store) => {
      await rewrite(store, (document) => ({ ...document, status: { status: 'quarantined' } }))
      await edit(store, json, 'json', (text) => replace(replace(text, '"files":[],', ''), '"_files":', '"files":'))
    },
  },
  {
    kind: 'root-lacks',
    why: 'a publish was stopped before the list of projects',
    breakIt: async (store) => await rootOf(store, (projects) => projects.filter((name) => name !== 'demo')),
  },
  {
    kind: 'root-extra',
    why: 'the list of projects has one of which nothing is there',
    breakIt: async (store) => await rootOf(store, (projects) => [...projects, 'zebra']),
  },
  { kind: 'root-missing', why: 'the list of projects was deleted', breakIt: async (store) => await store.delete('simple/index.json') },
  {
    kind: 'root-unreadable',
    why: 'the list of projects is none',
    breakIt: async (store) => await put(store, 'simple/index.json', '[]', 'json'),
  },
  { kind: 'page-missing', why: "the list's page was deleted", breakIt: async (store) => await store.delete('simple/index.html') },
  {
    kind: 'page-differs',
    why: "the list's page was edited",
    breakIt: async (store) => await edit(store, 'simple/index.html', 'html', (text) => replace(text, '</h1>', '!</h1>')),
  },
  { kind: 'shell-missing', why: "the people's page was deleted", breakIt: async (store) => await store.delete('index.html') },
  {
    kind: 'shell-old',
    why: "the people's page is of an older release",
    breakIt: async (store) => await edit(store, 'index.html', 'html', (text) => replace(text, '</body>', '<p>old</p></body>')),
  },
]

type Kind = keyof typeof served | { readonly type: string; readonly cache: string }

async function put(store: ObjectStore, key: string, body: string | Uint8Array, kind: Kind): Promise<void> {
  const { type, cache } = typeof kind === 'string' ? served[kind] : kind
  await store.put(key, typeof body === 'string' ? Buffer.from(body) : body, { when: 'always', type, cache })
}

async function edit(store: ObjectStore, key: string, kind: Kind, change: (bytes: Buffer) => Uint8Array): Promise<void> {
  await put(store, key, change(Buffer.from((await store.get(key))?.bytes ?? [])), kind)
}

function replace(bytes: Buffer, what: string | RegExp, by: string): Buffer {
  const text = bytes.toString('utf8')
  const next = text.replace(what, by)
  if (next === text) throw new Error(`nothing to replace: ${String(what)} in ${text}`)
  return Buffer.from(next)
}

/** Changes a document together with its pages, so that they show it. */
async function rewrite(
  store: ObjectStore,
  change: (document: ProjectDocument) => ProjectDocument,
  only?: readonly string[],
): Promise<void> {
  const at = projectAt(normalizeName('demo'))
  const held = await readDocument(store, at)
  if (held === undefined) throw new Error('no document')
  const document = change(held.document)
  const layout = held.document.shown?.pages.has(slash) === true ? 'both' : 'folder'
  const pages = new Map<string, string>()
  for (const shows of projectPages(document, { layout, legacyJson: false })) {
    const { key, type, cache } = shows
    const done = await store.put(key, Buffer.from(shows.render(document)), { when: 'always', type, cache })
    if (done.kind === 'stored' && only?.includes(key) !== false) pages.set(key, done.etag)
  }
  const shown = document.shown && { ...document.shown, pages }
  await put(store, json, at.format({ ...document, shown }), 'json')
}

async function files(store: ObjectStore, change: (file: DocumentFile) => DocumentFile): Promise<void> {
  await rewrite(store, (document) => ({ ...document, files: document.files.map((file, at) => (at === 0 ? change(file) : file)) }))
}

async function secondSpelling(store: ObjectStore, bytes: Buffer): Promise<void> {
  const filename = 'Demo-1.0-py3-none-any.whl'
  await put(store, `packages/${filename}`, bytes, 'wheel')
  const { sha256 } = (await store.head(`packages/${filename}`)) ?? {}
  const file = { ...away(filename, `../../packages/${filename}`), size: bytes.length, ...(sha256 === undefined ? {} : { sha256 }) }
  await rewrite(store, (document) => ({ ...document, files: [file, ...document.files] }))
}

/** An entry that does not tell one thing. */
function without(what: 'metadata' | 'requiresPython' | 'sha256' | 'size'): (file: DocumentFile) => DocumentFile {
  return (file) => Object.fromEntries(Object.entries(file).filter(([key]) => key !== what)) as unknown as DocumentFile
}

function away(filename: string, url: string): DocumentFile {
  return { filename, url, yanked: false, kept: {}, hashes: {} }
}

/** Changes the list of projects together with its page. */
async function rootOf(store: ObjectStore, change: (projects: readonly string[]) => readonly string[]): Promise<void> {
  const held = await readDocument(store, rootAt)
  if (held === undefined) throw new Error('no root')
  const document = { ...held.document, projects: change(held.document.projects).map(normalizeName) }
  const done = await store.put('simple/index.html', Buffer.from(renderRoot(document)), { when: 'always', ...served.html })
  const pages = new Map(done.kind === 'stored' ? [['simple/index.html', done.etag]] : [])
  await put(store, 'simple/index.json', rootAt.format({ ...document, shown: { serial: document.serial, pages } }), 'json')
}
