import { Problem } from '../../../core/problem.ts'
import { auditListing, countThere, type Finding, knownNames } from '../../../core/release/record/audit.ts'
import { planDigest, plannedFiles, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import { type Repository, repositoryName } from '../../../core/release/plan/repository.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { readListings } from '../upload/read-listings.ts'
import { openTarget } from '../upload/target.ts'
import { type Audit, hasReleased } from './audit-record.ts'

/** What the indexes tell of the releases of a run. */
export interface IndexAudit {
  readonly findings: readonly Finding[]
  readonly there: number
  readonly all: number
}

/** Holds what was released against what each index lists now; an index that cannot be read is a finding. */
export async function auditIndex(audits: readonly Audit[], inputs: Inputs, ports: Ports): Promise<IndexAudit> {
  const released = releasedPlans(audits)
  const known = knownNames(released.map(({ plan }) => plan))
  const read = await Promise.all(released.map(async (one) => await auditOne(one, known, inputs, ports)))
  return {
    findings: read.flatMap(({ findings }) => findings),
    there: read.reduce((sum, { there }) => sum + there, 0),
    all: released.reduce((sum, { plan }) => sum + plannedFiles(plan).length, 0),
  }
}

interface Released {
  readonly plan: ReleasePlan
  /** Of all attempts together. */
  readonly outcomes: ReadonlyMap<string, string>
  /** Whether nothing speaks against one of its records. */
  readonly proved: boolean
}

/** Each plan once: a release that broke off is completed by another attempt. */
function releasedPlans(audits: readonly Audit[]): Released[] {
  const plans = new Map<string, Released & { readonly outcomes: Map<string, string> }>()
  for (const { found, came, findings } of audits) {
    if (!hasReleased(came)) continue
    const { plan, outcomes } = found.record
    const digest = planDigest(plan)
    const before = plans.get(digest) ?? { plan, outcomes: new Map(), proved: false }
    for (const [name, outcome] of outcomes) if (before.outcomes.get(name) !== 'published') before.outcomes.set(name, outcome)
    plans.set(digest, { ...before, proved: before.proved || findings.every(({ level }) => level !== 'wrong') })
  }
  return [...plans.values()]
}

async function auditOne(
  { plan, outcomes, proved }: Released,
  known: ReadonlySet<string>,
  inputs: Inputs,
  ports: Ports,
): Promise<Omit<IndexAudit, 'all'>> {
  if (!proved && isServerOfItsOwn(plan.repository)) {
    const says = `${repositoryName(plan.repository)} was not signed in to, for nothing proves that it was released to`
    return { findings: [{ level: 'wrong', code: 'INDEX_UNKNOWN', says }], there: 0 }
  }
  try {
    const { index } = await openTarget(plan.repository, inputs, ports)
    const listings = await readListings(plan, index)
    return { findings: auditListing(plan, outcomes, known, listings), there: countThere(plan, listings) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const says = `${repositoryName(plan.repository)} could not be read: ${error.message}`
    return { findings: [{ level: 'wrong', code: 'INDEX_UNKNOWN', says }], there: 0 }
  }
}

/** Whether a store is signed in to at a server that the plan names: credentials are shown to none that a record made up. */
function isServerOfItsOwn(repository: Repository): boolean {
  return repository.kind === 'store' && repository.endpointUrl !== ''
}
