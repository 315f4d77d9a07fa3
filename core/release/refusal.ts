/** Why a release is refused; one code for each condition that did not hold. */
export type RefusalCode =
  | 'APPROVALS_UNKNOWN'
  | 'APPROVAL_AUTOMATED'
  | 'APPROVAL_DEFERRED'
  | 'APPROVAL_ELSEWHERE'
  | 'APPROVAL_MISSING'
  | 'APPROVAL_NOT_APPROVED'
  | 'APPROVAL_OLD'
  | 'APPROVAL_OTHER'
  | 'APPROVAL_OTHER_ATTEMPT'
  | 'APPROVAL_OTHER_RUN'
  | 'APPROVAL_SKIPPED'
  | 'APPROVED_BEFORE_PLAN'
  | 'APPROVERS_TOO_FEW'
  | 'APPROVER_NOT_HUMAN'
  | 'APPROVER_REQUESTED'
  | 'APPROVER_UNKNOWN'
  | 'ARTIFACTS_UNKNOWN'
  | 'ARTIFACT_ADDED'
  | 'ARTIFACT_CHANGED'
  | 'ARTIFACT_FOREIGN'
  | 'ARTIFACT_GONE'
  | 'CHECKPOINT_ATTEMPT'
  | 'CHECKPOINT_MISSING'
  | 'CHECKPOINT_NOT_PASSED'
  | 'CHECKPOINT_SEVERAL'
  | 'CHECKS_EMPTY'
  | 'CHECK_BYPASSED'
  | 'CHECK_CHANGED'
  | 'CHECK_DISABLED'
  | 'CHECK_NOT_APPROVED'
  | 'CHECK_UNKNOWN'
  | 'CODE_MISSING'
  | 'CODE_WAIVED'
  | 'CONFIGURATIONS_UNKNOWN'
  | 'DEPLOYMENT_NOT_RUNNING'
  | 'DEPLOYMENT_OTHER'
  | 'DEPLOYMENT_UNKNOWN'
  | 'ENVIRONMENT_OTHER'
  | 'INTERVENTIONS_UNKNOWN'
  | 'INTERVENTION_BYPASSED'
  | 'INTERVENTION_NOT_APPROVED'
  | 'JOB_UNKNOWN'
  | 'PLAN_FOREIGN'
  | 'PLAN_UNKNOWN'
  | 'PULL_REQUEST'
  | 'RELEASE_NOT_ACTIVE'
  | 'RELEASE_OTHER'
  | 'RELEASE_OTHER_DEFINITION'
  | 'RELEASE_UNKNOWN'
  | 'REQUESTER_UNKNOWN'
  | 'RUN_NOT_RUNNING'
  | 'RUN_OTHER'
  | 'RUN_OTHER_PLAN'
  | 'RUN_UNKNOWN'
  | 'SOURCE_BRANCH'
  | 'SOURCE_DEFINITION'
  | 'SOURCE_DELETED'
  | 'SOURCE_JOB_FAILED'
  | 'SOURCE_NOT_RELEASED'
  | 'SOURCE_NOT_SUCCEEDED'
  | 'SOURCE_NOT_TAGGED'
  | 'SOURCE_OLD'
  | 'SOURCE_OTHER'
  | 'SOURCE_REASON'
  | 'SOURCE_REPOSITORY'
  | 'SOURCE_TIMELINE_UNKNOWN'
  | 'SOURCE_UNKNOWN'
  | 'STAGE_ATTEMPT'
  | 'STAGE_UNKNOWN'
  | 'STEP_FOREIGN'
  | 'SUITE_NOT_APPROVED'
  | 'SUITE_OTHER'
  | 'SUITE_OTHER_RUN'
  | 'SUITE_OTHER_STAGE'
  | 'SUITE_UNKNOWN'
  | 'TAG_OTHER'
  | 'TIMELINE_UNKNOWN'
  | 'TIME_UNKNOWN'

/** One condition that did not hold, in words for the log. */
export interface Refusal {
  readonly code: RefusalCode
  readonly says: string
}

/** `[refusal]` unless `holds`: conditions read as a list. */
export function unless(holds: boolean, code: RefusalCode, says: string): Refusal[] {
  return holds ? [] : [{ code, says }]
}

/** Whether it is in doubt that our task made the plan: nobody is then asked to approve it. */
export function isPlanDoubted(refusal: Refusal): boolean {
  return ['PLAN_FOREIGN', 'PLAN_UNKNOWN'].includes(refusal.code)
}

/** Whether somebody has still to approve, rather than that an approval is wrong. */
export function isApprovalMissing(refusal: Refusal): boolean {
  return ['APPROVAL_MISSING', 'APPROVERS_TOO_FEW', 'CHECKPOINT_MISSING', 'CODE_MISSING'].includes(refusal.code)
}
