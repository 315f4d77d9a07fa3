import { inParallel } from '../../flows/in-parallel.ts'
import type { PackageIndex, ProjectListing } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { normalizeName } from '../../core/python/name.ts'
import type { Fact, Run } from '../../core/release/evidence.ts'
import type { Release, ReleasePlan } from '../../core/release/plan.ts'
import type { Candidate } from './gather-files.ts'

/** The plan for these files of this run; what is not of the files is given. */
export function derivePlan(
  files: readonly Candidate[],
  run: Run,
  given: Omit<ReleasePlan, 'version' | 'releases' | 'source'>,
): ReleasePlan {
  const releases = new Map<string, Release>()
  for (const { project, version, name, size, sha256 } of files) {
    const before = releases.get(`${project} ${version}`)?.files ?? []
    releases.set(`${project} ${version}`, { project, version, files: [...before, { name, size, sha256 }] })
  }
  const source = { project: run.project, definition: run.definition, run: run.id, commit: run.commit }
  return { version: 1, ...given, releases: [...releases.values()], source }
}

/** What the index has of every project of a plan: one request each. */
export async function readListings(plan: ReleasePlan, index: PackageIndex): Promise<Map<string, ProjectListing | undefined>> {
  const projects = [...new Set(plan.releases.map((release) => release.project))]
  const listings = await inParallel(projects, 8, async (project) => await index.project(normalizeName(project)))
  return new Map(projects.map((project, at) => [project, listings[at]]))
}

/** The run that this is; a plan cannot be made without. */
export function requireRun(run: Fact<Run>): Run {
  if (run.kind === 'known') return run.value
  throw new Problem(
    'SERVICE_UNREACHABLE',
    `Azure DevOps did not say which run this is: ${run.why}.`,
    'Check that the build service of this project may view builds, and run again.',
  )
}
