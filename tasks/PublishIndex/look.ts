import { storedByProject, type StoredFile, storedFiles } from '../../core/index/adoption.ts'
import { auditRoot, type AuditedRoot } from '../../core/index/audit.ts'
import { type Inconsistency, inconsistencyKey } from '../../core/index/inconsistency.ts'
import { rootKey, rootPageKey } from '../../core/index/root-document.ts'
import { shellKey } from '../../core/index/shell.ts'
import type { Files } from '../../core/ports.ts'
import type { ETag, ObjectStore, StoredObject } from '../../core/store.ts'
import { normalizeName, type ProjectName } from '../../core/python/name.ts'
import { atMost } from '../../flows/at-most.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { type Indexing, most } from './change-index.ts'
import { rootAt, rootPages } from './index-pages.ts'
import { lookAtProject, type LookedProject } from './look-at-project.ts'
import { readAudited, readPage } from './look-at-page.ts'

/** How an index is looked at. */
export interface Looking extends Pick<Indexing, 'store' | 'serving' | 'clock'> {
  readonly files: Files
  /** Whether every file is read whole, and not only what the store tells of it. */
  readonly readFiles: boolean
  progress(done: number, of: number, what: string): void
}

/** What one look at a project, or (`undefined`) at the list of projects, has seen. */
export interface Looked {
  readonly seen: readonly Inconsistency[]
  /** Of the document; empty where there is none. As long as it stays, nobody has published there. */
  readonly version: ETag
}

/** What one look at an index has seen. */
export interface Look {
  readonly places: ReadonlyMap<ProjectName | undefined, Looked>
  readonly counts: LookCounts
  /** Files that are listed by another project than their names tell, as far as it was looked at, now or before. */
  readonly claimed: ReadonlySet<string>
}

export interface LookCounts {
  readonly projects: number
  readonly files: number
  /** Files whose SHA-256 was compared. */
  readonly compared: number
  /** Stored, not listed, and so new that a publish may be about to list them. */
  readonly fresh: number
  /** Objects that are nothing to this index. */
  readonly foreign: number
}

/** What a later look need not look at any more. */
export interface LookAgain {
  /** Undefined for all. */
  readonly only?: ReadonlySet<ProjectName | undefined> | undefined
  /** Of the look before, which saw more projects. */
  readonly claimed?: ReadonlySet<string>
}

/** So long, in milliseconds, a publish may take from a file to its document before the file counts as forgotten. */
export const grace = 3_600_000

/** How many projects are held in memory at once. */
const projectsAtOnce = 16

/** Looks at a whole index, or at some of its projects and the root: one list of the store, each document and page, and what the store tells of each file. */
export async function lookAt(how: Looking, { only, claimed: before }: LookAgain = {}): Promise<Look> {
  const keys = await readKeys(how)
  const root = await readRootOf(how.store, keys)
  const listed = root.document !== undefined && 'document' in root.document ? root.document.document.projects : []
  const names = [...new Set([...keys.documents, ...keys.pages, ...keys.files.keys(), ...listed])].filter(
    (name) => only?.has(name) !== false,
  )
  const gate = atMost(most)
  const isListed = new Set(listed)
  let done = 0
  const looked = await inParallel(names, projectsAtOnce, async (name) => {
    const one = await lookAtProject(name, { ...keys, listed: isListed.has(name) }, { ...how, gate })
    how.progress(++done, names.length, name)
    return [name, one] as const
  })
  const claimed = new Set([...(before ?? []), ...looked.flatMap(([, one]) => one.elsewhere)])
  const places = new Map<ProjectName | undefined, Looked>(withoutOthers(looked, claimed))
  if (only?.has(undefined) !== false) places.set(undefined, { seen: auditRoot(root), version: root.version })
  return { places, claimed, counts: countsOf(keys, looked) }
}

/** A sdist of an old name may tell the project by itself in vain; whoever lists it has it. */
function withoutOthers(looked: readonly (readonly [ProjectName, LookedProject])[], claimed: ReadonlySet<string>): [ProjectName, Looked][] {
  return looked.map(([name, { seen, version }]) => [
    name,
    { version, seen: seen.filter((one) => one.kind !== 'file-unlisted' || !claimed.has(one.key)) },
  ])
}

/** What a list of the store tells. */
export interface StoredKeys {
  readonly objects: ReadonlyMap<string, StoredObject>
  /** By the project that their names tell. */
  readonly files: ReadonlyMap<ProjectName, readonly StoredFile[]>
  readonly documents: readonly ProjectName[]
  /** Projects of which a page is there. */
  readonly pages: readonly ProjectName[]
  /** Keys of files that were stored a short while ago; `files` has none of them. */
  readonly fresh: ReadonlySet<string>
  readonly foreign: number
}

async function readKeys({ store, clock }: Looking): Promise<StoredKeys> {
  const objects = new Map<string, StoredObject>()
  for await (const object of store.list('')) objects.set(object.key, object)
  const now = Date.parse(clock.now())
  const isFresh = ({ modified }: StoredObject): boolean => modified !== undefined && now - Date.parse(modified) < grace
  const stored = storedFiles(objects.values())
  const projects = storedByProject(stored)
  const fresh = new Set(stored.filter(isFresh).map(({ key }) => key))
  const named = [...objects.keys()].map((key) => ({ key, ...placeOf(key) }))
  const ours = new Set([...projects.values()].flat().flatMap(({ key }) => [key, `${key}.metadata`]))
  return {
    objects,
    files: new Map([...projects].map(([name, files]) => [name, files.filter(({ key }) => !fresh.has(key))])),
    documents: named.flatMap(({ form, project }) => (form === 'document' ? [project] : [])),
    pages: named.flatMap(({ form, project }) => (form === 'page' ? [project] : [])),
    fresh,
    foreign: named.filter(({ key, form }) => form === undefined && !ours.has(key)).length,
  }
}

type Place =
  | { readonly form: 'document' | 'page'; readonly project: ProjectName }
  | { readonly form?: 'own' | undefined; readonly project?: undefined }

/** What stands at a key outside `packages/`; another spelling of a project's name is no place of ours. */
function placeOf(key: string): Place {
  if ([rootKey, rootPageKey, shellKey, '.wheelworks-probe'].includes(key)) return { form: 'own' }
  const [, name = '', rest] = /^simple\/([^/]+)\/(index\.json|index\.html|)$/.exec(key) ?? /^pypi\/([^/]+)\/(json)$/.exec(key) ?? []
  const project = normalizeName(name)
  if (rest === undefined || project !== name) return {}
  if (rest === 'json') return { form: 'own' }
  return { form: rest === 'index.json' ? 'document' : 'page', project }
}

async function readRootOf(store: ObjectStore, keys: StoredKeys): Promise<AuditedRoot & { readonly version: ETag }> {
  const { audited: document, version } = await readAudited(store, rootAt)
  const [page] = rootPages
  const root = document !== undefined && 'document' in document ? document.document : undefined
  const [shown, shell] = await Promise.all([
    root && page && readPage(store, page, root, undefined, new Set(root.shown?.pages.keys())),
    root && store.get(shellKey),
  ])
  const front = shell && { ...shell, text: new TextDecoder().decode(shell.bytes) }
  return { document, page: shown, shell: front, projects: keys.documents, version }
}

function countsOf({ fresh, foreign }: StoredKeys, looked: readonly (readonly [ProjectName, LookedProject])[]): LookCounts {
  const sum = (count: (one: LookedProject) => number): number => looked.reduce((all, [, one]) => all + count(one), 0)
  return {
    projects: looked.filter(([, { version }]) => version !== '').length,
    files: sum((one) => one.files),
    compared: sum((one) => one.compared),
    fresh: Math.max(0, fresh.size - sum((one) => one.fresh)),
    foreign,
  }
}

/** What both of two looks saw while nothing was published in between, and the projects in which something was. */
export function seenTwice(before: Look, after: Look): { readonly sure: Inconsistency[]; readonly moved: Set<ProjectName | undefined> } {
  const sure: Inconsistency[] = []
  const moved = new Set<ProjectName | undefined>()
  for (const [place, { seen, version }] of after.places) {
    const earlier = before.places.get(place)
    const known = new Set(earlier?.seen.map(inconsistencyKey))
    if (seen.length > 0 && (earlier?.version !== version || seen.some((one) => !known.has(inconsistencyKey(one))))) moved.add(place)
    else sure.push(...seen)
  }
  return { sure, moved }
}
