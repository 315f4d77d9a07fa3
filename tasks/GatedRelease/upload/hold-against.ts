import type { ProjectListing } from '../../../core/ports.ts'
import { refuseClosed } from '../../../core/release/plan/closed-projects.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { isPyPI } from '../../../core/release/plan/repository.ts'
import { refuseConflicts, type StandingFile, standingsOf } from '../../../core/release/plan/standings.ts'
import { type Missing, requireComplete } from '../../../core/release/preflight/complete.ts'
import { refuseLate } from '../../../core/release/upload/deadline.ts'
import type { Ports } from '../ports.ts'
import { readListings } from './read-listings.ts'
import type { Target } from './target.ts'

/** How a repository stands to a plan, and what is to be said of it though nothing there forbids the release. */
export interface Held {
  readonly listings: ReadonlyMap<string, ProjectListing | undefined>
  readonly files: readonly StandingFile[]
  /** Planned wheels that are nowhere, where the policy lets them be missing. */
  readonly incomplete: readonly string[]
}

/**
 * Holds a plan against what its repository has, the same when it is made and when it is published: other bytes under a name (`CONFLICT`), projects that take
 * nothing, versions that PyPI has closed (`RELEASE_FAILED`), and planned wheels that are nowhere (`FILE_MISSING`) refuse.
 */
export async function holdAgainst(target: Target, plan: ReleasePlan, missing: Missing, { clock }: Pick<Ports, 'clock'>): Promise<Held> {
  const listings = await readListings(plan, target.index)
  const files = standingsOf(plan, listings)
  refuseConflicts(files, target.name)
  refuseClosed(files, listings, target.name)
  if (isPyPI(plan.repository)) refuseLate(plan, files, listings, clock.now())
  return { listings, files, incomplete: requireComplete(missing, plan.policy.files, listings) }
}
