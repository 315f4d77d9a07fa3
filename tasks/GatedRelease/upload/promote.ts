import { type Candidate, type FilePut, type IndexPlan, type LeftFile, planIndex, uploadTimeOf } from '../../../core/index/plan.ts'
import { standing } from '../../../core/index/standing.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import type { Files, Pipeline, SdistFiles, WheelFiles } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { type Indexing, isCurrent } from '../../../flows/index-change/change-index.ts'
import { listFiles } from '../../../flows/index-change/list-files.ts'
import { prove, readRoot } from '../../../flows/index-change/open-root.ts'
import { putFiles } from '../../../flows/index-change/put-files.ts'
import { readCandidate } from '../../../flows/index-change/read-candidate.ts'
import { type Held, readProject } from '../../../flows/read-index.ts'
import type { ToUpload, UploadRun } from './upload-files.ts'

/** Where files are promoted to, and what that needs. */
export interface Promoting extends Omit<Indexing, 'serving' | 'title' | 'probe'> {
  /** A bucket has to prove that it honours conditions; a folder does. */
  readonly isBucket: boolean
  readonly files: Pick<Files, 'scratch' | 'remove'>
  readonly wheelFiles: Pick<WheelFiles, 'open'>
  readonly sdistFiles: SdistFiles
  readonly pipeline: Pick<Pipeline, 'progress'>
}

type Outcome = 'published' | 'skipped' | 'failed'
type Documents = ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>

/**
 * Puts approved files into an index of PublishIndex and has it tell of them, all of a project's at once, so that nobody finds an sdist without its
 * wheels. A name that other bytes have stops it before anything is listed. What a stopped run has left undone for the plan's projects is done first
 * and last by whoever comes next, also without files; nothing else of the index is touched.
 */
export async function promote(files: readonly ToUpload[], plan: ReleasePlan, to: Promoting): Promise<UploadRun> {
  const outcomes = new Map<string, Outcome>()
  try {
    await carryOut(files, plan, to, outcomes)
    return { outcomes, failure: undefined }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const listed = await listedOf(files, plan, to)
    for (const file of files) if (!outcomes.has(file.name)) outcomes.set(file.name, listed.has(file) ? 'published' : 'failed')
    return { outcomes, failure: error }
  }
}

/** Which files are listed for all that has failed: documents come before pages. None where that cannot be read. */
async function listedOf(files: readonly ToUpload[], plan: ReleasePlan, to: Promoting): Promise<ReadonlySet<ToUpload>> {
  try {
    const documents = await readDocuments(plan, to)
    const documentOf = ({ project }: ToUpload): ProjectDocument | undefined => documents.get(normalizeName(project))?.document
    return new Set(files.filter((file) => standing({ filename: file.name, sha256: file.sha256 }, documentOf(file)) === 'same'))
  } catch (error) {
    if (error instanceof Problem) return new Set()
    throw error
  }
}

async function carryOut(files: readonly ToUpload[], plan: ReleasePlan, to: Promoting, outcomes: Map<string, Outcome>): Promise<void> {
  const how: Indexing = {
    store: to.store,
    clock: to.clock,
    random: to.random,
    log: to.log,
    serving: { layout: to.isBucket ? 'both' : 'folder', legacyJson: false },
    title: undefined,
    probe: to.isBucket,
  }
  const candidates = await inParallel(files, 4, async (file) => await candidateOf(file, plan, to))
  const documents = await readDocuments(plan, to)
  const index = planOf(candidates, documents, how)
  for (const { file, why } of index.left) if (why === 'same') outcomes.set(file, 'skipped')
  refuse(index.left)
  if (index.projects.length === 0) return
  const root = await readRoot(documents.values(), how)
  await prove(root, how)
  const { stored, left } = await putFiles(index, { ...how, files: to.files, progress: progressOf(to) })
  refuse(left, leftOver)
  const { won, lost } = await listFiles(stored, index, { documents, root }, how)
  for (const { entry, file } of won) tell(entry.filename, file, to, outcomes)
  refuse(lost)
}

/** The file as it is now, which is what was approved. Its bytes are hashed once more as they are stored. */
async function candidateOf(file: ToUpload, { source }: ReleasePlan, to: Promoting): Promise<Candidate> {
  const made = file.madeBy === undefined ? {} : { madeBy: file.madeBy }
  const build = { run: String(source.run), commit: source.commit, ...made, ...(file.recipe === undefined ? {} : { recipe: file.recipe }) }
  const { candidate } = await readCandidate(file.path, build, to)
  if (candidate?.file.sha256 === file.sha256 && candidate.file.size === file.size && candidate.project === normalizeName(file.project))
    return { ...candidate, filename: file.name }
  throw new Problem(
    'PLAN_CHANGED',
    `${file.name} is no longer the file that was approved (SHA-256 ${file.sha256}).`,
    'Nothing of it was stored. Let nothing write to the files of this job, and run this stage again.',
  )
}

async function readDocuments({ releases }: ReleasePlan, { store }: Promoting): Promise<Documents> {
  const names = [...new Set(releases.map(({ project }) => normalizeName(project)))]
  const held = await inParallel(names, 16, async (name) => await readProject(store, name))
  return new Map(names.map((name, at) => [name, held[at]]))
}

function planOf(candidates: readonly Candidate[], held: Documents, how: Indexing & Pick<Promoting, 'clock'>): IndexPlan {
  const documents = new Map([...held].map(([name, one]) => [name, one?.document]))
  const lags = ([, document]: [ProjectName, ProjectDocument | undefined]): boolean => document !== undefined && !isCurrent(document, how)
  const lagging = new Set([...documents].filter(lags).map(([name]) => name))
  return planIndex(candidates, [], { documents, lagging, uploadTime: uploadTimeOf(how.clock.now()), filesUrl: undefined })
}

const taken = 'Raise the version, or rebuild with a build tag; an index never takes a name twice.'
const leftOver =
  'If a run that was stopped left it there, delete it, and run this stage again; else raise the version. Nothing of this release is listed; what is stored of it already stays for the next try.'

/** A release is whole or fails: one name that is taken, or one project that takes no files, stops all of it. */
function refuse(left: readonly LeftFile[], remedy = taken): void {
  const bad = left.filter(({ why }) => why !== 'same')
  const [first] = bad
  if (first === undefined) return
  const says = bad.map((one) => one.says).join(' ')
  throw first.why === 'closed'
    ? new Problem('REFUSED', says, 'Set the status of the project back (PublishIndex, mode status), or leave its files out.')
    : new Problem('CONFLICT', says, remedy)
}

function tell(name: string, { sha256 }: FilePut['file'], { log }: Promoting, outcomes: Map<string, Outcome>): void {
  outcomes.set(name, 'published')
  log.say('info', `published ${name} sha256:${sha256}`)
}

function progressOf({ pipeline }: Promoting): (done: number, of: number, what: string) => void {
  return (done, of, what) => pipeline.progress((100 * done) / of, `Storing ${what}`)
}
