import { type Adoption, type OldPage, planAdoption, type StoredFile, storedFiles } from '../../core/index/adoption.ts'
import { readHtmlPage } from '../../core/index/foreign-page.ts'
import { fileKey } from '../../core/index/layout.ts'
import { serialOfPage } from '../../core/index/markup.ts'
import { readOldRoot } from '../../core/index/old-root.ts'
import { documentKey, type ProjectDocument } from '../../core/index/project-document.ts'
import { rootPageKey } from '../../core/index/root-document.ts'
import type { Shown } from '../../core/index/shown.ts'
import { type AdoptionReport, beforeAdoption, filesIn } from '../../core/index/tell-adoption.ts'
import type { ETag, ObjectStore } from '../../core/store.ts'
import { Problem } from '../../core/problem.ts'
import type { ProjectName } from '../../core/python/name.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { foreignPage, markShown } from '../../flows/show-pages.ts'
import { readDocument } from '../../flows/update-document.ts'
import { adoptProject, type AdoptedProject, type Adopting } from './adopt-project.ts'
import { projectAt, projectPages, rootAt } from './index-pages.ts'
import { requireConditions } from './require-conditions.ts'
import { updateRoot } from './update-root.ts'

/** The root page that another tool wrote. */
export interface ForeignRoot {
  readonly text: string
  readonly etag: ETag
}

const most = 16

/**
 * Makes the index that another tool keeps over `packages/` ours, with all that it serves: for every project its files are read once, its document is
 * written and its page replaced, and last the root's. Until then the bucket counts as the other tool's, so whoever was stopped is followed by one
 * that goes on, and reads no project anew that has its document. Files are never touched, nor what lies elsewhere. An index whose files lie
 * in another way is refused (`CONFLICT`).
 */
export async function adopt(root: ForeignRoot, how: Adopting): Promise<AdoptionReport> {
  const { store, log } = how
  const { stored, pages } = await survey(root, store)
  const adoption = planAdoption(stored, new Map([...pages].map(([name, { listing }]) => [name, listing])))
  requireAdoptable(adoption, pages, store)
  log.say('info', `${store.name} is an index of another tool: ${beforeAdoption(stored.length, adoption.projects.size)}.`)
  if (how.probe) await requireConditions(store)
  const temporary = await how.files.scratch('adopt')
  const alone = oneAtATime()
  let done = 0
  const projects = await inParallel([...adoption.projects], 4, async ([name, files]) => {
    const adopted = await adoptProject({ name, files, page: pages.get(name), temporary, alone }, how)
    done += files.length
    how.progress(done, stored.length, name)
    return adopted
  })
  await publishRoot(projects, root, how)
  await inParallel(projects, most, async (one) => await mark(one, how))
  await how.files.remove(temporary)
  return reportOf(adoption, projects)
}

/** Works that are given to it run one after the other. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const own = last.then(work)
    last = own.catch(() => undefined)
    return await own
  }
}

interface Survey {
  readonly stored: readonly StoredFile[]
  readonly pages: ReadonlyMap<ProjectName, OldPage>
}

/** One list, and one read of the page of every project that the old root or a file's name tells of. */
async function survey(root: ForeignRoot, store: ObjectStore): Promise<Survey> {
  const objects = []
  for await (const object of store.list(fileKey(''))) objects.push(object)
  const stored = storedFiles(objects)
  const keys = new Map(readOldRoot(root.text).map(({ project, key }): [string, ProjectName] => [key, project]))
  for (const project of planAdoption(stored, new Map()).projects.keys()) keys.set(`simple/${project}/index.html`, project)
  const read = await inParallel([...keys], most, async ([key, project]) => ({ project, key, page: await readOldPage(store, key) }))
  const pages = new Map<ProjectName, OldPage>()
  for (const { project, key, page } of read) {
    const known = pages.get(project)
    const isOwnKey = key === `simple/${project}/index.html`
    // A folder in another spelling lists files of the project too; replaced is only the page where ours goes.
    if (page !== undefined)
      pages.set(project, {
        listing: { files: [...(known?.listing.files ?? []), ...page.listing.files], deleted: [] },
        etag: isOwnKey ? page.etag : (known?.etag ?? ''),
      })
  }
  return { stored, pages }
}

/** Undefined where there is none, or our own; `INDEX_INVALID` where something stands there that is no page of a project. */
async function readOldPage(store: ObjectStore, key: string): Promise<OldPage | undefined> {
  const found = await store.get(key)
  const text = new TextDecoder().decode(found?.bytes)
  if (found === undefined || serialOfPage(text) !== undefined) return undefined
  try {
    return { listing: readHtmlPage(text, `https://old.invalid/${encodeURI(key)}`), etag: found.etag }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const remedy = 'Nothing was changed. See what stands there; let the tool that wrote it write it anew, or delete it.'
    throw new Problem(error.code, `${store.name}: ${key} is no page of a project that can be adopted.`, remedy, error)
  }
}

/** Where not one file that the old pages list lies below `packages/`, that folder is not what they are about; where some lie elsewhere, readers would lose them. */
function requireAdoptable({ projects, missing, elsewhere }: Adoption, pages: Survey['pages'], store: ObjectStore): void {
  const listed = [...pages.values()].reduce((count, { listing }) => count + new Set(listing.files.map((one) => one.filename)).size, 0)
  if (projects.size === 0 || (listed > 0 && missing.length + elsewhere.length >= listed)) throw foreignPage(store, rootPageKey)
  const [first] = elsewhere
  if (first === undefined) return
  const others = elsewhere.length === 1 ? '' : ` and ${filesIn(elsewhere.length - 1)} more`
  throw new Problem(
    'CONFLICT',
    `${store.name}: the old page of ${first.project} lists ${first.filename}${others} at another place than packages/, and an index of ours would lose that.`,
    'Copy what it lists into packages/ (not into a folder there), or take the link out of the old page; or publish to an empty prefix.',
  )
}

async function publishRoot(projects: readonly AdoptedProject[], { etag }: ForeignRoot, how: Adopting): Promise<void> {
  const names = projects.flatMap(({ rendered, name }) => (rendered === undefined ? [] : [name]))
  const checked = how.probe ? { checked: how.store.name } : {}
  const before = await readDocument(how.store, rootAt)
  await updateRoot(how.store, before, { projects: names, title: how.title, ...checked }, how, new Map([[rootPageKey, etag]]))
}

/** Marked last: until the root is ours, the next publish finds pages to bring up to date, and so the adoption to go on with. */
async function mark({ rendered, name }: AdoptedProject, how: Adopting): Promise<void> {
  if (rendered === undefined || rendered === 'shown') return
  const note = (now: ProjectDocument, shown: Shown): ProjectDocument => ({ ...now, shown })
  await markShown(how.store, projectAt(name), rendered, projectPages(rendered.held.document, how.serving), note, how)
}

function reportOf({ missing, homeless }: Adoption, projects: readonly AdoptedProject[]): AdoptionReport {
  return {
    projects: projects.filter(({ rendered }) => rendered !== undefined).length,
    adopted: projects.reduce((sum, { adopted }) => sum + adopted, 0),
    known: projects.reduce((sum, { known }) => sum + known, 0),
    broken: [
      ...projects.flatMap(({ broken }) => broken),
      ...homeless.map((file) => ({ file, says: 'neither its name nor an old page tells which project it belongs to' })),
    ],
    missing: missing.map(({ project, filename }) => ({
      file: filename,
      says: `was listed by ${documentKey(project).replace(/json$/, 'html')} and is not stored`,
    })),
    odd: projects.flatMap(({ odd }) => odd),
  }
}
