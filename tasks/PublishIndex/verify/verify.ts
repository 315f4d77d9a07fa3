import { type Inconsistency, isError, isMended } from '../../../core/index/inconsistency.ts'
import {
  againLine,
  auditProblem,
  auditSummary,
  type Audited,
  auditLine,
  type Concluded,
  placeOf,
  tellAudit,
} from '../../../core/index/tell-audit.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { readForeignRoot } from '../../../flows/read-index.ts'
import { indexing, indexUrl, progressOf } from '../indexing.ts'
import type { Inputs } from '../inputs.ts'
import { type Look, type LookAgain, lookAt, seenTwice } from './look.ts'
import type { Looking } from './look-at-project.ts'
import type { Mending } from './mend-files.ts'
import type { Ports } from '../ports.ts'
import { repair } from './repair.ts'

/** Looks whether an index fits together, tells all that does not, and mends on request what can be mended. Without `repair` nothing is written. */
export async function verify(inputs: Inputs, ports: Ports): Promise<Outcome> {
  await refuseForeign(ports.store)
  const how = { ...ports, ...indexing(inputs, ports), readFiles: inputs.readFiles, progress: progressOf(ports), filesUrl: inputs.filesUrl }
  const found = await ports.log.group('Look at the index', async () => await look(how))
  const audited = { ...found, repair: inputs.repair, acceptLoss: inputs.acceptLoss, dryRun: inputs.dryRun }
  for (const line of tellAudit(audited)) ports.log.say('info', line)
  const outcome = { ...audited, ...(await mend(found, inputs, how, ports)) }
  for (const { kind, text } of auditLine(outcome, ports.store.name)) ports.log.say(kind, text)
  return conclude(outcome, inputs, ports)
}

/** What was found, and how much was looked at. */
type Found = Pick<Audited, 'found' | 'moved' | 'counts'> & Pick<Look, 'claimed'>

/** Milliseconds between two looks: longer than a publish takes from a document to its pages and the root. */
const pause = 20_000

/** How often at most a project that is being published to is looked at. */
const looks = 5

/** Looks at all, and then again at what seemed wrong, until it is seen twice or is gone: while others publish, an index is never all of one piece. */
async function look(how: Looking & Pick<Ports, 'log'>, again?: LookAgain): Promise<Found> {
  const first = await lookAt(how, again)
  const found: Inconsistency[] = []
  let before = first
  let doubtful = suspects(first)
  for (let round = 2; round <= looks && doubtful.size > 0; round++) {
    how.log.say('info', againLine(doubtful.size, pause / 1000, round, looks))
    await how.clock.sleep(pause)
    const after = await lookAt(how, { only: doubtful, claimed: before.claimed })
    const { sure, moved } = seenTwice(before, after)
    found.push(...sure)
    before = after
    doubtful = moved
  }
  return { found, moved: [...doubtful].map(placeOf), counts: first.counts, claimed: before.claimed }
}

function suspects({ places }: Look): Set<ProjectName | undefined> {
  return new Set([...places].flatMap(([place, { seen }]) => (seen.length > 0 ? [place] : [])))
}

/** What does not fit afterwards, and of what nothing sure can be said. */
type Left = Pick<Concluded, 'left' | 'moved'>

/** Mends, looks again at what was touched, and answers what is left. */
async function mend({ found, moved, claimed }: Found, inputs: Inputs, how: Mending & Looking, { log }: Ports): Promise<Left> {
  const [first] = found
  const mended = found.filter((one) => isMended(one, inputs.acceptLoss))
  if (!inputs.repair || inputs.dryRun || first === undefined || mended.length === 0) return { left: found, moved }
  await log.group('Repair', async () => await repair(found, { ...how, acceptLoss: inputs.acceptLoss }))
  // The root may change with any project.
  const touched = new Set<ProjectName | undefined>([undefined, ...mended.map(({ project }) => project)])
  const after = await log.group('Look again', async () => await look(how, { only: touched, claimed }))
  const left = [...found.filter(({ project }) => !touched.has(project)), ...after.found]
  return { left, moved: [...new Set([...moved, ...after.moved])] }
}

async function refuseForeign(store: ObjectStore): Promise<void> {
  if ((await readForeignRoot(store)) === undefined) return
  throw new Problem(
    'NOT_SUPPORTED',
    `${store.name} is an index that another tool keeps.`,
    "Run the mode 'rebuild' first: it keeps what the pages there tell.",
  )
}

function conclude(outcome: Audited & { readonly left: readonly Inconsistency[] }, inputs: Inputs, { store }: Ports): Outcome {
  const { left, moved } = outcome
  const problem = auditProblem(outcome, store.name)
  return {
    result: left.some(isError) ? 'failed' : left.length > 0 || moved.length > 0 ? 'issues' : 'succeeded',
    outputs: {
      publishedCount: '0',
      skippedCount: '0',
      indexUrl: indexUrl(inputs),
    },
    summary: auditSummary(outcome),
    problems: problem === undefined ? [] : [problem],
  }
}
