import {
  type Candidate,
  type FilePut,
  type IndexPlan,
  type LeftFile,
  planIndex,
  type Removal,
  uploadTimeOf,
} from '../../../core/index/plan.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { adoptionLine, type AdoptionReport, adoptionSummary, filesIn, remarksOf } from '../../../core/index/tell-adoption.ts'
import { countLine, pipLine, problemsOf, summaryOf, tellPlan } from '../../../core/index/tell.ts'
import { lines } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { type Held, readForeignRoot, readProject } from '../../../flows/read-index.ts'
import { rehearsal } from '../../../flows/rehearse.ts'
import { readDocument } from '../../../flows/update-document.ts'
import { type Indexing, isCurrent, type ReadRoot } from '../../../flows/index-change/change-index.ts'
import { rootAt } from '../../../flows/index-change/index-pages.ts'
import { foresee, type ReadDocument } from './foresee.ts'
import { indexing, indexUrl as indexUrlFor, progressOf } from '../indexing.ts'
import { gather, type Gathered } from './gather.ts'
import type { Inputs } from '../inputs.ts'
import { inspect, type Inspected } from './inspect.ts'
import { prove, readRoot } from '../../../flows/index-change/open-root.ts'
import type { Ports } from '../ports.ts'
import { putFiles, type Putting } from '../../../flows/index-change/put-files.ts'
import { listFiles } from '../../../flows/index-change/list-files.ts'

/** Publishes the wheels and sdists of a run to an index: gathers and inspects them, plans against what the index holds, tells the plan, applies it. */
export async function publish(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const gathered = await gatherAndSay(inputs, ports)
  const read = foresee(
    gathered.files.map(({ path }) => path),
    ports.store,
  )
  const inspected = await ports.log.group('Inspect the files', async () => await inspect(gathered.files, ports))
  for (const passed of inspected.passed) ports.log.say('warning', passed)
  const planned = await planAgainst(inputs, ports, inspected, read)
  const { plan, adoption } = planned
  await ports.log.group('Plan', () => Promise.resolve(tellPlan(plan).forEach((line) => ports.log.say('info', line))))
  const applied = inputs.dryRun ? wouldBe(plan) : await carryOut(inputs, ports, planned)
  const outcome = conclude(
    inputs,
    ports,
    { ...applied, left: [...plan.left, ...applied.left] },
    { warned: gathered.warnings.length + inspected.passed.length > 0, adoption },
  )
  if (inputs.checkUrl === undefined || inputs.dryRun) return outcome
  const { checkIndex } = await import('../check/check-index.ts')
  const ours = inspected.candidates.map((candidate) => candidate.filename)
  return await checkIndex(outcome, inputs, ports, [...planned.documents.keys()], ours)
}

/** A plan, and what it was made from. */
interface Planned {
  readonly plan: IndexPlan
  readonly documents: Documents
  readonly root: ReadRoot | undefined
}

/** Plans against what the index holds. Where there is something to write, and another tool keeps the index, it is adopted before, and the plan made anew. */
async function planAgainst(
  inputs: Inputs,
  ports: Ports,
  inspected: Inspected,
  read: ReadDocument,
): Promise<Planned & { readonly adoption?: AdoptionReport }> {
  const documents = await readDocuments(inspected.candidates, read)
  const plan = makePlan(inputs, ports, inspected, documents)
  if (plan.projects.length === 0) return { plan, documents, root: undefined }
  const root = await readRoot(documents.values(), indexing(inputs, ports))
  // A root that no page of ours shows yet may be that of an adoption that was stopped.
  const foreign = root !== undefined && root.held?.document.shown === undefined ? await readForeignRoot(ports.store) : undefined
  if (foreign === undefined) return { plan, documents, root }
  const store = inputs.dryRun ? rehearsal(ports.store, ports.files) : ports.store
  const adoption = await adoptIndex(inputs, { ...ports, store })
  const after = await readDocuments(inspected.candidates, async (name) => await readProject(store, name))
  return { plan: makePlan(inputs, ports, inspected, after), documents: after, root: { held: await readDocument(store, rootAt) }, adoption }
}

async function adoptIndex(inputs: Inputs, ports: Ports): Promise<AdoptionReport> {
  const { adopt } = await import('../rebuild/adopt.ts')
  const how = { ...ports, ...indexing(inputs, ports), filesUrl: inputs.filesUrl, computeHashes: true, progress: progressOf(ports) }
  const report = await ports.log.group('Adopt the index', async () => await adopt(how))
  for (const remark of remarksOf(report)) ports.log.say('warning', remark)
  ports.log.say('info', `${adoptionLine(report, inputs.dryRun)}: ${ports.store.name}`)
  return report
}

type Documents = ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>

async function gatherAndSay(inputs: Inputs, ports: Ports): Promise<Gathered> {
  const gathered = await ports.log.group('Find the files', async () => await gather(inputs, ports))
  for (const warning of gathered.warnings) ports.log.say('warning', warning)
  ports.log.say('info', `${filesIn(gathered.files.length)} to publish to ${ports.store.name}`)
  return gathered
}

/** One read a project, whatever the size of the index. */
async function readDocuments(candidates: readonly Candidate[], read: ReadDocument): Promise<Documents> {
  const names = [...new Set(candidates.map((candidate) => candidate.project))]
  const held = await inParallel(names, 16, read)
  return new Map(names.map((name, at) => [name, held[at]]))
}

function makePlan(inputs: Inputs, ports: Ports, { candidates, refused }: Inspected, held: Documents): IndexPlan {
  const documents = new Map([...held].map(([name, one]) => [name, one?.document]))
  const how = indexing(inputs, ports)
  const lags = ([, document]: [ProjectName, ProjectDocument | undefined]): boolean => document !== undefined && !isCurrent(document, how)
  const lagging = new Set([...documents].filter(lags).map(([name]) => name))
  const { filesUrl, keep } = inputs
  return planIndex(candidates, refused, { documents, lagging, uploadTime: uploadTimeOf(ports.clock.now()), filesUrl, keep })
}

/** What was done. */
interface Applied {
  /** Files that the index tells of now and did not before. */
  readonly published: readonly FilePut[]
  /** Those of them whose bytes were stored already, by a run that was interrupted. */
  readonly adopted: readonly FilePut[]
  readonly left: readonly LeftFile[]
  readonly removed: readonly Removal[]
}

async function carryOut(inputs: Inputs, ports: Ports, planned: Planned): Promise<Applied> {
  if (planned.plan.projects.length === 0) return { published: [], adopted: [], left: [], removed: [] }
  return await ports.log.group(
    'Publish',
    async () => await apply(planned, { ...indexing(inputs, ports), files: ports.files, progress: progressOf(ports) }),
  )
}

async function apply({ plan, documents, root }: Planned, how: Indexing & Putting): Promise<Applied> {
  await prove(root, how)
  const { stored, found, left } = await putFiles(plan, how)
  const { held, won, lost } = await listFiles(stored, plan, { documents, root }, how)
  const gone = plan.removals.filter(({ project, files }) => isGone(files, held.get(project)?.document))
  return { published: won, adopted: won.filter((put) => found.includes(put)), left: [...left, ...lost], removed: gone }
}

function isGone(files: readonly DocumentFile[], document: ProjectDocument | undefined): boolean {
  return files.every(({ filename }) => document?.deleted.includes(filename) === true)
}

function wouldBe(plan: IndexPlan): Applied {
  return { published: plan.puts, adopted: [], left: [], removed: plan.removals }
}

interface Before {
  readonly warned: boolean
  readonly adoption?: AdoptionReport | undefined
}

function conclude(inputs: Inputs, { log, store }: Ports, applied: Applied, { warned: found, adoption }: Before): Outcome {
  const warned = found || (adoption !== undefined && remarksOf(adoption).length > 0)
  const indexUrl = indexUrlFor(inputs)
  const told = { ...applied, dryRun: inputs.dryRun, indexUrl }
  const skipped = applied.left.filter((one) => one.why === 'same' || (one.why === 'conflict' && inputs.onConflict === 'skip'))
  const failed = applied.left.some((one) => !skipped.includes(one))
  const summary = summaryOf(told, skipped.length)
  log.say('info', `${countLine(told, skipped.length)}: ${store.name}`)
  log.say('info', `${indexUrl}: ${pipLine(told)}`)
  if (isElsewhere(inputs))
    log.say('warning', `${indexUrl} serves no project's page in the layout 'website'. Give the website's address in the input indexUrl.`)
  return {
    result: failed ? 'failed' : warned || skipped.some((one) => one.why === 'conflict') ? 'issues' : 'succeeded',
    outputs: {
      publishedCount: String(inputs.dryRun ? 0 : applied.published.length),
      skippedCount: String(skipped.length),
      indexUrl,
    },
    summary: adoption === undefined ? summary : lines(adoptionSummary(adoption, inputs.dryRun), summary),
    problems: problemsOf(applied.left),
  }
}

/** A bucket's own address knows no index documents; which one does, only its owner can tell. */
function isElsewhere({ store, layout, indexUrl }: Inputs): boolean {
  return store.location.kind === 's3' && layout === 'website' && indexUrl === undefined
}
