import { isPullRequest } from '../pipeline/pull-request.ts'
import { countApprovers } from './approval/approvers.ts'
import { approvalsOfEnvironment } from './approval/environment-approvals.ts'
import { type Checkpoint, findCheckpoint } from './approval/checkpoint.ts'
import { judgeClassic } from './classic/judge.ts'
import type { Fact, Person, Run, StageEvidence, TimelineRecord } from './evidence.ts'
import { judgeApprovals, judgeConfigurations, judgeSuite } from './approval/judge-checks.ts'
import { judgeSource } from './source/judge-source.ts'
import { foreignSteps } from './approval/known-steps.ts'
import { planDigest, type ReleasePlan } from './plan/plan.ts'
import { plannedAt } from './approval/planned-at.ts'
import { type Refusal, unless } from './refusal.ts'
import { sameId } from './same-id.ts'
import { type Evidence, refuse, type Verdict } from './verdict.ts'

/** Whether this plan may be released on this evidence. Every condition is judged, every unknown fact refuses, and each refusal has its own code. */
export function judge(evidence: Evidence, plan: ReleasePlan): Verdict {
  return evidence.kind === 'stage' ? judgeStage(evidence, plan) : judgeClassic(evidence, plan)
}

function judgeStage(evidence: StageEvidence, plan: ReleasePlan): Verdict {
  const { here, timeline } = evidence
  const found = timeline.kind === 'known' ? findCheckpoint(timeline.value, here) : undefined
  const checkpoint = found?.kind === 'found' ? found.checkpoint : undefined
  const publisher = { ...here, started: checkpoint?.job.started ?? '' }
  const refusals = [
    ...ifKnown(evidence.self, 'RUN_UNKNOWN', (run) => judgeOwnRun(run, evidence)),
    ...judgeSource(evidence.source, plan, publisher),
  ]
  if (timeline.kind === 'unknown') return refuse([...refusals, { code: 'TIMELINE_UNKNOWN', says: timeline.why }])
  if (checkpoint === undefined) return refuse([...refusals, ...(found?.kind === 'refused' ? found.refusals : [])])
  const planned = plannedAt(evidence.planned, timeline.value, here.task)
  const counted = countFrom(evidence, plan, { planned: planned.at, started: checkpoint.job.started })
  const steps = judgeSteps(timeline.value, checkpoint, evidence, plan)
  const now = judgeConfigurations(evidence.suite, evidence.configurations, here.environment)
  refusals.push(...judgeGate(evidence, checkpoint, plan), ...(here.running ? now : []))
  refusals.push(...planned.refusals, ...counted.refusals, ...steps.refusals)
  const warnings = [...(here.running ? [] : sinceThen(now)), ...steps.warnings]
  return refusals.length === 0 ? { kind: 'allow', approvers: counted.approvers, warnings } : refuse(refusals)
}

function ifKnown<T>(fact: Fact<T>, code: Refusal['code'], judged: (value: T) => Refusal[]): Refusal[] {
  return fact.kind === 'known' ? judged(fact.value) : [{ code, says: fact.why }]
}

/** That what we read is the run that this job belongs to: its orchestration plan is known to the agent and to nobody else's run. */
function judgeOwnRun(run: Run, { here }: StageEvidence): Refusal[] {
  return [
    ...unless(run.id === here.run, 'RUN_OTHER', `the service told of run ${run.id}, but this is run ${here.run}`),
    ...unless(sameId(run.planId, here.planId), 'RUN_OTHER_PLAN', `run ${run.id} has the plan id '${run.planId}', not this job's`),
    ...unless(
      !here.running || run.status === 'inProgress',
      'RUN_NOT_RUNNING',
      `run ${run.id} is '${run.status}', though this job of it runs`,
    ),
    ...unless(here.allowPullRequest || !isPullRequest(run.reason, run.branch), 'PULL_REQUEST', `run ${run.id} builds a pull request`),
  ]
}

function judgeGate(evidence: StageEvidence, checkpoint: Checkpoint, { policy }: ReleasePlan): Refusal[] {
  const { here, suite } = evidence
  return [
    ...ifKnown(suite, 'SUITE_UNKNOWN', (known) => judgeSuite(known, checkpoint, here)),
    ...judgeEnvironment(policy.environment, here.environment),
    ...ifKnown(evidence.approvals, 'APPROVALS_UNKNOWN', (approvals) => judgeApprovals(approvals, checkpoint, here.run)),
  ]
}

/** What became of a check after a release that is audited says nothing against it. */
function sinceThen(refusals: readonly Refusal[]): string[] {
  return refusals.map(({ says }) => `Since this release: ${says}.`)
}

function judgeEnvironment(planned: string, here: string): Refusal[] {
  const says = `the plan is for the environment '${planned}', and this job publishes to '${here}'`
  return unless(here !== '' && (planned === '' || sameId(planned, here)), 'ENVIRONMENT_OTHER', says)
}

interface Steps {
  readonly refusals: readonly Refusal[]
  readonly warnings: readonly string[]
}

function judgeSteps(records: readonly TimelineRecord[], { job }: Checkpoint, { here }: StageEvidence, { policy }: ReleasePlan): Steps {
  const says = foreignSteps(records, job, here.task).map(
    (name) => `the step '${name}' ran before in this job, and may have changed what this one runs with`,
  )
  if (policy.knownStepsOnly) return { refusals: says.flatMap((one) => unless(false, 'STEP_FOREIGN', one)), warnings: [] }
  return { refusals: [], warnings: says.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`) }
}

function countFrom(
  evidence: StageEvidence,
  plan: ReleasePlan,
  times: { readonly planned: string; readonly started: string },
): ReturnType<typeof countApprovers> {
  const { policy } = plan
  const wanted = [
    ...(policy.separationOfDuties.includes('requester') ? [evidence.self] : []),
    ...(policy.separationOfDuties.includes('sourceRequester') ? [evidence.source.run] : []),
  ]
  const requesters = wanted.map((fact): readonly Person[] => (fact.kind === 'known' ? fact.value.requesters : []))
  const nameless = requesters.filter((people) => (people[0]?.id ?? '') === '')
  const { ours, elsewhere } = approvalsOfEnvironment(evidence)
  const counted = countApprovers(ours, { policy, digest: planDigest(plan), ...times, requesters: requesters.flat() })
  const strange = counted.refusals.length === 0 ? [] : elsewhere
  const says = 'it is not known who started the run, so nobody can be told to be somebody else'
  return { ...counted, refusals: [...strange, ...counted.refusals, ...unless(nameless.length === 0, 'REQUESTER_UNKNOWN', says)] }
}
