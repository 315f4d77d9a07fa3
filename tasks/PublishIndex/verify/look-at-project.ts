import { join } from 'node:path'
import { auditProject } from '../../../core/index/audit.ts'
import { type StoredMetadata, storedAt } from '../../../core/index/audit-files.ts'
import { type AuditedPage, serialOfText } from '../../../core/index/audit-page.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import type { Inconsistency } from '../../../core/index/inconsistency.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import type { Files } from '../../../core/ports.ts'
import { parseMetadata } from '../../../core/python/metadata.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import type { ETag } from '../../../core/store.ts'
import type { Indexing } from '../../../flows/index-change/change-index.ts'
import { projectAt, projectPages } from '../../../flows/index-change/index-pages.ts'
import { readAudited, readPage } from './look-at-page.ts'
import type { StoredKeys } from './stored-keys.ts'

/** How an index is looked at. */
export interface Looking extends Pick<Indexing, 'store' | 'serving' | 'clock'> {
  readonly files: Files
  /** Whether every file is read whole, and not only what the store tells of it. */
  readonly readFiles: boolean
  /** Where `packages/` is served, when that is not beside the pages. */
  readonly filesUrl?: string | undefined
  progress(done: number, of: number, what: string): void
}

/** What one look at a project, or (`undefined`) at the list of projects, has seen. */
export interface Looked {
  readonly seen: readonly Inconsistency[]
  /** Of the document; empty where there is none. As long as it stays, nobody has published there. */
  readonly version: ETag
}

/** What a look at a project has seen, and how much it has seen of it. */
export interface LookedProject extends Looked {
  readonly seen: readonly Inconsistency[]
  readonly files: number
  readonly compared: number
  /** Files that are listed whose names tell another project, or none. */
  readonly elsewhere: readonly string[]
  /** How many listed files are new. */
  readonly fresh: number
}

type Keys = Pick<StoredKeys, 'objects' | 'files' | 'fresh'> & { readonly listed: boolean }
type Gated = Looking & {
  /** Bounds what is under way over all projects. */
  readonly gate: <T>(work: () => Promise<T>) => Promise<T>
}

/** Reads a project's document, its pages, and what the store tells of its files; nothing of it is kept but what does not fit. */
export async function lookAtProject(name: ProjectName, keys: Keys, how: Gated): Promise<LookedProject> {
  const { store, gate } = how
  const { audited, version } = await gate(async () => await readAudited(store, projectAt(name)))
  const document = audited !== undefined && 'document' in audited ? audited.document : undefined
  const pages = document === undefined ? [] : await readPages(document, how)
  const facts = document === undefined ? nothing : await readFacts(document, keys, how)
  const files = keys.files.get(name) ?? []
  const seen = auditProject({
    ...facts,
    filesUrl: how.filesUrl,
    name,
    document: audited,
    pages,
    left: await pagesLeft(name, new Set(pages.map(({ key }) => key)), keys, how),
    size: (key) => keys.objects.get(key)?.size,
    files,
    listed: keys.listed,
  })
  const own = new Set(files.map(({ key }) => key))
  const listed = document?.files.flatMap((file) => storedAt(file, how.filesUrl) ?? []) ?? []
  return {
    seen,
    version,
    files: document?.files.length ?? 0,
    compared: facts.digests.size,
    elsewhere: listed.filter((key) => !own.has(key)),
    fresh: listed.filter((key) => keys.fresh.has(key)).length,
  }
}

async function readPages(document: ProjectDocument, { store, serving, gate }: Gated): Promise<AuditedPage[]> {
  const known = new Set(document.shown?.pages.keys())
  return await Promise.all(
    projectPages(document, serving).map(
      async (page) => await gate(async () => await readPage(store, page, document, document.name, known)),
    ),
  )
}

interface Facts {
  readonly digests: ReadonlyMap<string, Sha256>
  readonly metadata: ReadonlyMap<string, StoredMetadata>
}

const nothing: Facts = { digests: new Map(), metadata: new Map() }

async function readFacts(document: ProjectDocument, { objects }: Keys, how: Gated): Promise<Facts> {
  const digests = new Map<string, Sha256>()
  const metadata = new Map<string, StoredMetadata>()
  const look = async (file: DocumentFile, key: string): Promise<void> => {
    const digest = await how.gate(async () => await digestOf(key, how))
    if (digest !== undefined) digests.set(key, digest)
    if (file.metadata === undefined || !objects.has(`${key}.metadata`)) return
    const beside = await how.gate(async () => await readMetadata(key, how))
    if (beside !== undefined) metadata.set(key, beside)
  }
  const stored = document.files.flatMap((file) => {
    const key = storedAt(file, how.filesUrl)
    const size = key === undefined ? undefined : objects.get(key)?.size
    return key === undefined || size === undefined || (file.size !== undefined && file.size !== size) ? [] : [{ file, key }]
  })
  await Promise.all(stored.map(async ({ file, key }) => await look(file, key)))
  return { digests, metadata }
}

/** As the store tells it, or of the file itself. */
async function digestOf(key: string, { store, files, readFiles }: Looking): Promise<Sha256 | undefined> {
  if (!readFiles) return (await store.head(key))?.sha256
  const folder = await files.scratch('verify')
  try {
    return (await store.fetch(key, join(folder, 'file')))?.sha256
  } finally {
    await files.remove(folder)
  }
}

async function readMetadata(key: string, { store }: Looking): Promise<StoredMetadata | undefined> {
  const found = await store.get(`${key}.metadata`)
  if (found === undefined) return undefined
  const { requiresPython } = parseMetadata(new TextDecoder().decode(found.bytes))
  return { sha256: sha256Of(found.bytes), requiresPython }
}

/** Pages of ours that are not kept up to date. */
async function pagesLeft(name: ProjectName, kept: ReadonlySet<string>, { objects }: Keys, { store, gate }: Gated): Promise<string[]> {
  const keys = [`simple/${name}/index.html`, `simple/${name}/`].filter((key) => objects.has(key) && !kept.has(key))
  const found = await Promise.all(keys.map(async (key) => await gate(async () => await store.get(key))))
  return keys.filter((_, at) => {
    const text = new TextDecoder().decode(found[at]?.bytes)
    return found[at] !== undefined && serialOfText(text) !== undefined
  })
}
