import type { Serving } from '../../core/index/layout.ts'
import { mayLeave } from '../../core/index/leaving.ts'
import { mergeProject, type ProjectChange } from '../../core/index/merge-project.ts'
import type { ProjectDocument } from '../../core/index/project-document.ts'
import { type RootDocument, rootNote } from '../../core/index/root-document.ts'
import { shellName } from '../../core/index/shell.ts'
import { announce, isShown, sameShown, type Shown } from '../../core/index/shown.ts'
import type { Log } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { ETag, ObjectStore } from '../../core/store.ts'
import { atMost } from '../at-most.ts'
import { inParallel } from '../in-parallel.ts'
import type { Held } from '../read-index.ts'
import { markShown, putPages, type Rendered } from '../show-pages.ts'
import { type Pace, readDocument, updateDocument } from '../update-document.ts'
import { keysOf, keysToAnnounce, projectAt, projectPages, rootAt } from './index-pages.ts'
import { updateRoot } from './update-root.ts'

/** Where an index is changed, and how it is to look. */
export interface Indexing extends Pace {
  readonly store: ObjectStore
  readonly serving: Serving
  /** Undefined leaves the index' title as it is. */
  readonly title: string | undefined
  /** Whether the store was found to honour conditions, which the root then notes. */
  readonly probe: boolean
  readonly log: Log
}

/** The list of projects as it was read; `held` is undefined where the store has none. */
export interface ReadRoot {
  readonly held: Held<RootDocument> | undefined
}

/** What is to become of projects; one without changes has its pages brought up to date. */
export interface IndexChange {
  readonly projects: ReadonlyMap<ProjectName, readonly ProjectChange[]>
  /** The documents as they were read. */
  readonly documents: ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>
  /** The root, where it was read already. */
  readonly root?: ReadRoot | undefined
  /** Pages of another tool that ours take the place of, by key: exactly these versions. */
  readonly replaced?: ReadonlyMap<string, ETag>
  /** Renders every page anew, whatever the documents say is shown. */
  readonly anew?: boolean
  /** Projects that the root lists and that have no document. */
  readonly without?: readonly ProjectName[]
}

/** How many requests are under way at once. */
export const most = 32

/** What a project's mark will say of the root. */
export function noteOf({ store, title }: Pick<Indexing, 'store' | 'title'>): string {
  return rootNote(store.name, title, shellName)
}

/** Whether nothing is left to do for a document that is not changed: its pages show it, the root was seen to be right, no bytes are to be removed. */
export function isCurrent(document: ProjectDocument, how: Pick<Indexing, 'store' | 'title' | 'serving'>): boolean {
  const pages = keysOf(projectPages(document, how.serving))
  return isShown(document, pages) && document.leaving.length === 0 && document.shown?.root === noteOf(how)
}

/**
 * Changes an index in the order in which no reader ever sees a link to a missing file: documents, pages, the root; then bytes that nothing links
 * any more, and last the notes that all of it is done. Stopped anywhere it leaves a whole index, and whoever comes next goes on from there. New files
 * must be stored before. Answers the documents as they are now; undefined where there was nothing to write.
 */
export async function changeIndex(
  change: IndexChange,
  how: Indexing,
): Promise<ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>> {
  const names = [...change.projects.keys()]
  const held = await inParallel(names, most, async (name) => await updateProject(name, change, how))
  const rendered = await inParallel(held, most, async (one) => await render(one, change, how))
  const written = rendered.filter((one) => one !== undefined)
  if (written.some(({ held: { document } }) => change.anew === true || document.shown?.root !== noteOf(how)))
    await updateIndexRoot(written, change, how)
  const gate = atMost(most)
  const marked = await inParallel(rendered, most, async (one, at) => {
    if (one === undefined) return held[at]
    const own = change.projects.get(one.held.document.name)?.some(({ kind }) => kind === 'retain' || kind === 'remove') === true
    return await finish(one, own, { ...how, gate })
  })
  return new Map(names.map((name, at) => [name, marked[at]]))
}

async function updateProject(name: ProjectName, change: IndexChange, how: Indexing): Promise<Held<ProjectDocument> | undefined> {
  const changes = change.projects.get(name) ?? []
  const before = change.documents.get(name)
  const next = (now: ProjectDocument | undefined): ProjectDocument | 'unchanged' => changeProject(now, name, changes, how)
  if (next(before?.document) === 'unchanged') return before
  const held = await updateDocument(how.store, projectAt(name), before, next, how)
  if (held.document.serial !== before?.document.serial)
    how.log.say('info', `listed      ${name}: ${held.document.files.length} in all, serial ${held.document.serial}`)
  return held
}

/** The document with the changes in it, and with a note of the pages that are to show it; `unchanged` when all of it is there already. */
export function changeProject(
  now: ProjectDocument | undefined,
  name: ProjectName,
  changes: readonly ProjectChange[],
  { serving }: Pick<Indexing, 'serving'>,
): ProjectDocument | 'unchanged' {
  const merged = mergeProject(now, name, changes)
  const document = merged === 'unchanged' ? now : merged
  if (document === undefined) return 'unchanged'
  const next = announce(document, keysToAnnounce(name, serving))
  return next === now ? 'unchanged' : next
}

async function render(
  held: Held<ProjectDocument> | undefined,
  { replaced, anew }: IndexChange,
  how: Indexing,
): Promise<Rendered<ProjectDocument> | undefined> {
  if (held === undefined || (anew !== true && isCurrent(held.document, how))) return undefined
  const { document } = held
  const pages = projectPages(document, how.serving)
  const foreign = pages.some(({ key }) => replaced?.has(key) === true)
  if (anew !== true && !foreign && document.shown !== undefined && isShown(document, keysOf(pages))) return { held, shown: document.shown }
  return await putPages(how.store, projectAt(document.name), held, (now) => projectPages(now, how.serving), how, replaced)
}

async function updateIndexRoot(
  written: readonly Rendered<ProjectDocument>[],
  { root, replaced, without = [] }: IndexChange,
  how: Indexing,
): Promise<void> {
  const projects = written.map(({ held }) => held.document.name)
  const checked = how.probe ? { checked: how.store.name } : {}
  const before = root === undefined ? await readDocument(how.store, rootAt) : root.held
  await updateRoot(how.store, before, { projects, without, title: how.title, ...checked }, how, replaced)
}

interface Finishing extends Indexing {
  /** Bounds what is under way over all projects. */
  readonly gate: <T>(work: () => Promise<T>) => Promise<T>
}

/** Removes the bytes of files that no page lists any more, and marks the project as done. `own`: whether this run has files removed. */
async function finish(rendered: Rendered<ProjectDocument>, own: boolean, how: Finishing): Promise<Held<ProjectDocument>> {
  const { document } = rendered.held
  const gone = await removeLeft(document, own, how)
  const root = noteOf(how)
  // Pages that were put anew and came out as they were.
  if (gone.size === 0 && sameShown(document.shown, { ...rendered.shown, root })) return rendered.held
  const note = (now: ProjectDocument, shown: Shown): ProjectDocument => ({
    ...now,
    leaving: now.leaving.filter((key) => !gone.has(key)),
    shown: { ...shown, root },
  })
  return await markShown(how.store, projectAt(document.name), rendered, (now) => projectPages(now, how.serving), note, how)
}

/** Answers the keys that are done with. What another run was to remove may be more than this one has the right to: the next one that has it goes on. */
async function removeLeft(document: ProjectDocument, own: boolean, { store, log, gate }: Finishing): Promise<ReadonlySet<string>> {
  const gone = await inParallel(document.leaving, most, async (key) => {
    if (!mayLeave(key, document)) {
      log.say('warning', `${key} stays: ${document.name} was to remove it, and it is no file that was deleted there.`)
      return key
    }
    try {
      for (const one of [key, `${key}.metadata`]) await gate(async () => await store.delete(one))
    } catch (error) {
      if (own || !(error instanceof Problem) || error.code !== 'STORE_REFUSED') throw error
      log.say('warning', `${key} is listed no more, and this run, which does not remove files itself, may not remove it: ${error.message}`)
      return undefined
    }
    log.say('info', `removed     ${key}`)
    return key
  })
  return new Set(gone.filter((key) => key !== undefined))
}
