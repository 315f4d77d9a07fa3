import { keyOfUrl } from '../../../core/index/layout.ts'
import { documentKey } from '../../../core/index/project-document.ts'
import { planRebuild, type RebuildPlan } from '../../../core/index/rebuild-plan.ts'
import { adoptionLine, remarksOf } from '../../../core/index/tell-adoption.ts'
import { lossProblem, rebuildSummary, tellRebuild } from '../../../core/index/tell-rebuild.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { StoredObject } from '../../../core/store.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { applyRebuild, type PlannedRebuild } from './apply-rebuild.ts'
import { indexing, indexUrl, progressOf } from '../indexing.ts'
import type { Inputs } from '../inputs.ts'
import { readOldIndex } from './old-index.ts'
import { prove } from '../../../flows/index-change/open-root.ts'
import type { Ports } from '../ports.ts'
import { replaceUnreadable } from './replace-unreadable.ts'
import { type Survey, survey } from './survey.ts'

/**
 * Mode `rebuild`: makes the index anew from what is stored, whatever tool has put it there, and what our documents and old pages tell of it. What
 * would be lost is named, and without `acceptLoss` nothing is written then (`LOSS`).
 */
export async function rebuild(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { log, store } = ports
  const found = await log.group('Read the index', async () => await gather(inputs, ports))
  const { plan } = found.planned
  if (plan.projects.size === 0)
    throw new Problem('NO_WHEELS', `${store.name} holds no distributions.`, 'See whether the store and its prefix are the right ones.')
  await log.group('Plan', () => Promise.resolve(tellRebuild(plan).forEach((line) => log.say('info', line))))
  const [first, ...others] = plan.losses
  if (first !== undefined && !inputs.acceptLoss) {
    const outcome = told(inputs, plan)
    return { ...outcome, result: 'failed', problems: [lossProblem([first, ...others], store.name)] }
  }
  if (inputs.dryRun) {
    log.say('info', 'dry run: nothing was written')
    return told(inputs, plan)
  }
  const outcome = await log.group('Rebuild', async () => await apply(found, inputs, ports))
  if (inputs.checkUrl === undefined) return outcome
  return await (await import('../check/check-index.ts')).checkIndex(outcome, inputs, ports, [...plan.projects.keys()])
}

interface Gathered {
  readonly found: Survey
  readonly planned: PlannedRebuild
}

async function gather(inputs: Inputs, { store, log }: Ports): Promise<Gathered> {
  const found = await survey(store)
  const old = await readOldIndex(found, 'everywhere', store)
  const plan = planRebuild({
    objects: await withLater(found, store),
    documents: new Map([...found.documents].map(([name, { document }]) => [name, document])),
    unreadable: new Map([...found.unreadable].map(([key, problem]) => [key, problem.message.replace(/\.$/, '')])),
    old: old.pages,
    where: 'everywhere',
    computeHashes: inputs.computeHashes,
  })
  log.say(
    'info',
    `${store.name}: ${found.objects.size} objects, ${found.documents.size} documents, ${old.pages.size} projects of another tool`,
  )
  const without = await withoutDocument(found, plan, store)
  return { found, planned: { plan, documents: found.documents, root: { held: found.root }, old, anew: true, without } }
}

/** What is stored, with those listed files that came after the list was made: a run that publishes meanwhile loses nothing. */
async function withLater({ objects, documents }: Survey, store: Ports['store']): Promise<ReadonlyMap<string, StoredObject>> {
  const keys = [...documents.values()].flatMap(({ document }) => document.files.map(({ url }) => keyOfUrl(url)))
  const absent = keys.filter((key) => key !== undefined && !objects.has(key)).filter((key) => key !== undefined)
  const later = await inParallel(absent, 32, async (key) => ({ key, head: await store.head(key) }))
  const there = later.flatMap(({ key, head }): [string, StoredObject][] => (head === undefined ? [] : [[key, { key, size: head.size }]]))
  return there.length === 0 ? objects : new Map([...objects, ...there])
}

/** Projects that the root lists and of which nothing is there; a document is always there before the root tells of it. */
async function withoutDocument({ root }: Survey, { projects }: RebuildPlan, store: Ports['store']): Promise<ProjectName[]> {
  const names = (root?.document.projects ?? []).filter((name) => !projects.has(name))
  const heads = await inParallel(names, 32, async (name) => await store.head(documentKey(name)))
  return names.filter((_, at) => heads[at] === undefined)
}

async function apply({ found, planned }: Gathered, inputs: Inputs, ports: Ports): Promise<Outcome> {
  const how = {
    ...ports,
    ...indexing(inputs, ports),
    filesUrl: inputs.filesUrl,
    computeHashes: inputs.computeHashes,
    progress: progressOf(ports),
  }
  await prove(planned.root, how)
  const { documents, root } = await replaceUnreadable(found, ports.store)
  const report = await applyRebuild({ ...planned, documents, root }, how)
  const remarks = remarksOf(report)
  for (const remark of remarks) ports.log.say('warning', remark)
  ports.log.say('info', `${adoptionLine(report, false)}: ${ports.store.name}`)
  const issues = remarks.length > 0 || planned.plan.losses.length > 0
  return {
    result: issues ? 'issues' : 'succeeded',
    outputs: { publishedCount: String(report.adopted), skippedCount: String(report.known), indexUrl: indexUrl(inputs) },
    summary: rebuildSummary(planned.plan, report),
    problems: [],
  }
}

function told(inputs: Inputs, plan: RebuildPlan): Outcome {
  const known = [...plan.projects.values()].reduce((sum, one) => sum + one.known, 0)
  return {
    result: 'succeeded',
    outputs: { publishedCount: '0', skippedCount: String(known), indexUrl: indexUrl(inputs) },
    summary: rebuildSummary(plan, undefined),
    problems: [],
  }
}
