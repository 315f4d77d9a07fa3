import type { ProjectName } from '../python/name.ts'
import { isSafeFileName } from '../safe-path.ts'
import type { Service } from '../store.ts'
import { unescaped } from '../unescaped.ts'

/**
 * Which keys serve a project's page: `website` for hosts that know index documents (and folders), `rest` for the bare S3 endpoint,
 * where a key may itself end in a slash; `both`; `folder` for files on a disk, where no name ends in a slash.
 */
export type Layout = 'website' | 'rest' | 'both' | 'folder'

/** A page of a project beside its document: HTML for what asks for `index.html`, JSON at the slash key, which every client since pip 22.2 takes. */
export interface PageKey {
  readonly key: string
  readonly form: 'html' | 'json' | 'legacy'
  /** Whether this setting has it served; else another one may have put it. */
  readonly wanted: boolean
}

/** What is served of each project beside its document. */
export interface Serving {
  readonly layout: Layout
  /** Whether `pypi/<project>/json` is kept too, as PyPI's older JSON API has it. */
  readonly legacyJson: boolean
}

const fresh = 'max-age=0, must-revalidate'

/** How each kind of object is served. A file never changes; a page must be seen at once. */
export const served = {
  wheel: { type: 'application/octet-stream', cache: 'public, max-age=31536000, immutable' },
  metadata: { type: 'text/plain; charset=utf-8', cache: 'public, max-age=31536000, immutable' },
  json: { type: 'application/vnd.pypi.simple.v1+json', cache: fresh, gzip: true },
  html: { type: 'text/html; charset=utf-8', cache: fresh, gzip: true },
  legacy: { type: 'application/json', cache: fresh, gzip: true },
  // Asked for once a visit; kept plain, so that a copy of a small index can be looked at from any server.
  shell: { type: 'text/html; charset=utf-8', cache: fresh },
} as const satisfies Record<string, Service>

/** The pages of a project as they are to be served, and (`shown`) those that another setting has made: whoever reads one must not miss what comes later. */
export function pageKeys(name: ProjectName, { layout, legacyJson }: Serving, shown?: ReadonlyMap<string, unknown>): readonly PageKey[] {
  const slash = layout === 'rest' || layout === 'both'
  const pages: PageKey[] = [
    { key: `simple/${name}/index.html`, form: 'html', wanted: true },
    ...(layout === 'folder' ? [] : [{ key: `simple/${name}/`, form: 'json', wanted: slash } as const]),
    { key: `pypi/${name}/json`, form: 'legacy', wanted: legacyJson },
  ]
  return pages.filter(({ key, wanted }) => wanted || shown?.has(key) === true)
}

/** Where a file lies. */
export function fileKey(filename: string): string {
  return `packages/${filename}`
}

/** A file's address as its project's pages give it: relative, so that any host and `file:` work, or below `filesUrl`. A raw `+` is a blank to S3. */
export function fileUrl(filename: string, filesUrl: string | undefined): string {
  const name = encodeURIComponent(filename)
  return filesUrl === undefined ? `../../packages/${name}` : `${filesUrl.replace(/\/+$/, '')}/${name}`
}

/** The address of a file that lies at a key, which need not be below `packages/`: what lies elsewhere in the store is told relative to the page. */
export function urlOfKey(key: string, filesUrl: string | undefined): string {
  const filename = key.slice(key.lastIndexOf('/') + 1)
  return key === fileKey(filename) ? fileUrl(filename, filesUrl) : `../../${key.split('/').map(encodeURIComponent).join('/')}`
}

/** The key of a file by its address in a page of `simple/<project>/`: one below `packages/`, on whatever host, or one beside it in the store; undefined for what lies elsewhere. */
export function keyOfUrl(url: string): string | undefined {
  // What nearly all addresses of an index of ours look like, which may be many thousands.
  const plain = /^\.\.\/\.\.\/(packages\/[\w-][\w.-]*)$/.exec(url)?.[1]
  if (plain !== undefined) return plain
  const path = url.replace(/[?#].*$/s, '')
  const beside = /^(?:\.\.\/){2}([^/].*)$/.exec(path)?.[1] ?? /\/(packages\/[^/]+)$/.exec(path)?.[1]
  const key = beside?.split('/').map(unescaped).join('/')
  // Judged without its escapes: what hides behind one may lead out of the store, or be no key of any.
  return key?.split('/').every((part) => isSafeFileName(part)) === true ? key : undefined
}

/** Where the bytes of a listed file lie, if the store has them: one whose address leads out of the store is served from elsewhere and lies below `packages/`. */
export function storedAt({ url, filename }: { readonly url: string; readonly filename: string }): string {
  return keyOfUrl(url) ?? fileKey(filename)
}
