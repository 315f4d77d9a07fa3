import { auditRoot, type AuditedRoot } from '../../../core/index/audit.ts'
import { type Inconsistency, inconsistencyKey } from '../../../core/index/inconsistency.ts'
import { shellKey } from '../../../core/index/shell.ts'
import type { ETag, ObjectStore } from '../../../core/store.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { atMost } from '../../../flows/at-most.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { most } from '../../../flows/index-change/change-index.ts'
import { rootAt, rootPages } from '../../../flows/index-change/index-pages.ts'
import { readAudited, readPage } from './look-at-page.ts'
import { lookAtProject, type Looked, type LookedProject, type Looking } from './look-at-project.ts'
import { readKeys, type StoredKeys } from './stored-keys.ts'

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

/** How many projects are held in memory at once. */
const projectsAtOnce = 16

/** Looks at a whole index, or at some of its projects and the root: one list of the store, each document and page, and what the store tells of each file. */
export async function lookAt(how: Looking, { only, claimed: before }: LookAgain = {}): Promise<Look> {
  const keys = await readKeys(how.store, how.clock)
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
  // What s3pypi left is listed where it lies.
  const listed = new Set(looked.flatMap(([, { elsewhere }]) => elsewhere.flatMap((key) => [key, `${key}.metadata`])))
  return {
    projects: looked.filter(([, { version }]) => version !== '').length,
    files: sum((one) => one.files),
    compared: sum((one) => one.compared),
    fresh: Math.max(0, fresh.size - sum((one) => one.fresh)),
    foreign: [...foreign].filter((key) => !listed.has(key)).length,
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
