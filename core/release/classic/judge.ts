import type { Person } from '../evidence.ts'
import { judgeSource } from '../source/judge-source.ts'
import { planDigest, type ReleasePlan } from '../plan/plan.ts'
import { type Refusal, unless } from '../refusal.ts'
import { refuse, type Verdict } from '../verdict.ts'
import { countClassicApprovers } from './approvers.ts'
import { judgeClassicSteps } from './steps.ts'
import { sameId } from '../same-id.ts'
import { type Attempt, findAttempt } from './attempt.ts'
import type { ClassicEvidence, ClassicRelease, HereClassic } from './evidence.ts'

/** Whether this plan may be released by this stage of a classic release. Every condition is judged, and every unknown fact refuses. */
export function judgeClassic(evidence: ClassicEvidence, plan: ReleasePlan): Verdict {
  const { here, release, interventions } = evidence
  if (release.kind === 'unknown') return refuse([...judgeFiles(evidence, plan, undefined), { code: 'RELEASE_UNKNOWN', says: release.why }])
  const found = findAttempt(release.value, here)
  const attempt = found.kind === 'found' ? found.attempt : undefined
  const refusals = [
    ...judgeFiles(evidence, plan, attempt),
    ...judgeRelease(release.value, here),
    ...judgeArtifacts(release.value, plan),
    ...found.refusals,
  ]
  if (interventions.kind === 'unknown') return refuse([...refusals, { code: 'INTERVENTIONS_UNKNOWN', says: interventions.why }])
  if (attempt === undefined) return refuse(refusals)
  const asked = requestersOf(evidence, release.value, attempt, plan)
  const bar = { policy: plan.policy, digest: planDigest(plan), requesters: asked.people }
  const counted = countClassicApprovers(attempt, interventions.value, bar)
  const ran = judgeClassicSteps(attempt.deployment.steps, here.task, plan.policy)
  refusals.push(...judgeStageName(attempt, here, plan), ...asked.refusals, ...counted.refusals, ...ran.refusals)
  return refusals.length === 0 ? { kind: 'allow', approvers: counted.approvers, warnings: ran.warnings } : refuse(refusals)
}

/** No artifact holds a plan in a classic release: what is published was approved because its code was written, and by nothing else. */
function judgeFiles({ source, here }: ClassicEvidence, plan: ReleasePlan, attempt: Attempt | undefined): Refusal[] {
  const { running, allowPullRequest } = here
  const publisher = { run: undefined, running, allowPullRequest, started: attempt?.deployment.started ?? '' }
  const says = 'a classic release needs the approval code in the comment, whatever requireCode says'
  return [...unless(plan.policy.requireCode, 'CODE_WAIVED', says), ...judgeSource(source, plan, publisher)]
}

function judgeRelease(release: ClassicRelease, here: HereClassic): Refusal[] {
  const isPullRequestRelease = release.reason.toLowerCase() === 'pullrequest'
  return [
    ...unless(
      release.id === here.release,
      'RELEASE_OTHER',
      `the service told of release ${release.id}, but this is release ${here.release}`,
    ),
    ...unless(
      release.definition === here.definition && sameId(release.project, here.project),
      'RELEASE_OTHER_DEFINITION',
      `release ${release.id} is one of pipeline ${release.definition} of project ${release.project}, not of this job's`,
    ),
    ...unless(release.status === 'active', 'RELEASE_NOT_ACTIVE', `release ${release.id} is '${release.status}'`),
    ...unless(here.allowPullRequest || !isPullRequestRelease, 'PULL_REQUEST', `release ${release.id} is one of a pull request`),
  ]
}

/** A release says what it is made of, and approvers see that; files of any other run were never shown to them. */
function judgeArtifacts({ id, artifacts }: ClassicRelease, { source }: ReleasePlan): Refusal[] {
  const isPart = artifacts.some(
    ({ run, definition, project }) => run === source.run && definition === source.definition && sameId(project, source.project),
  )
  return unless(isPart, 'SOURCE_NOT_RELEASED', `run ${source.run} is no artifact of release ${id}`)
}

/** Any step before can have set the id of a stage to another's, but not its name, which agents let nobody set. */
function judgeStageName({ environment }: Attempt, here: HereClassic, { policy }: ReleasePlan): Refusal[] {
  const isMeant = policy.environment === '' || sameId(policy.environment, environment.name)
  return [
    ...unless(isMeant, 'ENVIRONMENT_OTHER', `the plan is for the stage '${policy.environment}', and this is '${environment.name}'`),
    ...unless(
      sameId(here.environmentName, environment.name),
      'ENVIRONMENT_OTHER',
      `the service calls this stage '${environment.name}', the agent '${here.environmentName}'`,
    ),
  ]
}

function requestersOf(
  { source }: ClassicEvidence,
  release: ClassicRelease,
  { deployment }: Attempt,
  { policy }: ReleasePlan,
): { readonly people: readonly Person[]; readonly refusals: readonly Refusal[] } {
  const ofSource = source.run.kind === 'known' ? source.run.value.requesters : []
  const wanted = [
    ...(policy.separationOfDuties.includes('requester') ? [release.requesters, deployment.requesters] : []),
    ...(policy.separationOfDuties.includes('sourceRequester') ? [ofSource] : []),
  ]
  const says = 'it is not known who asked for the release, its deployment or its build, so nobody can be told to be somebody else'
  return {
    people: wanted.flat(),
    refusals: unless(
      wanted.every((people) => (people[0]?.id ?? '') !== ''),
      'REQUESTER_UNKNOWN',
      says,
    ),
  }
}
