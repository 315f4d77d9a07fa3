import { type Inconsistency, type InconsistencyKind, isMended } from '../../../core/index/inconsistency.ts'
import type { ProjectChange } from '../../../core/index/merge-project.ts'
import { documentKey, type ProjectDocument } from '../../../core/index/project-document.ts'
import { serialOfText } from '../../../core/index/audit-page.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Held } from '../../../flows/read-index.ts'
import { putDocument, readDocument } from '../../../flows/update-document.ts'
import { changeIndex, most } from '../../../flows/index-change/change-index.ts'
import { projectAt } from '../../../flows/index-change/index-pages.ts'
import { type Mending, mendFiles } from './mend-files.ts'
import { mendRoot, readRootToMend, replaceRoot } from './mend-root.ts'
import { prove } from '../../../flows/index-change/open-root.ts'

/** Mends what can be mended: metadata and documents from the stored files, pages and the list of projects from the documents. Stopped anywhere it leaves a whole index; run again it goes on. */
export async function repair(found: readonly Inconsistency[], how: Mending & { readonly acceptLoss: boolean }): Promise<void> {
  const projects = mendable(found, how.acceptLoss)
  const root = await readRootToMend(how.store)
  await prove({ held: root.held }, how)
  await replaceRoot(root, how)
  await dropPages([...projects.values()].flat(), how)
  const anew = [...projects].filter(([, all]) => all.some(({ kind }) => isOfPages(kind)))
  const others = [...projects].filter(([, all]) => all.every(({ kind }) => !isOfPages(kind)))
  await mendProjects(others, false, how)
  await mendProjects(anew, true, how)
  await mendRoot(
    found.filter(({ project }) => project === undefined),
    how,
  )
}

/** By project; one whose page is another tool's stays as it is, for nothing could be shown of it. */
function mendable(found: readonly Inconsistency[], acceptLoss: boolean): Map<ProjectName, Inconsistency[]> {
  const closed = new Set(found.filter(({ kind }) => kind === 'page-foreign').map(({ project }) => project))
  const projects = new Map<ProjectName, Inconsistency[]>()
  for (const one of found) {
    const { project } = one
    if (project === undefined || closed.has(project) || !isMended(one, acceptLoss)) continue
    projects.set(project, [...(projects.get(project) ?? []), one])
  }
  return projects
}

/** Whether pages, or how the document is written, are to be put again though the document says nothing new. */
function isOfPages(kind: InconsistencyKind): boolean {
  return kind.startsWith('page-') || kind === 'quarantine'
}

/** How many projects are changed in one go. */
const batch = 200

async function mendProjects(
  projects: readonly (readonly [ProjectName, readonly Inconsistency[]])[],
  anew: boolean,
  how: Mending,
): Promise<void> {
  for (let at = 0; at < projects.length; at += batch) {
    const some = projects.slice(at, at + batch)
    const mended = await inParallel(some, 4, async ([name, found]) => await mendProject(name, found, how))
    const documents = new Map(mended.map(({ name, held }) => [name, held]))
    await changeIndex({ projects: new Map(mended.map(({ name, changes }) => [name, changes])), documents, anew }, how)
  }
}

interface MendedProject {
  readonly name: ProjectName
  readonly held: Held<ProjectDocument> | undefined
  readonly changes: readonly ProjectChange[]
}

async function mendProject(name: ProjectName, found: readonly Inconsistency[], how: Mending): Promise<MendedProject> {
  const changesOf = await mendFiles(found, how)
  // Read last, so that what others write meanwhile is hardly ever written over.
  const held = await readDocument(how.store, projectAt(name))
  const written = held !== undefined && found.some(isOfDocument) ? await putDocument(how.store, projectAt(name), held.document, held) : held
  return { name, held: written ?? held, changes: changesOf(held?.document) }
}

/** Whether the document says the right thing and is only written or served wrongly. */
function isOfDocument({ kind, key, project }: Inconsistency): boolean {
  return kind === 'quarantine' || (project !== undefined && key === documentKey(project) && (kind === 'page-type' || kind === 'page-cache'))
}

/** Pages that nobody keeps up to date go: exactly those versions, and only ours. */
async function dropPages(found: readonly Inconsistency[], { store, log }: Mending): Promise<void> {
  const left = found.filter(({ kind }) => kind === 'page-left')
  await inParallel(left, most, async ({ key }) => {
    const page = await store.get(key)
    if (page === undefined || serialOfText(new TextDecoder().decode(page.bytes)) === undefined) return
    await store.delete(key, page.etag)
    log.say('info', `removed     ${key}`)
  })
}
