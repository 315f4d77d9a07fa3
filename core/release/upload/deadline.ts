import { versionIn } from '../../index/document-file.ts'
import { type Instant, millisecondsOf } from '../../instant.ts'
import type { ProjectListing } from '../../ports.ts'
import { normalizeName } from '../../python/name.ts'
import { parseVersion, sameVersion } from '../../python/version.ts'
import { Problem } from '../../problem.ts'
import type { Release, ReleasePlan } from '../plan/plan.ts'
import type { StandingFile } from '../plan/standings.ts'

/** PyPI takes no more files for a release that is this old (forklift/legacy.py). */
const open = 14 * 24 * 3600 * 1000

/** Until when PyPI takes files of a release: 14 days after the first file of that version, whoever uploaded it. Empty where none is there, or its time is not told. */
export function closesAt({ project, version }: Release, listing: ProjectListing | undefined): Instant {
  const planned = parseVersion(version)
  const times = (listing?.files ?? [])
    .filter(({ filename }) => {
      const own = versionIn(filename, normalizeName(project))
      return own !== undefined && planned !== undefined && sameVersion(own, planned)
    })
    .map(({ uploadTime }) => millisecondsOf(uploadTime ?? ''))
    .filter((time) => !Number.isNaN(time))
  return times.length === 0 ? '' : new Date(Math.min(...times) + open).toISOString()
}

/** Until when a release that broke off can be completed: before the first of its versions closes. Empty when nothing is known. */
export function resumeBy(plan: ReleasePlan, listings: ReadonlyMap<string, ProjectListing | undefined>): Instant {
  const times = plan.releases.map((release) => closesAt(release, listings.get(release.project))).filter((time) => time !== '')
  return times.sort()[0] ?? ''
}

/** Refuses a plan (`RELEASE_FAILED`) that lacks files of a release which PyPI takes no more of: others would be uploaded, and these refused. */
export function refuseLate(
  plan: ReleasePlan,
  files: readonly StandingFile[],
  listings: ReadonlyMap<string, ProjectListing | undefined>,
  now: Instant,
): void {
  const late = plan.releases.flatMap((release) => {
    const { project, version } = release
    const at = closesAt(release, listings.get(project))
    const missing = files.filter((one) => one.project === project && one.version === version && one.standing === 'absent')
    return at === '' || at > now || missing.length === 0 ? [] : [`${project} ${version} since ${at}, and ${missing.length} are missing`]
  })
  if (late.length === 0) return
  throw new Problem(
    'RELEASE_FAILED',
    `PyPI takes no more files of a release 14 days after its first one: ${late.join('; ')}.`,
    'Nothing was uploaded. Raise the version, or leave those files out.',
  )
}

/** What whoever approves should know of the time that is left, one sentence a release that was begun; for the others what holds for all. */
export function tellDeadlines(plan: ReleasePlan, listings: ReadonlyMap<string, ProjectListing | undefined>, now: Instant): string[] {
  const begun = plan.releases.flatMap((release) => {
    const at = closesAt(release, listings.get(release.project))
    if (at === '') return []
    const what = `${release.project} ${release.version}`
    if (at > now) return [`PyPI takes files of ${what} until ${at}, 14 days after its first one.`]
    return [`PyPI has taken no more files of ${what} since ${at}, 14 days after its first one.`]
  })
  const rest =
    plan.releases.length === begun.length
      ? []
      : [`PyPI takes files of a release for 14 days after its first one: one that breaks off has to be resumed by then.`]
  return [...begun, ...rest]
}
