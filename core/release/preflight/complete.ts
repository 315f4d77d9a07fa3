import { few } from '../../few.ts'
import type { ProjectListing } from '../../ports.ts'
import { Problem } from '../../problem.ts'
import { parseWheelName } from '../../python/wheel-name.ts'
import type { FilesPolicy } from '../plan/policy.ts'
import { lacking, type Offered, type PlannedRow } from './planned-rows.ts'

/** What a run was to make and its files do not hold. */
export interface Missing {
  /** Rows of its plans that no file is, released or left out on purpose. */
  readonly rows: readonly PlannedRow[]
  /** What was not built, what ended before its end, plans that are nowhere; a sentence without a full stop each. */
  readonly says: readonly string[]
}

const most = 20

/**
 * Warnings about what a release lacks, where the policy lets it; else the Problem `FILE_MISSING`, with all of it. A row is fulfilled too by what the
 * index lists of its project (`listings` by normalised name) and has not yanked.
 */
export function requireComplete(
  missing: Missing,
  { complete }: Pick<FilesPolicy, 'complete'>,
  listings: ReadonlyMap<string, ProjectListing | undefined>,
): string[] {
  const listed = [...listings.values()].flatMap((listing) => wheelsIn(listing))
  const rows = lacking(missing.rows, listed).map(({ title, says }) => `${title} is not there (${says})`)
  const says = [...missing.says, ...rows]
  if (says.length === 0 || !complete) return says.map((one) => `${one}: it will be missing.`)
  throw new Problem(
    'FILE_MISSING',
    `The release is not complete: ${few(says, most, '; ')}.`,
    'Run the legs that failed again and plan anew; or let the policy say that it may be incomplete (files: complete: false).',
  )
}

function wheelsIn(listing: ProjectListing | undefined): Offered[] {
  return (listing?.files ?? []).flatMap(({ filename, requiresPython, yanked }) => {
    const wheel = parseWheelName(filename)
    return wheel === undefined || yanked !== false ? [] : [{ ...wheel, requiresPython }]
  })
}
