import { resolve } from 'node:path'
import { indexUrlOf } from '../../core/index/index-url.ts'
import type { Layout } from '../../core/index/layout.ts'
import { type Candidate, type IndexPlan, planIndex, uploadTimeOf } from '../../core/index/plan.ts'
import type { ProjectDocument } from '../../core/index/project-document.ts'
import { isShown } from '../../core/index/shown.ts'
import { pipLine, problemsOf, summaryOf, tellPlan } from '../../core/index/tell.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { ProjectName } from '../../core/python/name.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { type Held, readProject } from '../../flows/read-index.ts'
import { type Applied, apply } from './apply.ts'
import { keysOf, projectPages } from './documents.ts'
import { gather, type Gathered } from './gather.ts'
import type { Inputs } from './inputs.ts'
import { inspect, type Inspected } from './inspect.ts'
import type { Ports } from './ports.ts'

/** Publishes the wheels of a run to an index: gathers and inspects them, plans against what the index holds, tells the plan, applies it. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const gathered = await gatherAndSay(inputs, ports)
  const inspected = await ports.log.group('Inspect the wheels', async () => await inspect(gathered.wheels, ports))
  const documents = await readDocuments(inspected.candidates, ports)
  const plan = makePlan(inputs, ports, inspected, documents)
  await ports.log.group('Plan', () => Promise.resolve(tellPlan(plan).forEach((line) => ports.log.say('info', line))))
  const applied = inputs.dryRun ? wouldBe(plan) : await carryOut(inputs, ports, plan, documents)
  return conclude(inputs, ports, { ...applied, left: [...plan.left, ...applied.left] }, gathered.warnings.length > 0)
}

type Documents = ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>

async function gatherAndSay(inputs: Inputs, ports: Ports): Promise<Gathered> {
  const gathered = await ports.log.group('Find the wheels', async () => await gather(inputs, ports))
  for (const warning of gathered.warnings) ports.log.say('warning', warning)
  ports.log.say('info', `${gathered.wheels.length} ${gathered.wheels.length === 1 ? 'wheel' : 'wheels'} to publish to ${ports.store.name}`)
  return gathered
}

/** One read a project, whatever the size of the index. */
async function readDocuments(candidates: readonly Candidate[], { store }: Ports): Promise<Documents> {
  const names = [...new Set(candidates.map((candidate) => candidate.project))]
  const held = await inParallel(names, 16, async (name) => await readProject(store, name))
  return new Map(names.map((name, at) => [name, held[at]]))
}

function makePlan(inputs: Inputs, { clock }: Ports, { candidates, refused }: Inspected, held: Documents): IndexPlan {
  const documents = new Map([...held].map(([name, one]) => [name, one?.document]))
  const lags = ([, document]: [ProjectName, ProjectDocument | undefined]): boolean =>
    document !== undefined && !isShown(document, keysOf(projectPages(document, layoutOf(inputs))))
  const lagging = new Set([...documents].filter(lags).map(([name]) => name))
  return planIndex(candidates, refused, { documents, lagging, uploadTime: uploadTimeOf(clock.now()), filesUrl: inputs.filesUrl })
}

async function carryOut(inputs: Inputs, ports: Ports, plan: IndexPlan, documents: Documents): Promise<Applied> {
  if (plan.projects.length === 0) return { published: [], adopted: [], left: [] }
  const progress = (done: number, of: number, what: string): void => ports.pipeline.progress((100 * done) / of, `${done} of ${of}: ${what}`)
  const { store, clock, random, log } = ports
  const how = { store, clock, random, plan, documents, layout: layoutOf(inputs), title: inputs.title, progress, log }
  return await ports.log.group('Publish', async () => await apply({ ...how, probe: inputs.store.location.kind === 's3' }))
}

function wouldBe(plan: IndexPlan): Applied {
  return { published: plan.puts, adopted: [], left: [] }
}

function conclude(inputs: Inputs, { log, store }: Ports, applied: Applied, warned: boolean): Outcome {
  const { location } = inputs.store
  const indexUrl = inputs.indexUrl ?? indexUrlOf(inputs.store, location.kind === 'folder' ? resolve(location.path) : '')
  const told = { ...applied, dryRun: inputs.dryRun, indexUrl }
  const skipped = applied.left.filter((one) => one.why === 'same' || (one.why === 'conflict' && inputs.onConflict === 'skip'))
  const failed = applied.left.some((one) => !skipped.includes(one))
  const done = inputs.dryRun ? 'would be published' : 'published'
  log.say(
    'info',
    `${applied.published.length} ${done}, ${skipped.length} skipped, ${applied.left.length - skipped.length} left out: ${store.name}`,
  )
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
    summary: summaryOf(told),
    problems: problemsOf(applied.left),
  }
}

/** A bucket's own address knows no index documents; which one does, only its owner can tell. */
function isElsewhere({ store, layout, indexUrl }: Inputs): boolean {
  return store.location.kind === 's3' && layout === 'website' && indexUrl === undefined
}

/** Whatever serves a folder knows index documents. */
function layoutOf(inputs: Inputs): Layout {
  return inputs.store.location.kind === 'folder' ? 'folder' : inputs.layout
}
