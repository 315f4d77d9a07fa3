import { inParallel } from '../../../flows/in-parallel.ts'
import type { PackageIndex, ProjectListing } from '../../../core/ports.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'

/** What the index has of every project of a plan: one request each. */
export async function readListings(plan: ReleasePlan, index: PackageIndex): Promise<Map<string, ProjectListing | undefined>> {
  const projects = [...new Set(plan.releases.map((release) => release.project))]
  const listings = await inParallel(projects, 8, async (project) => await index.project(normalizeName(project)))
  return new Map(projects.map((project, at) => [project, listings[at]]))
}
