import type { Repository } from '../../../core/release/plan/repository.ts'
import { repositoryName } from '../../../core/release/plan/repository.ts'
import { demandFact } from '../../../core/release/demand-fact.ts'
import type { Run } from '../../../core/release/evidence.ts'
import type { Release, ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import type { Selection } from '../../../core/release/plan/select.ts'
import { requireTold, type SourceRun } from '../../../core/release/source/source-run.ts'
import { type Candidate, gatherFiles, type Gathered } from '../files/gather-files.ts'
import type { Ports } from '../ports.ts'

/** What a plan is made of, but for what the service and the artifacts tell. */
export interface PlanQuestion {
  readonly source: SourceRun
  readonly select: Selection
  readonly repository: Repository
  readonly policy: Policy
  /** The run that this job belongs to. */
  readonly own: number
}

/** A plan that was made, and what it was made of. */
export interface Made {
  readonly plan: ReleasePlan
  readonly gathered: Gathered
  readonly run: Run
}

/** Makes a plan from the artifacts of a run as they are now; publishing makes it again in the same way, and the two have to be equal. */
export async function makePlan({ source, select, repository, policy, own }: PlanQuestion, ports: Ports): Promise<Made> {
  const id = source.run ?? own
  ports.log.say('info', `Files of ${source.says}, to ${repositoryName(repository)}`)
  const run = demandFact(await ports.builds(source.project).run(id))
  requireTold(source, run)
  const gathered = await gatherFiles({ run, select, repository, policy }, ports)
  const over = id !== own
  const artifacts = gathered.listed
    .filter(({ name }) => over || gathered.taken.has(name))
    .map(({ name, source, kind, data }) => ({ name, source, kind, data }))
  const { project, definition, commit, branch } = run
  const plan: ReleasePlan = {
    version: 2,
    repository,
    select,
    policy,
    releases: releasesOf(gathered.files),
    source: { project, definition, run: id, commit, branch },
    artifacts,
  }
  return { plan, gathered, run }
}

function releasesOf(files: readonly Candidate[]): Release[] {
  const releases = new Map<string, Release>()
  for (const { project, version, name, size, sha256 } of files) {
    const before = releases.get(`${project} ${version}`)?.files ?? []
    releases.set(`${project} ${version}`, { project, version, files: [...before, { name, size, sha256 }] })
  }
  return [...releases.values()]
}
