import picomatch from 'picomatch'
import type { Instant } from '../../instant.ts'
import { isPullRequest } from '../../pipeline/pull-request.ts'
import { ageRefusal } from '../age.ts'
import type { ListedArtifact, Run, SourceFacts, TimelineRecord } from '../evidence.ts'
import { judgePins } from './pins.ts'
import type { ReleasePlan } from '../plan/plan.ts'
import type { SourcePolicy } from '../plan/policy.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'
import { isOwnArtifact, isSelectedArtifact } from '../plan/select.ts'
import { judgeTag } from './tag-version.ts'

/** The job that publishes, as far as a source is judged by it. */
export interface Publisher {
  /** The run that it belongs to; undefined in a classic release. */
  readonly run: number | undefined
  /** False where an old release is audited: a source that is its own run may then be over. */
  readonly running: boolean
  readonly allowPullRequest: boolean
  /** When it started, as the service says; empty where that is not known. */
  readonly started: Instant
}

/** Whether the run that files come from is the one that was planned, and such as the policy wants; each condition that does not hold, and each unknown fact, is a refusal. */
export function judgeSource(source: SourceFacts, plan: ReleasePlan, publisher: Publisher): Refusal[] {
  const { run, timeline, artifacts } = source
  const own = plan.source.run === publisher.run
  return [
    ...(run.kind === 'unknown' ? unless(false, 'SOURCE_UNKNOWN', run.why) : judgeRun(run.value, plan, publisher)),
    ...(timeline.kind === 'unknown' ? unless(false, 'SOURCE_TIMELINE_UNKNOWN', timeline.why) : judgeJobs(timeline.value, plan)),
    ...(artifacts.kind === 'unknown' ? unless(false, 'ARTIFACTS_UNKNOWN', artifacts.why) : judgeArtifacts(artifacts.value, plan, own)),
  ]
}

function judgeRun(run: Run, plan: ReleasePlan, publisher: Publisher): Refusal[] {
  const { source, files } = plan.policy
  return [
    ...judgeIdentity(run, plan),
    ...judgeEnd(run, source, publisher),
    ...judgeReason(run, source, publisher.allowPullRequest),
    ...judgeOrigin(run, source),
    ...(run.id === publisher.run ? [] : ageRefusal('SOURCE_OLD', `run ${run.id}`, run.finished, publisher.started, source.maxAge)),
    ...judgeTag(plan.source.branch, plan.releases, files.tag),
  ]
}

function judgeIdentity(run: Run, { source }: ReleasePlan): Refusal[] {
  const agrees =
    run.id === source.run &&
    run.definition === source.definition &&
    run.commit === source.commit &&
    run.branch === source.branch &&
    sameId(run.project, source.project)
  const says = `run ${run.id} is not as the plan says (run ${source.run} of ${source.branch} at ${source.commit})`
  return [...unless(agrees, 'SOURCE_OTHER', says), ...unless(!run.deleted, 'SOURCE_DELETED', `run ${run.id} was deleted`)]
}

/** Our own run goes on while it publishes. */
function judgeEnd(run: Run, policy: SourcePolicy, publisher: Publisher): Refusal[] {
  const own = run.id === publisher.run
  const over =
    run.status === 'completed' && (run.result === 'succeeded' || (policy.partiallySucceeded && run.result === 'partiallySucceeded'))
  const good = own ? !publisher.running || run.status === 'inProgress' : over
  return unless(good, 'SOURCE_NOT_SUCCEEDED', `run ${run.id} is ${run.status} ${run.result}`.trim())
}

const unmerged = ['validateshelveset', 'checkinshelveset']

/** Code that nobody has merged is released only where somebody has said so by name; a run queued by hand on a pull request's ref builds such code too. */
function judgeReason(run: Run, { reasons }: SourcePolicy, allowPullRequest: boolean): Refusal[] {
  const named = (reason: string): boolean => reasons.some((one) => sameId(one, reason))
  const ofPull = isPullRequest(run.reason, run.branch)
  const any = reasons.length === 0
  const fits = ofPull
    ? named('pullRequest') || (allowPullRequest && (any || named(run.reason)))
    : named(run.reason) || (any && run.reason !== '' && !unmerged.includes(run.reason.toLowerCase()))
  const what = ofPull ? 'builds a pull request' : `was started by '${run.reason}'`
  const wanted = any ? '' : `; ${reasons.join(', ')} will do`
  return unless(fits, 'SOURCE_REASON', `run ${run.id} ${what}${wanted}`)
}

function judgeOrigin(run: Run, policy: SourcePolicy): Refusal[] {
  const { definitions, repositories, branches, buildTags } = policy
  const { id, name } = run.repository
  const globs = branches.filter((glob) => glob !== '')
  const missing = buildTags.filter((tag) => !run.tags.some((one) => sameId(one, tag)))
  const isOf = repositories.some((one) => sameId(one, id) || sameId(one, name))
  // Without nonegate a glob that begins with ! would let all others in.
  const fits = globs.length > 0 && picomatch(globs, { dot: true, nonegate: true })(run.branch)
  return [
    ...unless(
      definitions.length === 0 || definitions.includes(run.definition),
      'SOURCE_DEFINITION',
      `run ${run.id} is of pipeline ${run.definition}, not of ${definitions.join(', ')}`,
    ),
    ...unless(
      repositories.length === 0 || isOf,
      'SOURCE_REPOSITORY',
      `run ${run.id} builds the repository '${name || id}', not ${repositories.join(', ')}`,
    ),
    ...unless(branches.length === 0 || fits, 'SOURCE_BRANCH', `run ${run.id} builds '${run.branch}', not ${branches.join(', ')}`),
    ...unless(missing.length === 0, 'SOURCE_NOT_TAGGED', `run ${run.id} does not bear the tag ${missing.join(', ')}`),
  ]
}

/** Each artifact that files may come from was attached by a job of that run, and that job, in its last attempt, has succeeded. */
function judgeJobs(records: readonly TimelineRecord[], plan: ReleasePlan): Refusal[] {
  return plan.artifacts
    .filter(({ name }) => isSelectedArtifact(name, plan.select))
    .flatMap(({ name, source }) => {
      const isIt = (one: TimelineRecord): boolean => [one.id, ...one.earlier.map(({ record }) => record)].some((id) => sameId(id, source))
      const [job, ...others] = records.filter((one) => one.type === 'Job' && isIt(one))
      if (job === undefined || others.length > 0)
        return unless(false, 'ARTIFACT_FOREIGN', `the artifact '${name}' was attached by no job of run ${plan.source.run}`)
      const says = `the job '${job.name}', which attached '${name}', is ${job.state} ${job.result}`.trim()
      return unless(succeeded(job, plan.policy.source.partiallySucceeded), 'SOURCE_JOB_FAILED', says)
    })
}

function succeeded({ state, result }: TimelineRecord, withIssues: boolean): boolean {
  return state === 'completed' && (result === 'succeeded' || (withIssues && result === 'succeededWithIssues'))
}

function judgeArtifacts(listed: readonly ListedArtifact[], plan: ReleasePlan, own: boolean): Refusal[] {
  const others = listed.filter(({ name }) => !isOwnArtifact(name))
  return judgePins(plan.artifacts, others, !own)
}
