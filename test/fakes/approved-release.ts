import { approvalCode } from '../../core/release/approval/approval-code.ts'
import {
  type Approval,
  type ApprovalStep,
  type CheckSuite,
  known,
  type Person,
  type Run,
  type StageEvidence,
  type TimelineRecord,
} from '../../core/release/evidence.ts'
import { planDigest, type ReleasePlan } from '../../core/release/plan/plan.ts'
import { defaultPolicy, type Policy } from '../../core/release/plan/policy.ts'
import { sha256Of } from '../../core/sha256.ts'

export const gatedRelease = 'd6a0a6ab-f0e4-443d-b052-e5c044e6d1da'
export const ada: Person = { id: 'aaaa', name: 'Ada', descriptor: 'aad.ada' }
export const grace: Person = { id: 'bbbb', name: 'Grace', descriptor: 'msa.grace' }

/** A release that nothing is wrong with, to change one fact of. */
export interface ApprovedRelease {
  readonly plan: ReleasePlan
  readonly evidence: StageEvidence
  readonly self: Run
  readonly records: readonly TimelineRecord[]
  readonly suite: CheckSuite
  readonly approval: Approval
  readonly step: ApprovalStep
}

export function releasePlan(change: Partial<ReleasePlan> = {}): ReleasePlan {
  const file = (name: string): { name: string; size: number; sha256: ReturnType<typeof sha256Of> } => ({
    name,
    size: name.length,
    sha256: sha256Of(name),
  })
  return {
    version: 2,
    repository: { kind: 'index', uploadUrl: 'https://upload.example.org/legacy/', checkUrl: 'https://example.org/simple' },
    select: { artifacts: [], files: ['*.whl', '*.tar.gz'] },
    policy: { ...defaultPolicy, environment: 'pypi' },
    releases: [
      { project: 'spam', version: '1.0', files: [file('spam-1.0-cp311-cp311-linux_x86_64.whl'), file('spam-1.0.tar.gz')] },
      { project: 'eggs', version: '2.0', files: [file('eggs-2.0-py3-none-any.whl')] },
    ],
    source: { project: 'p', definition: 3, run: 7, commit: 'c0ffee', branch: 'refs/heads/main' },
    artifacts: [{ name: 'wheels.build.wheels.linux.1', source: 'job-build', kind: 'Container', data: '#/1/wheels.build.wheels.linux.1' }],
    ...change,
  }
}

/** The records of a run with a stage that planned and our stage behind its checkpoint. */
export function timeline(): TimelineRecord[] {
  const record = (id: string, type: string, parentId: string, more: Partial<TimelineRecord> = {}): TimelineRecord => ({
    id,
    type,
    parentId,
    name: id,
    state: 'completed',
    result: 'succeeded',
    attempt: 1,
    earlier: [],
    started: '2026-11-20T09:00:00.000Z',
    finished: '2026-11-20T10:00:00.000Z',
    task: '',
    ...more,
  })
  const running = { state: 'inProgress', result: '', started: '2026-11-20T11:30:00.000Z', finished: '' }
  return [
    record('stage-build', 'Stage', ''),
    record('phase-build', 'Phase', 'stage-build'),
    record('job-build', 'Job', 'phase-build'),
    record('stage-plan', 'Stage', ''),
    record('phase-plan', 'Phase', 'stage-plan'),
    record('job-plan', 'Job', 'phase-plan'),
    record('task-checkout', 'Task', 'job-plan', { task: 'checkout', finished: '2026-11-20T10:10:00.000Z' }),
    record('task-plan', 'Task', 'job-plan', { task: gatedRelease, finished: '2026-11-20T10:00:00.000Z' }),
    record('stage-publish', 'Stage', '', running),
    record('checkpoint', 'Checkpoint', 'stage-publish'),
    record('approval', 'Checkpoint.Approval', 'checkpoint'),
    record('phase-publish', 'Phase', 'stage-publish', running),
    record('job-publish', 'Job', 'phase-publish', running),
    record('task-publish', 'Task', 'job-publish', { ...running, task: gatedRelease }),
  ]
}

export function approvedRelease(plan: ReleasePlan = releasePlan()): ApprovedRelease {
  const self: Run = {
    id: 7,
    planId: 'orchestration',
    project: 'p',
    definition: 3,
    status: 'inProgress',
    result: '',
    reason: 'manual',
    branch: 'refs/heads/main',
    commit: 'c0ffee',
    deleted: false,
    repository: { id: 'repo', name: 'spam' },
    tags: [],
    finished: '',
    requesters: [ada],
  }
  const step: ApprovalStep = {
    status: 'approved',
    approver: grace,
    comment: `Fine. ${approvalCode(planDigest(plan))}`,
    at: '2026-11-20T11:00:00.000Z',
  }
  const approval: Approval = { id: 'approval', status: 'approved', run: 7, steps: [step] }
  const suite: CheckSuite = {
    id: 'checkpoint',
    status: 'approved',
    planId: 'orchestration',
    run: 7,
    stage: 'stage-publish',
    stageAttempt: 1,
    checks: [
      {
        id: 'approval',
        type: 'Approval',
        status: 'approved',
        configuration: { id: '5', version: 2 },
        resource: { type: 'environment', id: '9', name: 'pypi' },
      },
    ],
  }
  const records = timeline()
  const evidence: StageEvidence = {
    kind: 'stage',
    here: {
      run: 7,
      planId: 'orchestration',
      job: 'job-publish',
      stageAttempt: 1,
      environment: 'pypi',
      allowPullRequest: false,
      running: true,
      task: gatedRelease,
    },
    self: known(self),
    source: { run: known(self), timeline: known(records), artifacts: known(plan.artifacts) },
    timeline: known(records),
    suite: known(suite),
    approvals: known([approval]),
    configurations: known([{ id: '5', version: 2, disabled: false }]),
    planned: known({ artifact: 'release-plan.plan.plan.1', job: 'job-plan', attempt: 1 }),
  }
  return { plan, evidence, self, records, suite, approval, step }
}

/** A release, that nothing is wrong with, of files that another run has built, which is over. */
export function releaseFromElsewhere(policy: Partial<Policy> = {}): ApprovedRelease & { readonly source: Run } {
  const base = releasePlan()
  const plan = releasePlan({
    policy: { ...base.policy, ...policy },
    source: { project: 'p', definition: 4, run: 5, commit: 'beef', branch: 'refs/tags/v1.0' },
    releases: base.releases.slice(0, 1),
  })
  const release = approvedRelease(plan)
  const source: Run = {
    ...release.self,
    id: 5,
    planId: 'earlier',
    definition: 4,
    status: 'completed',
    result: 'succeeded',
    reason: 'individualCI',
    branch: 'refs/tags/v1.0',
    commit: 'beef',
    tags: ['Automated'],
    finished: '2026-11-20T08:30:00.000Z',
    requesters: [{ id: 'dddd', name: 'Dan', descriptor: 'aad.dan' }],
  }
  const built = release.records.filter(({ id }) => id.endsWith('-build'))
  const facts = { run: known(source), timeline: known(built), artifacts: known(plan.artifacts) }
  return { ...release, evidence: { ...release.evidence, source: facts }, source }
}
