import type { Clock, PackageIndex } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ReleasePlan } from '../../../core/release/plan.ts'
import { refuseConflicts, standingsOf } from '../../../core/release/standings.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { Done } from '../publish/done.ts'
import { readListings } from './read-listings.ts'
import type { Target } from './target.ts'

/** An index behind a cache shows a file late; five minutes are what PyPI needs at worst. */
const waits: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000]

/** Looks at a release from outside, as `verifyUpload` asks. Other bytes than were sent fail it; what is not seen, or cannot be looked at, is a doubt. */
export async function verifyUpload(
  plan: ReleasePlan,
  { index }: Target,
  inputs: Inputs,
  { clock }: Pick<Ports, 'clock'>,
): Promise<Pick<Done, 'doubts' | 'failure'>> {
  if (inputs.verifyUpload === 'none') return { doubts: [], failure: undefined }
  try {
    const unseen = await unseenFiles(plan, index, clock)
    return { doubts: unseen.map((name) => late(name)), failure: undefined }
  } catch (error) {
    if (error instanceof Problem) return { doubts: [], failure: error }
    throw error
  }
}

function late(name: string): Problem {
  return new Problem('RELEASE_FAILED', `${name} is uploaded, but the index does not show it yet.`, 'Look later.')
}

/** Reads the index until it lists every file of the plan with the planned bytes; names of those it does not show in time. Other bytes are `CONFLICT`. */
export async function unseenFiles(plan: ReleasePlan, index: PackageIndex, clock: Clock): Promise<string[]> {
  for (let attempt = 0; ; attempt++) {
    const files = standingsOf(plan, await readListings(plan, index))
    refuseConflicts(files, index.name)
    const unseen = files.filter((one) => one.standing === 'absent').map((one) => one.file.name)
    const wait = waits[attempt]
    if (unseen.length === 0 || wait === undefined) return unseen
    await clock.sleep(wait)
  }
}
