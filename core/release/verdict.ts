import type { Approver } from './approval/approvers.ts'
import type { ClassicEvidence } from './classic/evidence.ts'
import type { StageEvidence } from './evidence.ts'
import type { Refusal } from './refusal.ts'

/** What a verdict is founded on. */
export type Evidence = StageEvidence | ClassicEvidence

/** Whether a release may be uploaded: approved by whom, or why not. */
export type Verdict =
  | { readonly kind: 'allow'; readonly approvers: readonly Approver[]; readonly warnings: readonly string[] }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] }

/** A refusal for these reasons, each told once. */
export function refuse(refusals: readonly Refusal[]): Verdict {
  const distinct = new Map(refusals.map((refusal) => [`${refusal.code} ${refusal.says}`, refusal]))
  return { kind: 'refuse', refusals: [...distinct.values()] }
}
