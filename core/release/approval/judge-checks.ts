import type { Checkpoint } from './checkpoint.ts'
import { isOf } from './environment-approvals.ts'
import type { Approval, Check, CheckConfiguration, CheckSuite, Fact, Here } from '../evidence.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'

/** That the checks of our stage are those that were read, that each was passed, and that one of them is an approval of our environment. An approved suite without checks has been seen and proves nothing. */
export function judgeSuite(suite: CheckSuite, checkpoint: Checkpoint, here: Here): Refusal[] {
  const ours = suite.checks.some((check) => isApprovalOf(check, here.environment))
  const ofStage = sameId(suite.stage, checkpoint.stage.id) && suite.stageAttempt === checkpoint.stage.attempt
  return [
    ...unless(sameId(suite.id, checkpoint.id), 'SUITE_OTHER', `the service told of the checks ${suite.id}, not of ${checkpoint.id}`),
    ...unless(suite.run === here.run && sameId(suite.planId, here.planId), 'SUITE_OTHER_RUN', 'the checks are those of another run'),
    ...unless(ofStage, 'SUITE_OTHER_STAGE', 'the checks are those of another stage or attempt'),
    ...unless(suite.status === 'approved', 'SUITE_NOT_APPROVED', `the checks of this stage are '${suite.status}'`),
    ...unless(suite.checks.length > 0, 'CHECKS_EMPTY', 'the checks of this stage are empty'),
    ...suite.checks.flatMap(judgeStatus),
    ...unless(ours, 'ENVIRONMENT_OTHER', `no approval check of this stage belongs to the environment '${here.environment}'`),
  ]
}

/** Whoever administers a resource can bypass its checks, which is no approval. */
function judgeStatus({ type, status, resource }: Check): Refusal[] {
  const says = `the check '${type}' of '${resource.name}' is '${status}'`
  return unless(status === 'approved', status === 'bypassed' ? 'CHECK_BYPASSED' : 'CHECK_NOT_APPROVED', says)
}

/** That the approval checks of our environment ask now for what they asked for when they were evaluated: one that was edited since may have had other approvers. */
export function judgeConfigurations(
  suite: Fact<CheckSuite>,
  configurations: Fact<readonly CheckConfiguration[]>,
  environment: string,
): Refusal[] {
  if (configurations.kind === 'unknown') return unless(false, 'CONFIGURATIONS_UNKNOWN', configurations.why)
  const checks = suite.kind === 'known' ? suite.value.checks : []
  return checks.filter((check) => isApprovalOf(check, environment)).flatMap((check) => judgeConfiguration(check, configurations.value))
}

function judgeConfiguration({ configuration, resource }: Check, now: readonly CheckConfiguration[]): Refusal[] {
  const { id, version } = configuration
  const [found, ...others] = now.filter((one) => sameId(one.id, id))
  const what = `the approval check ${id} of '${resource.name}'`
  if (found === undefined || others.length > 0) return unless(false, 'CHECK_UNKNOWN', `${what} is not among those that it asks for now`)
  return [
    ...unless(
      found.version === version,
      'CHECK_CHANGED',
      `${what} was edited: version ${version} was evaluated, and it is now ${found.version}`,
    ),
    ...unless(!found.disabled, 'CHECK_DISABLED', `${what} is disabled`),
  ]
}

/** Whether a check is one of those by which this environment asks for an approval. */
export function isApprovalOf(check: Check, environment: string): boolean {
  return check.type === 'Approval' && isOf(check, environment)
}

/** That the approvals that were read are those of our checkpoint, and that each of them is one. */
export function judgeApprovals(approvals: readonly Approval[], checkpoint: Checkpoint, run: number): Refusal[] {
  const given = approvals.map((approval) => approval.id.toLowerCase()).sort()
  const asked = checkpoint.approvals.map((id) => id.toLowerCase()).sort()
  return [
    ...unless(given.join() === asked.join(), 'APPROVAL_OTHER', "the approvals read are not those of this stage's checkpoint"),
    ...approvals.flatMap(({ id, status, run: of }) => [
      ...unless(
        status === 'approved',
        status === 'deferred' ? 'APPROVAL_DEFERRED' : 'APPROVAL_NOT_APPROVED',
        `the approval ${id} is '${status}'`,
      ),
      ...unless((of ?? run) === run, 'APPROVAL_OTHER_RUN', `the approval ${id} belongs to run ${of}`),
    ]),
  ]
}
