import type { Clock, PackageIndex, ProjectListing } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { refuseConflicts, standingsOf } from '../../../core/release/plan/standings.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { Done } from '../publish/done.ts'
import { readListings } from './read-listings.ts'
import type { Target } from './target.ts'
import { verifyByPip } from './verify-by-pip.ts'

/** An index behind a cache shows a file late; five minutes are what PyPI needs at worst. */
const waits: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000]

type Found = Pick<Done, 'doubts' | 'notes' | 'failure'>

/**
 * Looks at a release from outside, as `verifyUpload` asks: by the index's hashes, then by pip, which is not asked before the index lists everything. Other bytes
 * than were sent fail it; what is not seen, or cannot be looked at, is a doubt or a note, for everything is published.
 */
export async function verifyUpload(plan: ReleasePlan, target: Target, inputs: Inputs, ports: Ports): Promise<Found> {
  if (inputs.verifyUpload === 'none') return { doubts: [], notes: [], failure: undefined }
  try {
    const { unseen, listings } = await unseenFiles(plan, target.index, ports.clock)
    if (unseen.length > 0) return { doubts: unseen.map((name) => late(name)), notes: [], failure: undefined }
    const byPip = inputs.verifyUpload === 'index' ? { doubts: [], notes: [] } : await verifyByPip(plan, target, listings, ports)
    return { ...byPip, failure: undefined }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.code === 'CONFLICT'
      ? { doubts: [], notes: [], failure: error }
      : { doubts: [unlooked(error)], notes: [], failure: undefined }
  }
}

function late(name: string): Problem {
  return new Problem('RELEASE_FAILED', `${name} is uploaded, but the index does not show it yet.`, 'Look later.')
}

function unlooked(why: Problem): Problem {
  return new Problem(why.code, `Everything is uploaded, but could not be looked at: ${why.message}`, why.remedy, why)
}

/** Files that an index does not show, and what it shows. */
export interface Seen {
  readonly unseen: readonly string[]
  readonly listings: ReadonlyMap<string, ProjectListing | undefined>
}

/** Reads the index until it lists every file of the plan with the planned bytes; names of those it does not show in time. Other bytes are `CONFLICT`. */
export async function unseenFiles(plan: ReleasePlan, index: PackageIndex, clock: Clock): Promise<Seen> {
  for (let attempt = 0; ; attempt++) {
    const listings = await readListings(plan, index)
    const files = standingsOf(plan, listings)
    refuseConflicts(files, index.name)
    const unseen = files.filter((one) => one.standing === 'absent').map((one) => one.file.name)
    const wait = waits[attempt]
    if (unseen.length === 0 || wait === undefined) return { unseen, listings }
    await clock.sleep(wait)
  }
}
