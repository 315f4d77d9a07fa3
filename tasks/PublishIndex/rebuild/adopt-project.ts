import { join } from 'node:path'
import type { StoredFile } from '../../../core/index/adoption.ts'
import type { ProjectChange } from '../../../core/index/merge-project.ts'
import type { OldFile } from '../../../core/index/old-page.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { filesIn, type Remarked } from '../../../core/index/tell-adoption.ts'
import type { Log } from '../../../core/ports.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Held } from '../../../flows/read-index.ts'
import { type Pace, updateDocument } from '../../../flows/update-document.ts'
import { changeProject, type Indexing } from '../../../flows/index-change/change-index.ts'
import { projectAt } from '../../../flows/index-change/index-pages.ts'
import { type Judged, type Reading, readStored } from './read-stored.ts'

/** A project of which files are stored that its document does not tell of. */
export interface UnreadProject {
  readonly name: ProjectName
  readonly unread: readonly StoredFile[]
  /** How many files its document tells of. */
  readonly known: number
  readonly before: Held<ProjectDocument> | undefined
  /** What old pages tell of a file. */
  readonly told: (file: StoredFile) => OldFile | undefined
}

/** What adopting a project needs of the world. */
export interface Adopting extends Reading, Pace, Pick<Indexing, 'serving'> {
  /** A folder for files that are read whole. */
  readonly temporary: string
  readonly log: Log
}

/** What became of a project. */
export interface AdoptedProject {
  readonly name: ProjectName
  readonly adopted: number
  readonly known: number
  readonly broken: readonly Remarked[]
  readonly odd: readonly Remarked[]
  /** Undefined where no file of it could be listed, and all stays as it was. */
  readonly held: Held<ProjectDocument> | undefined
}

/** Reads the files that the project's document does not tell of, puts metadata beside them, then the document: who is stopped and comes again reads none of them twice. */
export async function adoptProject({ name, unread, known, before, told }: UnreadProject, how: Adopting): Promise<AdoptedProject> {
  const read = await inParallel(unread, 2, async (file, at) => {
    // A folder each: names may differ in case alone, which some file systems do not tell apart.
    return await readStored(file, told(file), join(how.temporary, name, String(at)), how)
  })
  const listed = (one: Judged, at: number): boolean => one.entry !== undefined && unread[at]?.listed !== undefined
  const changes: ProjectChange[] = [
    { kind: 'adopt', files: entriesOf(read.filter((one, at) => !listed(one, at))) },
    { kind: 'correct', files: entriesOf(read.filter(listed)) },
  ]
  const count = entriesOf(read).length
  const held =
    count === 0 ? before : await updateDocument(how.store, projectAt(name), before, (now) => changeProject(now, name, changes, how), how)
  if (unread.length > 0) how.log.say('info', `adopted     ${name}: ${filesIn(count)}${known > 0 ? `, ${known} listed already` : ''}`)
  return {
    name,
    adopted: count,
    known,
    broken: read.flatMap(({ entry, remark }) => (entry === undefined && remark !== undefined ? [remark] : [])),
    odd: read.flatMap(({ entry, remark }) => (entry !== undefined && remark !== undefined ? [remark] : [])),
    held,
  }
}

function entriesOf(read: readonly Judged[]): NonNullable<Judged['entry']>[] {
  return read.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
}
