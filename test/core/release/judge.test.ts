import assert from 'node:assert/strict'
import {
  type Approval,
  type CheckConfiguration,
  type CheckSuite,
  type Here,
  known,
  type ListedArtifact,
  type Person,
  type Run,
  type StageEvidence,
  type TimelineRecord,
  unknown,
} from '../../../core/release/evidence.ts'
import { judge } from '../../../core/release/judge.ts'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import type { Verdict } from '../../../core/release/verdict.ts'
import { ada, approvedRelease, gatedRelease, grace, releasePlan } from '../../fakes/approved-release.ts'

const good = approvedRelease()
const change = (part: Partial<StageEvidence>): StageEvidence => ({ ...good.evidence, ...part })
const here = (part: Partial<Here>): StageEvidence => change({ here: { ...good.evidence.here, ...part } })
const self = (part: Partial<Run>): StageEvidence => change({ self: known({ ...good.self, ...part }) })
const ofSource = (part: Partial<StageEvidence['source']>): StageEvidence => change({ source: { ...good.evidence.source, ...part } })
const source = (part: Partial<Run>): StageEvidence => ofSource({ run: known({ ...good.self, ...part }) })
const suite = (part: Partial<CheckSuite>): StageEvidence => change({ suite: known({ ...good.suite, ...part }) })
const approval = (part: Partial<Approval>): StageEvidence => change({ approvals: known([{ ...good.approval, ...part }]) })
const step = (part: Partial<Approval['steps'][number]>): StageEvidence => approval({ steps: [{ ...good.step, ...part }] })
const approver = (part: Partial<Person>): StageEvidence => step({ approver: { ...grace, ...part } })
const changed = (id: string, part: Partial<TimelineRecord>): TimelineRecord[] =>
  good.records.map((one) => (one.id === id ? { ...one, ...part } : one))
const record = (id: string, part: Partial<TimelineRecord>): StageEvidence => change({ timeline: known(changed(id, part)) })
const without = (id: string): StageEvidence => change({ timeline: known(good.records.filter((one) => one.id !== id)) })
const twice = (id: string, as = id): StageEvidence =>
  change({ timeline: known([...good.records, ...good.records.filter((one) => one.id === id).map((one) => ({ ...one, id: as }))]) })
const check = (part: Partial<CheckSuite['checks'][number]>): StageEvidence =>
  suite({ checks: good.suite.checks.map((one) => ({ ...one, ...part })) })
const configured = (...configurations: readonly CheckConfiguration[]): StageEvidence => change({ configurations: known(configurations) })
const configuration: CheckConfiguration = { id: '5', version: 2, disabled: false }
const built = (part: Partial<TimelineRecord>): StageEvidence => ofSource({ timeline: known(changed('job-build', part)) })
const artifact = (part: Partial<ListedArtifact>): StageEvidence =>
  ofSource({ artifacts: known(good.plan.artifacts.map((one) => ({ ...one, ...part }))) })

/** The stage uses a variable group too, whose own approval (by Grace) and the environment's (by Carol) have these comments. */
const alongside = (environment: string, group: string, checkId = 'approval'): StageEvidence => ({
  ...good.evidence,
  timeline: known([...good.records, ...good.records.filter((one) => one.id === 'approval').map((one) => ({ ...one, id: 'vault' }))]),
  suite: known({
    ...good.suite,
    checks: [
      ...good.suite.checks.map((one) => ({ ...one, id: checkId })),
      {
        id: 'vault',
        type: 'Approval',
        status: 'approved',
        configuration: { id: '6', version: 1 },
        resource: { type: 'variablegroup', id: '3', name: 'mine' },
      },
    ],
  }),
  approvals: known([
    { ...good.approval, steps: [{ ...good.step, approver: { ...grace, id: 'cccc', name: 'Carol' }, comment: environment }] },
    { ...good.approval, id: 'vault', steps: [{ ...good.step, comment: group }] },
  ]),
})

/** Somebody has put the approval of an environment of his own below our checkpoint, as every job of the run can: with the code, which ours lacks. */
const slipped = (ours: string): StageEvidence => ({
  ...alongside(ours, good.step.comment),
  suite: known({ ...good.suite, checks: good.suite.checks }),
})

const codes = (verdict: Verdict): RefusalCode[] => (verdict.kind === 'allow' ? [] : verdict.refusals.map((refusal) => refusal.code))

const mutations: [changed: string, evidence: StageEvidence, ...codes: RefusalCode[]][] = [
  ['the own run is not told', change({ self: unknown('404') }), 'RUN_UNKNOWN', 'REQUESTER_UNKNOWN'],
  ['another run is told', self({ id: 8 }), 'RUN_OTHER'],
  ['its orchestration plan is another', self({ planId: 'other' }), 'RUN_OTHER_PLAN'],
  ['it has no orchestration plan', self({ planId: '' }), 'RUN_OTHER_PLAN'],
  ['the agent is of another orchestration plan', here({ planId: 'other' }), 'RUN_OTHER_PLAN', 'SUITE_OTHER_RUN'],
  ['it has ended', self({ status: 'completed', result: 'succeeded' }), 'RUN_NOT_RUNNING'],
  ['it is being cancelled', self({ status: 'cancelling' }), 'RUN_NOT_RUNNING'],
  ['it builds a pull request', self({ reason: 'pullRequest' }), 'PULL_REQUEST'],
  ['it builds a pull request by hand', self({ branch: 'refs/pull/7/merge' }), 'PULL_REQUEST'],
  ['the source run is not told', ofSource({ run: unknown('404') }), 'SOURCE_UNKNOWN', 'REQUESTER_UNKNOWN'],
  ['the source run is of another commit', source({ commit: 'bad' }), 'SOURCE_OTHER'],
  ['the source run is of another definition', source({ definition: 4 }), 'SOURCE_OTHER'],
  ['the source run is of another project', source({ project: 'q' }), 'SOURCE_OTHER'],
  ['the source run was deleted', source({ deleted: true }), 'SOURCE_DELETED'],
  ['the source run is of another branch', source({ branch: 'refs/heads/topic' }), 'SOURCE_OTHER'],
  ['the source run builds a pull request', source({ branch: 'refs/pull/7/merge' }), 'SOURCE_OTHER', 'SOURCE_REASON'],
  ['the source run was started nobody knows why', source({ reason: '' }), 'SOURCE_REASON'],
  ['the source run is being cancelled', source({ status: 'cancelling' }), 'SOURCE_NOT_SUCCEEDED'],
  ['another source run has failed', source({ id: 8, status: 'completed', result: 'failed' }), 'SOURCE_OTHER', 'SOURCE_NOT_SUCCEEDED'],
  ["the source's timeline is not told", ofSource({ timeline: unknown('404') }), 'SOURCE_TIMELINE_UNKNOWN'],
  ["the source's timeline is empty", ofSource({ timeline: known([]) }), 'ARTIFACT_FOREIGN'],
  ['the job that built is gone', built({ id: 'other' }), 'ARTIFACT_FOREIGN'],
  ['what built is no job', built({ type: 'Task' }), 'ARTIFACT_FOREIGN'],
  ['the job that built has failed', built({ result: 'failed' }), 'SOURCE_JOB_FAILED'],
  ['the job that built has issues', built({ result: 'succeededWithIssues' }), 'SOURCE_JOB_FAILED'],
  ['the job that built was cancelled', built({ result: 'canceled' }), 'SOURCE_JOB_FAILED'],
  ['the job that built runs again', built({ state: 'inProgress', result: '', attempt: 2 }), 'SOURCE_JOB_FAILED'],
  ["the source's artifacts are not told", ofSource({ artifacts: unknown('404') }), 'ARTIFACTS_UNKNOWN'],
  ['the artifact is gone', ofSource({ artifacts: known([]) }), 'ARTIFACT_GONE'],
  ['the artifact has another name', artifact({ name: 'other' }), 'ARTIFACT_GONE'],
  ['the artifact was attached by another job', artifact({ source: 'job-plan' }), 'ARTIFACT_CHANGED'],
  ['the artifact is of another kind', artifact({ kind: 'PipelineArtifact' }), 'ARTIFACT_CHANGED'],
  ['the artifact lies elsewhere', artifact({ data: '#/2/x' }), 'ARTIFACT_CHANGED'],
  ['the timeline is not told', change({ timeline: unknown('404') }), 'TIMELINE_UNKNOWN'],
  ['the timeline is empty', change({ timeline: known([]) }), 'JOB_UNKNOWN'],
  ['our job is not in it', here({ job: 'another' }), 'JOB_UNKNOWN'],
  ['our job is in it twice', twice('job-publish'), 'JOB_UNKNOWN'],
  ['our job is no job', record('job-publish', { type: 'Phase' }), 'JOB_UNKNOWN'],
  ['our job has no phase', without('phase-publish'), 'STAGE_UNKNOWN'],
  ['our stage is there twice', twice('stage-publish'), 'STAGE_UNKNOWN'],
  ['the way up goes in a circle', record('phase-publish', { parentId: 'job-publish' }), 'STAGE_UNKNOWN'],
  ['the stage is of another attempt', record('stage-publish', { attempt: 2 }), 'STAGE_ATTEMPT'],
  ['the agent is of another attempt', here({ stageAttempt: 2 }), 'STAGE_ATTEMPT', 'CHECKPOINT_ATTEMPT'],
  ['there is no checkpoint', without('checkpoint'), 'CHECKPOINT_MISSING'],
  ['the checkpoint is of another stage', record('checkpoint', { parentId: 'stage-plan' }), 'CHECKPOINT_MISSING'],
  ['there are two checkpoints', twice('checkpoint', 'second'), 'CHECKPOINT_SEVERAL'],
  ['the checkpoint is open', record('checkpoint', { state: 'inProgress', result: '' }), 'CHECKPOINT_NOT_PASSED'],
  ['the checkpoint was refused', record('checkpoint', { result: 'failed' }), 'CHECKPOINT_NOT_PASSED'],
  ['the checkpoint was skipped', record('checkpoint', { result: 'skipped' }), 'CHECKPOINT_NOT_PASSED'],
  ['the checkpoint is of an earlier attempt', record('checkpoint', { attempt: 0 }), 'CHECKPOINT_ATTEMPT'],
  ['nothing asked for an approval', without('approval'), 'APPROVAL_MISSING'],
  ['the approval is below something else', record('approval', { parentId: 'stage-publish' }), 'APPROVAL_MISSING'],
  ['the checks are not told', change({ suite: unknown('403') }), 'SUITE_UNKNOWN'],
  ['other checks are told', suite({ id: 'other' }), 'SUITE_OTHER'],
  ['the checks are of another run', suite({ run: 8 }), 'SUITE_OTHER_RUN'],
  ['the checks are of another orchestration plan', suite({ planId: 'other' }), 'SUITE_OTHER_RUN'],
  ['the checks are of another stage', suite({ stage: 'stage-plan' }), 'SUITE_OTHER_STAGE'],
  ['the checks are of another attempt', suite({ stageAttempt: 2 }), 'SUITE_OTHER_STAGE'],
  [
    'who stated the code approves something else',
    alongside('', good.step.comment),
    'APPROVAL_ELSEWHERE',
    'CODE_MISSING',
    'APPROVERS_TOO_FEW',
  ],
  [
    'nobody knows which check an approval is of',
    alongside(good.step.comment, '', 'x'),
    'APPROVAL_ELSEWHERE',
    'APPROVAL_ELSEWHERE',
    'APPROVERS_TOO_FEW',
  ],
  ['an approval is there that no check asked for', slipped(''), 'APPROVAL_ELSEWHERE', 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['the checks still run', suite({ status: 'running' }), 'SUITE_NOT_APPROVED'],
  ['the checks were refused', suite({ status: 'rejected' }), 'SUITE_NOT_APPROVED'],
  ['the checks are empty', suite({ checks: [] }), 'CHECKS_EMPTY', 'ENVIRONMENT_OTHER'],
  ['a check was bypassed', check({ status: 'bypassed' }), 'CHECK_BYPASSED'],
  ['a check still runs', check({ status: 'running' }), 'CHECK_NOT_APPROVED'],
  ['a check has no status', check({ status: '' }), 'CHECK_NOT_APPROVED'],
  ['a check timed out', check({ status: 'timedOut' }), 'CHECK_NOT_APPROVED'],
  ['the check is no approval', check({ type: 'Branch control' }), 'ENVIRONMENT_OTHER'],
  ['the check is of another environment', check({ resource: { type: 'environment', id: '9', name: 'staging' } }), 'ENVIRONMENT_OTHER'],
  ['the check is of a service connection', check({ resource: { type: 'endpoint', id: '9', name: 'pypi' } }), 'ENVIRONMENT_OTHER'],
  ['this job is of another environment', here({ environment: 'staging' }), 'ENVIRONMENT_OTHER', 'ENVIRONMENT_OTHER'],
  ['this job is of no environment', here({ environment: '' }), 'ENVIRONMENT_OTHER', 'ENVIRONMENT_OTHER'],
  ['what the environment asks for is not told', change({ configurations: unknown('403') }), 'CONFIGURATIONS_UNKNOWN'],
  ['the environment asks for nothing any more', configured(), 'CHECK_UNKNOWN'],
  ['the environment asks for something else', configured({ ...configuration, id: '6' }), 'CHECK_UNKNOWN'],
  ['the check was made twice', configured(configuration, configuration), 'CHECK_UNKNOWN'],
  ['the check was edited since', configured({ ...configuration, version: 3 }), 'CHECK_CHANGED'],
  ['an older check is back', configured({ ...configuration, version: 1 }), 'CHECK_CHANGED'],
  ['the check is disabled', configured({ ...configuration, disabled: true }), 'CHECK_DISABLED'],
  ['it is not told which check was evaluated', check({ configuration: { id: '', version: 2 } }), 'CHECK_UNKNOWN'],
  ['it is not told in which version it was', check({ configuration: { id: '5', version: Number.NaN } }), 'CHECK_CHANGED'],
  ['the approvals are not told', change({ approvals: unknown('404') }), 'APPROVALS_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['no approval is told', change({ approvals: known([]) }), 'APPROVAL_OTHER', 'APPROVERS_TOO_FEW'],
  ['another approval is told', approval({ id: 'other' }), 'APPROVAL_OTHER'],
  ['one more approval is told', change({ approvals: known([good.approval, { ...good.approval, id: 'other' }]) }), 'APPROVAL_OTHER'],
  ['the approval is pending', approval({ status: 'pending' }), 'APPROVAL_NOT_APPROVED'],
  ['the approval timed out', approval({ status: 'timedOut' }), 'APPROVAL_NOT_APPROVED'],
  ['the approval was deferred', approval({ status: 'deferred' }), 'APPROVAL_DEFERRED'],
  ['the approval was bypassed', approval({ status: 'bypassed' }), 'APPROVAL_NOT_APPROVED'],
  ['the one step was deferred', step({ status: 'deferred' }), 'APPROVERS_TOO_FEW'],
  ['the approval is of another run', approval({ run: 8 }), 'APPROVAL_OTHER_RUN'],
  ['nobody has decided', approval({ steps: [] }), 'APPROVERS_TOO_FEW'],
  ['the one step was skipped', step({ status: 'skipped' }), 'APPROVERS_TOO_FEW'],
  ['it is not told who approved', step({ approver: undefined }), 'APPROVER_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the approver has no id', approver({ id: '' }), 'APPROVER_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the approver is a build service', approver({ descriptor: 'svc.x' }), 'APPROVER_NOT_HUMAN', 'APPROVERS_TOO_FEW'],
  ['the approver is a service principal', approver({ descriptor: 'aadsp.x' }), 'APPROVER_NOT_HUMAN', 'APPROVERS_TOO_FEW'],
  ['the approver is a group', approver({ descriptor: 'vssgp.x' }), 'APPROVER_NOT_HUMAN', 'APPROVERS_TOO_FEW'],
  ['the approver has no descriptor', approver({ descriptor: '' }), 'APPROVER_NOT_HUMAN', 'APPROVERS_TOO_FEW'],
  ['the requester approved', approver({ id: 'AAAA' }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ["the source's requester approved", source({ requesters: [grace] }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ['one of two requesters approved', self({ requesters: [ada, grace] }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ['nobody is known as requester', self({ requesters: [] }), 'REQUESTER_UNKNOWN'],
  ['the requester has no id', self({ requesters: [{ ...ada, id: '' }] }), 'REQUESTER_UNKNOWN'],
  ['for whom it was started has no id', self({ requesters: [{ ...ada, id: '' }, ada] }), 'REQUESTER_UNKNOWN'],
  ['the approval was before the plan', step({ at: '2026-11-20T09:59:59.999Z' }), 'APPROVED_BEFORE_PLAN', 'APPROVERS_TOO_FEW'],
  ['the approval has no time', step({ at: '' }), 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the comment is empty', step({ comment: '' }), 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['the comment holds another code', step({ comment: '7Q4K-M9XH-B2TD-0WZR' }), 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['the plan is not told', change({ planned: unknown('gone') }), 'PLAN_UNKNOWN', 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
  [
    'the plan was attached by nobody',
    change({ planned: known({ artifact: 'a', job: '', attempt: 1 }) }),
    'PLAN_FOREIGN',
    'TIME_UNKNOWN',
    'APPROVERS_TOO_FEW',
  ],
  [
    'the plan is of an attempt that its job did not have',
    change({ planned: known({ artifact: 'release-plan.plan.plan.9', job: 'job-plan', attempt: 9 }) }),
    'PLAN_FOREIGN',
    'TIME_UNKNOWN',
    'APPROVERS_TOO_FEW',
  ],
  [
    'the plan was attached by our own job',
    change({ planned: known({ artifact: 'a', job: 'job-publish', attempt: 1 }) }),
    'PLAN_FOREIGN',
    'TIME_UNKNOWN',
    'APPROVERS_TOO_FEW',
  ],
  ['the plan was attached by another task', record('task-plan', { task: 'script' }), 'PLAN_FOREIGN', 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the task that planned has failed', record('task-plan', { result: 'failed' }), 'PLAN_FOREIGN', 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the job that planned is no job', record('job-plan', { type: 'Task' }), 'PLAN_FOREIGN', 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
  [
    'the plan was made after the approval',
    record('task-plan', { finished: '2026-11-20T12:00:00Z' }),
    'APPROVED_BEFORE_PLAN',
    'APPROVERS_TOO_FEW',
  ],
  ['the task is told of under another id', here({ task: 'other' }), 'PLAN_FOREIGN', 'TIME_UNKNOWN', 'APPROVERS_TOO_FEW'],
]

describe('judge', () => {
  it("counts the environment's approval where the stage uses something else with approvals too", () => {
    const verdict = judge(alongside(good.step.comment, ''), good.plan)
    assert.ok(verdict.kind === 'allow')
    assert.deepEqual(
      verdict.approvers.map((one) => one.person.name),
      ['Carol'],
    )
  })
  it('does not count an approval that no check asked for beside one that counts', () => {
    const two = releasePlan({ policy: { ...good.plan.policy, minApprovers: 2 } })
    const { step: own } = approvedRelease(two)
    const evidence = slipped(own.comment)
    const both = evidence.approvals.kind === 'known' ? evidence.approvals.value : []
    const stated = both.map((one) => ({ ...one, steps: one.steps.map((step) => ({ ...step, comment: own.comment })) }))
    assert.deepEqual(codes(judge({ ...evidence, approvals: known(stated) }, two)), ['APPROVAL_ELSEWHERE', 'APPROVERS_TOO_FEW'])
  })
  it('allows a release that nothing is wrong with, and says who approved', () => {
    assert.deepEqual(judge(good.evidence, good.plan), { kind: 'allow', approvers: [{ person: grace, at: good.step.at }], warnings: [] })
  })

  it('is founded on no less than 80 facts', () => assert.ok(mutations.length >= 80))

  for (const [changed, evidence, ...expected] of mutations)
    it(`refuses when ${changed}`, () => assert.deepEqual(codes(judge(evidence, good.plan)), expected))

  it('refuses every unknown fact at once', () => {
    const nothing = unknown('no answer')
    const evidence = change({
      self: nothing,
      source: { run: nothing, timeline: nothing, artifacts: nothing },
      suite: nothing,
      approvals: nothing,
      configurations: nothing,
      planned: nothing,
    })
    assert.deepEqual(codes(judge(evidence, good.plan)), [
      'RUN_UNKNOWN',
      'SOURCE_UNKNOWN',
      'SOURCE_TIMELINE_UNKNOWN',
      'ARTIFACTS_UNKNOWN',
      'SUITE_UNKNOWN',
      'APPROVALS_UNKNOWN',
      'CONFIGURATIONS_UNKNOWN',
      'PLAN_UNKNOWN',
      'APPROVERS_TOO_FEW',
      'REQUESTER_UNKNOWN',
    ])
  })

  it('says why in words for each code', () => {
    for (const [, evidence] of mutations) {
      const verdict = judge(evidence, good.plan)
      assert.ok(verdict.kind === 'refuse' && verdict.refusals.every((refusal) => refusal.says.length >= 3))
    }
  })

  it('takes other runs of pull requests only when told to', () => {
    const evidence = self({ reason: 'pullRequest' })
    assert.equal(judge({ ...evidence, here: { ...evidence.here, allowPullRequest: true } }, good.plan).kind, 'allow')
  })

  const script: TimelineRecord = {
    ...good.records.find((one) => one.id === 'task-publish')!,
    id: 'script',
    name: 'CmdLine',
    task: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
    state: 'completed',
    result: 'succeeded',
  }

  it('warns of a step before ours that may have run anything, and refuses it where only known ones may run', () => {
    const evidence = change({ timeline: known([...good.records, script]) })
    const verdict = judge(evidence, good.plan)
    assert.ok(verdict.kind === 'allow' && verdict.warnings.length === 1 && verdict.warnings[0]?.includes('CmdLine'))
    const strict = approvedRelease(releasePlan({ policy: { ...good.plan.policy, knownStepsOnly: true } }))
    assert.equal(judge(strict.evidence, strict.plan).kind, 'allow')
    const found = judge({ ...strict.evidence, timeline: known([...strict.records, script]) }, strict.plan)
    assert.deepEqual(codes(found), ['STEP_FOREIGN'])
  })

  describe('of a release that is audited', () => {
    const over = change({
      here: { ...good.evidence.here, running: false },
      self: known({ ...good.self, status: 'completed', result: 'failed' }),
      source: { ...good.evidence.source, run: known({ ...good.self, status: 'completed', result: 'failed' }) },
    })

    it('allows that its run is over, whatever became of it', () => assert.equal(judge(over, good.plan).kind, 'allow'))

    it('warns of what became of the checks since', () => {
      for (const configurations of [known([]), known([{ ...configuration, version: 9 }]), unknown('403')]) {
        const verdict = judge({ ...over, configurations }, good.plan)
        assert.ok(verdict.kind === 'allow' && verdict.warnings[0]?.startsWith('Since this release'))
      }
    })

    it('refuses all else as before', () => {
      for (const [why, evidence, ...expected] of mutations) {
        if (expected.some((code) => /^CHECK_(?:CHANGED|DISABLED|UNKNOWN)|^CONFIG|^RUN_NOT_RUNNING|^SOURCE_NOT_SUCCEEDED/.test(code)))
          continue
        const verdict = judge({ ...evidence, here: { ...evidence.here, running: false } }, good.plan)
        assert.deepEqual(codes(verdict), expected, why)
      }
    })
  })

  it('compares ids and names of environments without their case, and takes an approval that names no run', () => {
    const evidence = { ...good.evidence, here: { ...good.evidence.here, job: 'JOB-PUBLISH', environment: 'PyPI', planId: 'ORCHESTRATION' } }
    assert.equal(judge({ ...evidence, approvals: known([{ ...good.approval, run: undefined }]) }, good.plan).kind, 'allow')
  })

  it('goes by the timeline where the agent says no attempt', () => {
    const again = (id: string): boolean => ['stage-publish', 'checkpoint'].includes(id)
    const records = good.records.map((one) => (again(one.id) ? { ...one, attempt: 2 } : one))
    const { stageAttempt: _, ...rest } = good.evidence.here
    const evidence = change({
      timeline: known(records),
      here: { ...rest, stageAttempt: undefined },
      suite: known({ ...good.suite, stageAttempt: 2 }),
    })
    assert.equal(judge(evidence, good.plan).kind, 'allow')
  })

  it('needs the last of our tasks in the job that planned to be before the approval', () => {
    const late: TimelineRecord = {
      ...good.records.find((one) => one.id === 'task-plan')!,
      id: 'again',
      finished: '2026-11-20T11:30:00.000Z',
    }
    assert.equal(late.task, gatedRelease)
    const verdict = judge(change({ timeline: known([...good.records, late]) }), good.plan)
    assert.deepEqual(codes(verdict), ['APPROVED_BEFORE_PLAN', 'APPROVERS_TOO_FEW'])
  })
})
