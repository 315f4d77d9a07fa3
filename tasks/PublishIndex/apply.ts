import type { DocumentFile } from '../../core/index/document-file.ts'
import type { Layout } from '../../core/index/layout.ts'
import type { FilePut, IndexPlan, LeftFile } from '../../core/index/plan.ts'
import { mergeProject, type ProjectDocument } from '../../core/index/project-document.ts'
import type { RootDocument } from '../../core/index/root-document.ts'
import { isShown, type Shown } from '../../core/index/shown.ts'
import { standings } from '../../core/index/standing.ts'
import type { Log, ObjectStore } from '../../core/ports.ts'
import type { ProjectName } from '../../core/python/name.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import type { Held } from '../../flows/read-index.ts'
import { markShown, putPages, type Rendered } from '../../flows/show-pages.ts'
import { type Pace, updateDocument } from '../../flows/update-document.ts'
import { keysOf, projectAt, projectPages } from './documents.ts'
import { putFile, type PutResult } from './put-file.ts'
import { requireConditions } from './require-conditions.ts'
import { updateRoot } from './update-root.ts'

/** What is to be made of the plan, and where. */
export interface Application extends Pace {
  readonly store: ObjectStore
  readonly plan: IndexPlan
  /** The documents that the plan was made from. */
  readonly documents: ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>
  /** The list of projects as it was read; undefined where there is none. */
  readonly root: Held<RootDocument> | undefined
  readonly layout: Layout
  readonly title: string | undefined
  /** Whether the store must prove that conditional writes hold. */
  readonly probe: boolean
  progress(done: number, of: number, what: string): void
  readonly log: Log
}

/** What was done. */
export interface Applied {
  /** Files that the index tells of now and did not before. */
  readonly published: readonly FilePut[]
  /** Those of them whose bytes were stored already, by a run that was interrupted. */
  readonly adopted: readonly FilePut[]
  /** Files that turned out to be others' while we wrote. */
  readonly left: readonly LeftFile[]
}

/** How many requests are under way at once. */
const most = 16

/**
 * Applies a plan in the order in which no reader ever sees a link to a missing file: files with their metadata, documents, pages, the
 * root, and last the notes that all of it is shown. Stopped anywhere it leaves a whole index, and the next run goes on from there.
 */
export async function apply(application: Application): Promise<Applied> {
  const { store, plan, root } = application
  if (application.probe && root?.document.checked !== store.name) await requireConditions(store)
  const results = await putFiles(application)
  const stored = results.flatMap((one) => (one.kind === 'conflict' ? [] : [one]))
  const puts = stored.map((one) => one.put)
  const projects = await inParallel(plan.projects, most, async (name) => await updateProject(application, name, puts))
  const rendered = await inParallel(projects, most, async (one) => await render(application, one))
  await publishRoot(application, root, rendered)
  await inParallel(rendered, most, async (one) => await mark(application, one))
  const lost = projects.flatMap((one) => one.lost)
  const won = stored.filter((one) => !lost.some((left) => left.file === one.put.entry.filename))
  return {
    published: won.map((one) => one.put),
    adopted: won.filter((one) => one.kind === 'adopted').map((one) => one.put),
    left: [...results.flatMap((one) => (one.kind === 'conflict' ? [one.left] : [])), ...lost],
  }
}

async function putFiles(application: Application): Promise<PutResult[]> {
  const { store, plan } = application
  let done = 0
  return await inParallel(plan.puts, most, async (put) => {
    const result = await putFile(store, put, application)
    application.progress(++done, plan.puts.length, put.entry.filename)
    application.log.say('info', tellResult(result))
    return result
  })
}

function tellResult(result: PutResult): string {
  if (result.kind === 'conflict') return `not stored  ${result.left.says}`
  return result.kind === 'stored' ? `stored      ${result.put.key}` : `was stored  ${result.put.key}, the same bytes, unlisted`
}

interface Project {
  readonly name: ProjectName
  /** Undefined when every file of it turned out to be others'. */
  readonly held: Held<ProjectDocument> | undefined
  readonly lost: readonly LeftFile[]
}

async function updateProject(application: Application, name: ProjectName, puts: readonly FilePut[]): Promise<Project> {
  const files = puts.filter((put) => put.project === name).map((put) => put.entry)
  const before = application.documents.get(name)
  if (files.length === 0) return { name, held: before, lost: [] }
  const held = await updateDocument(
    application.store,
    projectAt(name),
    before,
    (now) => mergeProject(now, name, [{ kind: 'add', files }]),
    application,
  )
  const standingOf = standings(held.document)
  application.log.say('info', `listed      ${name}: ${held.document.files.length} in all, serial ${held.document.serial}`)
  return { name, held, lost: files.filter((file) => standingOf(file) !== 'same').map(overtaken) }
}

function overtaken(file: DocumentFile): LeftFile {
  return { file: file.filename, why: 'conflict', says: `${file.filename} was published by another run at the same time, with other bytes.` }
}

async function render(application: Application, { name, held }: Project): Promise<Rendered<ProjectDocument> | undefined> {
  if (held === undefined) return undefined
  const pages = projectPages(held.document, application.layout)
  if (isShown(held.document, keysOf(pages))) return undefined
  return await putPages(application.store, projectAt(name), held, pages, application)
}

async function mark(application: Application, rendered: Rendered<ProjectDocument> | undefined): Promise<void> {
  if (rendered === undefined) return
  const { document } = rendered.held
  const note = (now: ProjectDocument, shown: Shown): ProjectDocument => ({ ...now, shown })
  const pages = projectPages(document, application.layout)
  await markShown(application.store, projectAt(document.name), rendered, pages, note, application)
}

async function publishRoot(
  application: Application,
  before: Held<RootDocument> | undefined,
  rendered: readonly (Rendered<ProjectDocument> | undefined)[],
): Promise<void> {
  const projects = rendered.flatMap((one) => (one === undefined ? [] : [one.held.document.name]))
  const checked = application.probe ? { checked: application.store.name } : {}
  await updateRoot(application.store, before, { projects, title: application.title, ...checked }, application)
}
