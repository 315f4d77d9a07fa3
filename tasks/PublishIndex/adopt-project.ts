import { join } from 'node:path'
import { adoptedEntry, contradiction, type OldPage, type ReadFile, type StoredFile } from '../../core/index/adoption.ts'
import type { DocumentFile } from '../../core/index/document-file.ts'
import { isKnown, mergeProject } from '../../core/index/merge-project.ts'
import type { ProjectDocument } from '../../core/index/project-document.ts'
import type { Serving } from '../../core/index/layout.ts'
import { isShown } from '../../core/index/shown.ts'
import { filesIn, type Remarked } from '../../core/index/tell-adoption.ts'
import type { Files, Log, WheelFiles } from '../../core/ports.ts'
import type { ObjectStore } from '../../core/store.ts'
import type { ProjectName } from '../../core/python/name.ts'
import { sha256Of } from '../../core/sha256.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import { type Held, readProject } from '../../flows/read-index.ts'
import { putPages, type Rendered } from '../../flows/show-pages.ts'
import { type Pace, updateDocument } from '../../flows/update-document.ts'
import { keysOf, projectAt, projectPages } from './index-pages.ts'
import { putMetadata } from './put-file.ts'

/** What adopting an index needs of the world, and how the index is to look. */
export interface Adopting extends Pace {
  readonly store: ObjectStore
  readonly files: Files
  readonly wheelFiles: WheelFiles
  readonly serving: Serving
  readonly title: string | undefined
  readonly filesUrl: string | undefined
  /** Whether the store must prove that conditional writes hold. */
  readonly probe: boolean
  progress(done: number, of: number, what: string): void
  readonly log: Log
}

/** A project of an index that another tool keeps. */
export interface OldProjectFiles {
  readonly name: ProjectName
  readonly files: readonly StoredFile[]
  readonly page: OldPage | undefined
  /** A folder for files that are read. */
  readonly temporary: string
  /** For what must not happen twice at once. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** A file is read whole into memory: larger ones, in bytes, one at a time. */
const large = 64_000_000

/** What became of a project. */
export interface AdoptedProject {
  readonly name: ProjectName
  readonly adopted: number
  readonly known: number
  readonly broken: readonly Remarked[]
  readonly odd: readonly Remarked[]
  /** `shown`: its pages were up to date; undefined where no file of it could be listed, and all stays as it was. */
  readonly rendered: Rendered<ProjectDocument> | 'shown' | undefined
}

/** Reads the files that the project's document does not tell of yet, puts their metadata beside them, then the document, then its pages in the place of the old one. */
export async function adoptProject(project: OldProjectFiles, how: Adopting): Promise<AdoptedProject> {
  const { name, files, page } = project
  const before = await readProject(how.store, name)
  const todo = files.filter(({ filename }) => !isKnown(filename, before?.document))
  const read = await inParallel(todo, 2, async (file, at) => {
    // A folder each: names may differ in case alone, which some file systems do not tell apart.
    const own = { ...project, temporary: join(project.temporary, name, String(at)) }
    const work = async (): Promise<Judged> => await readStored(file, own, how)
    return await (file.size > large ? project.alone(work) : work())
  })
  const entries = read.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
  const held = await writeDocument(name, before, entries, how)
  const remarks = {
    broken: read.flatMap(({ entry, remark }) => (entry === undefined && remark !== undefined ? [remark] : [])),
    odd: read.flatMap(({ entry, remark }) => (entry !== undefined && remark !== undefined ? [remark] : [])),
  }
  const rendered = held === undefined ? undefined : await render(name, held, page, how)
  how.log.say(
    'info',
    `adopted     ${name}: ${filesIn(entries.length)}${todo.length < files.length ? `, ${files.length - todo.length} listed already` : ''}`,
  )
  return { name, adopted: entries.length, known: files.length - todo.length, ...remarks, rendered }
}

async function writeDocument(
  name: ProjectName,
  before: Held<ProjectDocument> | undefined,
  entries: readonly DocumentFile[],
  how: Adopting,
): Promise<Held<ProjectDocument> | undefined> {
  if (entries.length === 0) return before
  return await updateDocument(
    how.store,
    projectAt(name),
    before,
    (now) => mergeProject(now, name, [{ kind: 'adopt', files: entries }]),
    how,
  )
}

async function render(
  name: ProjectName,
  held: Held<ProjectDocument>,
  page: OldPage | undefined,
  how: Adopting,
): Promise<Rendered<ProjectDocument> | 'shown'> {
  const pages = projectPages(held.document, how.serving)
  const replaced = page === undefined || page.etag === '' ? new Map<string, string>() : new Map([[`simple/${name}/index.html`, page.etag]])
  // A page of the other tool stands there whatever the document says was put.
  if (replaced.size === 0 && isShown(held.document, keysOf(pages))) return 'shown'
  return await putPages(how.store, projectAt(name), held, pages, how, replaced)
}

/** An entry, and what is to be said of the file; without an entry that is why it is left out. */
interface Judged {
  readonly entry?: DocumentFile
  readonly remark?: Remarked
}

async function readStored(stored: StoredFile, project: OldProjectFiles, how: Adopting): Promise<Judged> {
  const { filename, key } = stored
  const found = await how.store.get(key)
  if (found === undefined) return { remark: { file: filename, says: 'it was deleted while the index was adopted' } }
  const { file, says } = /\.whl$/i.test(filename)
    ? await readWheel(stored, found.bytes, project, how)
    : { file: { filename, size: found.bytes.length, sha256: sha256Of(found.bytes), modified: stored.modified }, says: '' }
  const old = project.page?.listing
  const wrong = file === undefined ? says : contradiction(file, old)
  if (file === undefined || wrong !== undefined) return { remark: { file: filename, says: wrong ?? says } }
  if (file.metadata !== undefined) await putMetadata(how.store, `${key}.metadata`, file.metadata.bytes)
  return { entry: adoptedEntry(file, old, how.filesUrl), ...(says === '' ? {} : { remark: { file: filename, says } }) }
}

/** A wheel whose metadata can be read stays listed, whatever else is wrong with it: somebody may live with it. */
async function readWheel(
  { filename, modified }: StoredFile,
  bytes: Uint8Array,
  { temporary }: OldProjectFiles,
  { files, wheelFiles }: Adopting,
): Promise<{ readonly file?: ReadFile; readonly says: string }> {
  const path = join(temporary, filename)
  await files.write(path, bytes)
  const { facts, findings } = await inspectWheelFile(path, { wheelFiles })
  await files.remove(temporary)
  const says = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => finding.says)
    .join('; ')
  if (facts === undefined) return { says: says === '' ? 'it cannot be read' : says }
  const metadata = { bytes: facts.metadataBytes, sha256: facts.metadataSha256, requiresPython: facts.metadata.requiresPython }
  return { file: { filename, size: facts.size, sha256: facts.sha256, modified, metadata }, says }
}
