import { isPullRequest } from '../pipeline/pull-request.ts'
import { countApprovers } from './approvers.ts'
import { approvalsOfEnvironment, isOf } from './environment-approvals.ts'
import { type Checkpoint, findCheckpoint } from './checkpoint.ts'
import { judgeClassic } from './classic/judge.ts'
import type { Approval, CheckSuite, Fact, Person, Planned, Run, StageEvidence, TimelineRecord } from './evidence.ts'
import { planDigest, type ReleasePlan } from './plan.ts'
import { type Refusal, unless } from './refusal.ts'
import type { Evidence, Verdict } from './verdict.ts'

/** Whether this plan may be released on this evidence. Every condition is judged, every unknown fact refuses, and each refusal has its own code. */
export function judge(evidence: Evidence, plan: ReleasePlan): Verdict {
  return evidence.kind === 'stage' ? judgeStage(evidence, plan) : judgeClassic(evidence, plan)
}

function judgeStage(evidence: StageEvidence, plan: ReleasePlan): Verdict {
  const { here } = evidence
  const refusals = [
    ...ifKnown(evidence.self, 'RUN_UNKNOWN', (run) => judgeOwnRun(run, evidence)),
    ...ifKnown(evidence.source.run, 'SOURCE_UNKNOWN', (run) => judgeSource(run, evidence, plan)),
  ]
  if (evidence.timeline.kind === 'unknown') return refuse([...refusals, { code: 'TIMELINE_UNKNOWN', says: evidence.timeline.why }])
  const found = findCheckpoint(evidence.timeline.value, here)
  if (found.kind === 'refused') return refuse([...refusals, ...found.refusals])
  const { checkpoint } = found
  const planned = plannedAt(evidence.planned, evidence.timeline.value, here.task)
  const counted = countFrom(evidence, plan, planned.at)
  refusals.push(
    ...ifKnown(evidence.suite, 'SUITE_UNKNOWN', (suite) => judgeSuite(suite, checkpoint, evidence)),
    ...judgeEnvironment(plan.policy.environment, here.environment),
    ...ifKnown(evidence.approvals, 'APPROVALS_UNKNOWN', (approvals) => judgeApprovals(approvals, checkpoint, here.run)),
    ...planned.refusals,
    ...counted.refusals,
  )
  return refusals.length === 0 ? { kind: 'allow', approvers: counted.approvers, warnings: [] } : refuse(refusals)
}

function refuse(refusals: readonly Refusal[]): Verdict {
  const distinct = new Map(refusals.map((refusal) => [`${refusal.code} ${refusal.says}`, refusal]))
  return { kind: 'refuse', refusals: [...distinct.values()] }
}

function ifKnown<T>(fact: Fact<T>, code: Refusal['code'], judged: (value: T) => Refusal[]): Refusal[] {
  return fact.kind === 'known' ? judged(fact.value) : [{ code, says: fact.why }]
}

/** That what we read is the run that this job belongs to: its orchestration plan is known to the agent and to nobody else's run. */
function judgeOwnRun(run: Run, { here }: StageEvidence): Refusal[] {
  return [
    ...unless(run.id === here.run, 'RUN_OTHER', `the service told of run ${run.id}, but this is run ${here.run}`),
    ...unless(same(run.planId, here.planId), 'RUN_OTHER_PLAN', `run ${run.id} has the plan id '${run.planId}', not this job's`),
    ...unless(run.status === 'inProgress', 'RUN_NOT_RUNNING', `run ${run.id} is '${run.status}', though this job of it runs`),
    ...unless(here.allowPullRequest || !isPullRequest(run.reason, run.branch), 'PULL_REQUEST', `run ${run.id} builds a pull request`),
  ]
}

function judgeSource(run: Run, { here }: StageEvidence, plan: ReleasePlan): Refusal[] {
  const { source } = plan
  const agrees =
    run.id === source.run && run.definition === source.definition && run.commit === source.commit && same(run.project, source.project)
  const good = run.id === here.run || (run.status === 'completed' && run.result === 'succeeded')
  return [
    ...unless(agrees, 'SOURCE_OTHER', `run ${run.id} is not as the plan says (run ${source.run} of commit ${source.commit})`),
    ...unless(good, 'SOURCE_NOT_SUCCEEDED', `run ${run.id} is ${run.status} ${run.result}`.trim()),
    ...unless(!run.deleted, 'SOURCE_DELETED', `run ${run.id} was deleted`),
  ]
}

/** An approved suite without checks has been seen and proves nothing; a check that was bypassed was not approved. */
function judgeSuite(suite: CheckSuite, checkpoint: Checkpoint, { here }: StageEvidence): Refusal[] {
  const pending = suite.checks.filter((check) => check.status !== 'approved')
  const ours = suite.checks.some((check) => check.type === 'Approval' && isOf(check, here.environment))
  const ofStage = same(suite.stage, checkpoint.stage.id) && suite.stageAttempt === checkpoint.stage.attempt
  return [
    ...unless(same(suite.id, checkpoint.id), 'SUITE_OTHER', `the service told of the checks ${suite.id}, not of ${checkpoint.id}`),
    ...unless(suite.run === here.run && same(suite.planId, here.planId), 'SUITE_OTHER_RUN', 'the checks are those of another run'),
    ...unless(ofStage, 'SUITE_OTHER_STAGE', 'the checks are those of another stage or attempt'),
    ...unless(suite.status === 'approved', 'SUITE_NOT_APPROVED', `the checks of this stage are '${suite.status}'`),
    ...unless(suite.checks.length > 0, 'CHECKS_EMPTY', 'the checks of this stage are empty'),
    ...pending.flatMap((check) =>
      unless(false, 'CHECK_NOT_APPROVED', `the check '${check.type}' of '${check.resource.name}' is '${check.status}'`),
    ),
    ...unless(ours, 'ENVIRONMENT_OTHER', `no approval check of this stage belongs to the environment '${here.environment}'`),
  ]
}

function judgeEnvironment(planned: string, here: string): Refusal[] {
  const says = `the plan is for the environment '${planned}', and this job publishes to '${here}'`
  return unless(here !== '' && (planned === '' || same(planned, here)), 'ENVIRONMENT_OTHER', says)
}

function judgeApprovals(approvals: readonly Approval[], checkpoint: Checkpoint, run: number): Refusal[] {
  const given = approvals.map((approval) => approval.id.toLowerCase()).sort()
  const asked = checkpoint.approvals.map((id) => id.toLowerCase()).sort()
  return [
    ...unless(given.join() === asked.join(), 'APPROVAL_OTHER', "the approvals read are not those of this stage's checkpoint"),
    ...approvals.flatMap((approval) => [
      ...unless(approval.status === 'approved', 'APPROVAL_NOT_APPROVED', `the approval ${approval.id} is '${approval.status}'`),
      ...unless((approval.run ?? run) === run, 'APPROVAL_OTHER_RUN', `the approval ${approval.id} belongs to run ${approval.run}`),
    ]),
  ]
}

/** When our task of the job that attached the plan had ended: an approval given before cannot have meant that plan. An attempt that the job did not have was made up. */
function plannedAt(planned: Fact<Planned>, records: readonly TimelineRecord[], task: string): { at: string; refusals: Refusal[] } {
  if (planned.kind === 'unknown') return { at: '', refusals: unless(false, 'PLAN_UNKNOWN', planned.why) }
  const { artifact, job, attempt } = planned.value
  const isJob = records.some((record) => record.type === 'Job' && same(record.id, job) && record.attempt >= attempt)
  const ended = records
    .filter((record) => record.type === 'Task' && same(record.parentId, job) && same(record.task, task))
    .filter((record) => record.state === 'completed' && ['succeeded', 'succeededWithIssues'].includes(record.result))
    .map((record) => record.finished)
    .sort()
  const at = isJob ? (ended.at(-1) ?? '') : ''
  return { at, refusals: unless(at !== '', 'PLAN_FOREIGN', `'${artifact}' was not attached by a job in which this task made a plan`) }
}

function countFrom(evidence: StageEvidence, plan: ReleasePlan, planned: string): ReturnType<typeof countApprovers> {
  const { policy } = plan
  const wanted = [
    ...(policy.separationOfDuties.includes('requester') ? [evidence.self] : []),
    ...(policy.separationOfDuties.includes('sourceRequester') ? [evidence.source.run] : []),
  ]
  const requesters = wanted.map((fact): readonly Person[] => (fact.kind === 'known' ? fact.value.requesters : []))
  const nameless = requesters.filter((people) => (people[0]?.id ?? '') === '')
  const { ours, elsewhere } = approvalsOfEnvironment(evidence)
  const counted = countApprovers(ours, { policy, digest: planDigest(plan), planned, requesters: requesters.flat() })
  const strange = counted.refusals.length === 0 ? [] : elsewhere
  const says = 'it is not known who started the run, so nobody can be told to be somebody else'
  return { ...counted, refusals: [...strange, ...counted.refusals, ...unless(nameless.length === 0, 'REQUESTER_UNKNOWN', says)] }
}

/** Ids and names of environments differ in case between agent and service, but never in more. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() && a !== ''
}
