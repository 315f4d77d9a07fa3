import type { StoredFile } from '../../../core/index/adoption.ts'
import type { ProjectChange } from '../../../core/index/merge-project.ts'
import type { OldFile, OldPage } from '../../../core/index/old-page.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import type { RebuildPlan } from '../../../core/index/rebuild-plan.ts'
import type { AdoptionReport } from '../../../core/index/tell-adoption.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Held } from '../../../flows/read-index.ts'
import { adoptProject, type AdoptedProject } from './adopt-project.ts'
import { changeIndex, type IndexChange, type Indexing, type ReadRoot } from '../../../flows/index-change/change-index.ts'
import type { OldIndex } from './old-index.ts'
import type { Reading } from './read-stored.ts'

/** What carrying out a rebuild needs of the world. */
export interface Rebuilding extends Indexing, Reading {
  progress(done: number, of: number, what: string): void
}

/** A plan, and what it was made from. */
export interface PlannedRebuild {
  readonly plan: RebuildPlan
  readonly documents: ReadonlyMap<ProjectName, Held<ProjectDocument>>
  readonly root: ReadRoot
  readonly old: OldIndex
  /** Whether every page is put anew, and files whose bytes are not there are listed no more. */
  readonly anew: boolean
  readonly without?: readonly ProjectName[]
}

/** How many projects are read at once, each with two files. */
const projectsAtOnce = 8

/** Once the store has proven what it is to: lists what is stored, project by project, and then shows it: pages, the root last of all, so that until then a bucket counts as the other tool's. */
export async function applyRebuild(planned: PlannedRebuild, how: Rebuilding): Promise<AdoptionReport> {
  const { plan, documents, old, anew } = planned
  const temporary = await how.files.scratch('adopt')
  const total = [...plan.projects.values()].reduce((sum, { unread }) => sum + unread.length, 0)
  let done = 0
  const adopted = await inParallel([...plan.projects], projectsAtOnce, async ([name, { unread, known }]) => {
    const project = { name, unread, known, before: documents.get(name), told: tellerOf(old.pages.get(name)) }
    const one = await adoptProject(project, { ...how, temporary })
    done += unread.length
    if (unread.length > 0) how.progress(done, total, name)
    return one
  })
  await how.files.remove(temporary)
  await changeIndex(changeOf(planned, adopted), how)
  return reportOf(plan, adopted, anew)
}

/** What an old page told of a file: by the key at which it lies, or by its name. */
function tellerOf(page: OldPage | undefined): (file: StoredFile) => OldFile | undefined {
  const byKey = new Map(page?.files.map((file) => [file.key, file]))
  const byName = new Map(page?.files.map((file) => [file.filename, file]))
  return ({ key, filename }) => byKey.get(key) ?? byName.get(filename)
}

function changeOf({ plan, root, old, anew, without }: PlannedRebuild, adopted: readonly AdoptedProject[]): IndexChange {
  const changes = ({ name }: AdoptedProject): ProjectChange[] => {
    const gone = plan.projects.get(name)?.gone ?? []
    return anew && gone.length > 0 ? [{ kind: 'remove', files: gone, stored: false }] : []
  }
  return {
    projects: new Map(adopted.map((one) => [one.name, changes(one)])),
    documents: new Map(adopted.map(({ name, held }) => [name, held])),
    root,
    replaced: old.replaced,
    anew,
    ...(without === undefined ? {} : { without }),
  }
}

function reportOf({ missing, homeless, doubles }: RebuildPlan, projects: readonly AdoptedProject[], anew: boolean): AdoptionReport {
  return {
    projects: projects.filter(({ held }) => held !== undefined).length,
    adopted: projects.reduce((sum, { adopted }) => sum + adopted, 0),
    known: projects.reduce((sum, { known }) => sum + known, 0),
    broken: [
      ...projects.flatMap(({ broken }) => broken),
      ...(anew ? doubles : []),
      ...homeless.map((file) => ({ file, says: 'neither its name nor an old page tells which project it belongs to' })),
    ],
    missing: missing.map(({ project, filename }) => ({
      file: filename,
      says: `was listed by simple/${project}/index.html and is not stored`,
    })),
    odd: projects.flatMap(({ odd }) => odd),
  }
}
