import { isApprovalMissing, isPlanDoubted, type Refusal, type RefusalCode } from './refusal.ts'

/** What to do about a release that is refused for these reasons: a sentence for each kind of them, most telling first. */
export function remedyOf(refusals: readonly Refusal[], code: string): string {
  if (refusals.some(isPlanDoubted)) return 'Nothing was uploaded. Find out who attached that plan, and start a new run.'
  const approve = `Run this stage again, and let somebody who has read the plan approve it with its approval code ${code} in the comment.`
  const told = kinds.flatMap(([kind, act]) => (refusals.some((one) => kind(one.code)) ? [act] : []))
  return ['Nothing was uploaded.', ...told, ...(refusals.some(isApprovalMissing) ? [approve] : [])].join(' ')
}

const kinds: readonly (readonly [kind: (code: RefusalCode) => boolean, act: string])[] = [
  [
    (code) => /^(?:RUN|SOURCE|SOURCE_TIMELINE|TIMELINE|SUITE|APPROVALS|CONFIGURATIONS|ARTIFACTS|RELEASE|INTERVENTIONS)_UNKNOWN$/.test(code),
    "See that this project's build service may view those builds and releases, and is a Reader of the environment.",
  ],
  [(code) => code.startsWith('ARTIFACT_'), 'Find out who changed the artifacts of that run, and build anew.'],
  [(code) => code.startsWith('SOURCE_') && !code.endsWith('UNKNOWN'), 'Release a run that is what the policy of the plan asks for.'],
  [(code) => code === 'TAG_OTHER', 'Build the tag that names this version, or set files.tag in the policy.'],
  [
    (code) => /^(?:CHECK|CHECKS|SUITE)_/.test(code) && code !== 'SUITE_UNKNOWN',
    'Run this stage again, so that its checks are evaluated as they are now, by people.',
  ],
  [(code) => code === 'STEP_FOREIGN', 'Move that step to a job before.'],
]
