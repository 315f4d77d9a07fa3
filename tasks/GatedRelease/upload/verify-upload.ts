import type { Clock, PackageIndex } from '../../../core/ports.ts'
import type { ReleasePlan } from '../../../core/release/plan.ts'
import { refuseConflicts, standingsOf } from '../../../core/release/standings.ts'
import { readListings } from './read-listings.ts'

/** An index behind a cache shows a file late; five minutes are what PyPI needs at worst. */
const waits: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000]

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
