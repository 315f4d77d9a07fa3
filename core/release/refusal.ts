/** Why a release is refused; one code for each condition that did not hold. */
export type RefusalCode =
  | 'APPROVALS_UNKNOWN'
  | 'APPROVAL_ELSEWHERE'
  | 'APPROVAL_MISSING'
  | 'APPROVAL_NOT_APPROVED'
  | 'APPROVAL_OTHER'
  | 'APPROVAL_OTHER_RUN'
  | 'APPROVED_BEFORE_PLAN'
  | 'APPROVERS_TOO_FEW'
  | 'APPROVER_NOT_HUMAN'
  | 'APPROVER_REQUESTED'
  | 'APPROVER_UNKNOWN'
  | 'CHECKPOINT_ATTEMPT'
  | 'CHECKPOINT_MISSING'
  | 'CHECKPOINT_NOT_PASSED'
  | 'CHECKPOINT_SEVERAL'
  | 'CHECKS_EMPTY'
  | 'CHECK_NOT_APPROVED'
  | 'CODE_MISSING'
  | 'ENVIRONMENT_OTHER'
  | 'JOB_UNKNOWN'
  | 'PLAN_FOREIGN'
  | 'PLAN_UNKNOWN'
  | 'PULL_REQUEST'
  | 'REQUESTER_UNKNOWN'
  | 'RUN_NOT_RUNNING'
  | 'RUN_OTHER'
  | 'RUN_OTHER_PLAN'
  | 'RUN_UNKNOWN'
  | 'SOURCE_DELETED'
  | 'SOURCE_NOT_SUCCEEDED'
  | 'SOURCE_OTHER'
  | 'SOURCE_UNKNOWN'
  | 'STAGE_ATTEMPT'
  | 'STAGE_UNKNOWN'
  | 'SUITE_NOT_APPROVED'
  | 'SUITE_OTHER'
  | 'SUITE_OTHER_RUN'
  | 'SUITE_OTHER_STAGE'
  | 'SUITE_UNKNOWN'
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
