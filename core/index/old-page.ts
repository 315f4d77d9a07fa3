import { parseName, type ProjectName } from '../python/name.ts'
import type { FileEntry } from './entry.ts'
import { readHtmlPage, readJsonPage } from './foreign-page.ts'
import { keyOfUrl } from './layout.ts'

/** A file as an index of another tool told of it. */
export interface OldFile extends FileEntry {
  /** Where it lies in the store; undefined for what lies elsewhere. */
  readonly key: string | undefined
  /** Whether the page that lists it is not replaced by one of ours. */
  readonly stays?: boolean
}

/** What a project's old pages list, in whatever spelling of its name and wherever they lie. */
export interface OldPage {
  readonly files: readonly OldFile[]
}

/** Stands for whatever serves the store. */
const host = 'https://old.invalid'

/** Reads a page that lies at a key, in HTML or JSON; `INDEX_INVALID` where it is none. */
export function readOldPage(text: string, key: string): OldFile[] {
  const read = text.trimStart().startsWith('{') ? readJsonPage : readHtmlPage
  return read(text, `${host}/${encodeURI(key)}`).files.map((file) => ({ ...file, key: oldKey(file.url) }))
}

/** By whatever name of its host the store is called, a folder `packages/` is its own. */
function oldKey(url: string): string | undefined {
  return keyOfUrl(url) ?? (url.startsWith(`${host}/`) ? keyOfUrl(`../../${url.slice(host.length + 1)}`) : undefined)
}

/** A key at which a page of a project may lie. */
export interface PageAt {
  readonly project: ProjectName
  readonly key: string
}

/**
 * Where pages of projects lie among these keys: below `simple/` in whatever spelling, and (s3pypi) in folders beside it that hold files of their own
 * project; with or without `index.html`.
 */
export function oldPagesAt(keys: Iterable<string>, fileFolders: ReadonlySet<string>): PageAt[] {
  return [...keys].flatMap((key) => {
    const [, simple, folder = ''] = /^(simple\/)?([^/]+)\/(?:index\.html)?$/.exec(key) ?? []
    const project = parseName(folder)
    return project === undefined || (simple === undefined && !fileFolders.has(folder)) ? [] : [{ project, key }]
  })
}
