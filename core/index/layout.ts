import type { ProjectName } from '../python/name.ts'

/**
 * Which keys serve a project's page: `website` for hosts that know index documents (and folders), `rest` for the bare S3 endpoint,
 * where a key may itself end in a slash; `both`; `folder` for files on a disk, where no name ends in a slash.
 */
export type Layout = 'website' | 'rest' | 'both' | 'folder'

/** A page of a project beside its document: HTML for what asks for `index.html`, JSON at the slash key, which every client since pip 22.2 takes. */
export interface PageKey {
  readonly key: string
  readonly form: 'html' | 'json'
}

/** Content type and caching of what is put. */
export interface Service {
  readonly type: string
  readonly cache: string
}

const fresh = 'max-age=0, must-revalidate'

/** How each kind of object is served. A file never changes; a page must be seen at once. */
export const served = {
  wheel: { type: 'application/octet-stream', cache: 'public, max-age=31536000, immutable' },
  metadata: { type: 'text/plain; charset=utf-8', cache: 'public, max-age=31536000, immutable' },
  json: { type: 'application/vnd.pypi.simple.v1+json', cache: fresh },
  html: { type: 'text/html; charset=utf-8', cache: fresh },
} as const satisfies Record<string, Service>

/** The pages of a project in a layout, and (`shown`) the one that another layout has made: whoever reads it must not miss what comes later. */
export function pageKeys(name: ProjectName, layout: Layout, shown?: ReadonlyMap<string, unknown>): readonly PageKey[] {
  const page: PageKey = { key: `simple/${name}/index.html`, form: 'html' }
  const slash: PageKey = { key: `simple/${name}/`, form: 'json' }
  if (layout === 'folder') return [page]
  return layout === 'website' && shown?.has(slash.key) !== true ? [page] : [page, slash]
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
