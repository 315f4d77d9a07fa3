import { lostTo } from '../../core/index/lost.ts'
import type { ProjectChange } from '../../core/index/merge-project.ts'
import { aboutOf, type FilePut, type IndexPlan, type LeftFile } from '../../core/index/plan.ts'
import type { ProjectDocument } from '../../core/index/project-document.ts'
import type { Retention } from '../../core/index/retention.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { Held } from '../read-index.ts'
import { changeIndex, type IndexChange, type Indexing } from './change-index.ts'

/** What came of listing files: the documents as they are now, the files that the index tells of, and those that another run kept out. */
export interface Listed {
  readonly held: ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>
  readonly won: readonly FilePut[]
  readonly lost: readonly LeftFile[]
}

/** Has an index tell of files that are stored, all of a project's in one change, and does the rest of a plan: what it does not keep, and pages that lag. */
export async function listFiles(
  stored: readonly FilePut[],
  plan: Pick<IndexPlan, 'projects' | 'retentions'>,
  now: Pick<IndexChange, 'documents' | 'root'>,
  how: Indexing,
): Promise<Listed> {
  const changesOf = (name: ProjectName): ProjectChange[] => [
    ...additions(stored.filter((put) => put.project === name)),
    ...retained(plan.retentions.get(name)),
  ]
  const projects = new Map(plan.projects.map((name) => [name, changesOf(name)]))
  const held = await changeIndex({ projects, ...now }, how)
  const lost = stored.flatMap((put) => lostTo(held.get(put.project)?.document, put))
  const won = stored.filter((put) => !lost.some((one) => one.file === put.entry.filename))
  return { held, won, lost }
}

function additions(puts: readonly FilePut[]): ProjectChange[] {
  const about = aboutOf(puts)
  return puts.length === 0 ? [] : [{ kind: 'add', files: puts.map((put) => put.entry), ...(about === undefined ? {} : { about }) }]
}

function retained(retention: Retention | undefined): ProjectChange[] {
  return retention === undefined ? [] : [{ kind: 'retain', retention }]
}
