import assert from 'node:assert/strict'
import {
  type Approval,
  type CheckSuite,
  type Evidence,
  type Here,
  known,
  type Person,
  type Run,
  type TimelineRecord,
  unknown,
} from '../../../core/release/evidence.ts'
import type { Policy } from '../../../core/release/policy.ts'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import { judge, type Verdict } from '../../../core/release/verdict.ts'
import { ada, approvedRelease, gatedRelease, grace, releasePlan } from '../../fakes/approved-release.ts'

const good = approvedRelease()
const change = (part: Partial<Evidence>): Evidence => ({ ...good.evidence, ...part })
const here = (part: Partial<Here>): Evidence => change({ here: { ...good.evidence.here, ...part } })
const self = (part: Partial<Run>): Evidence => change({ self: known({ ...good.self, ...part }) })
const source = (part: Partial<Run>): Evidence => change({ source: known({ ...good.self, ...part }) })
const suite = (part: Partial<CheckSuite>): Evidence => change({ suite: known({ ...good.suite, ...part }) })
const approval = (part: Partial<Approval>): Evidence => change({ approvals: known([{ ...good.approval, ...part }]) })
const step = (part: Partial<Approval['steps'][number]>): Evidence => approval({ steps: [{ ...good.step, ...part }] })
const approver = (part: Partial<Person>): Evidence => step({ approver: { ...grace, ...part } })
const record = (id: string, part: Partial<TimelineRecord>): Evidence =>
  change({ timeline: known(good.records.map((one) => (one.id === id ? { ...one, ...part } : one))) })
const without = (id: string): Evidence => change({ timeline: known(good.records.filter((one) => one.id !== id)) })
const twice = (id: string, as = id): Evidence =>
  change({ timeline: known([...good.records, ...good.records.filter((one) => one.id === id).map((one) => ({ ...one, id: as }))]) })
const check = (part: Partial<CheckSuite['checks'][number]>): Evidence =>
  suite({ checks: good.suite.checks.map((one) => ({ ...one, ...part })) })

/** The stage uses a variable group too, whose own approval (by Grace) and the environment's (by Carol) have these comments. */
const alongside = (environment: string, group: string, checkId = 'approval'): Evidence => ({
  ...good.evidence,
  timeline: known([...good.records, ...good.records.filter((one) => one.id === 'approval').map((one) => ({ ...one, id: 'vault' }))]),
  suite: known({
    ...good.suite,
    checks: [
      ...good.suite.checks.map((one) => ({ ...one, id: checkId })),
      { id: 'vault', type: 'Approval', status: 'approved', resource: { type: 'variablegroup', name: 'mine' } },
    ],
  }),
  approvals: known([
    { ...good.approval, steps: [{ ...good.step, approver: { ...grace, id: 'cccc', name: 'Carol' }, comment: environment }] },
    { ...good.approval, id: 'vault', steps: [{ ...good.step, comment: group }] },
  ]),
})

const codes = (verdict: Verdict): RefusalCode[] => (verdict.kind === 'allow' ? [] : verdict.refusals.map((refusal) => refusal.code))

const mutations: [changed: string, evidence: Evidence, ...codes: RefusalCode[]][] = [
  ['the own run is not told', change({ self: unknown('404') }), 'RUN_UNKNOWN', 'REQUESTER_UNKNOWN'],
  ['another run is told', self({ id: 8 }), 'RUN_OTHER'],
  ['its orchestration plan is another', self({ planId: 'other' }), 'RUN_OTHER_PLAN'],
  ['it has no orchestration plan', self({ planId: '' }), 'RUN_OTHER_PLAN'],
  ['the agent is of another orchestration plan', here({ planId: 'other' }), 'RUN_OTHER_PLAN', 'SUITE_OTHER_RUN'],
  ['it has ended', self({ status: 'completed', result: 'succeeded' }), 'RUN_NOT_RUNNING'],
  ['it is being cancelled', self({ status: 'cancelling' }), 'RUN_NOT_RUNNING'],
  ['it builds a pull request', self({ reason: 'pullRequest' }), 'PULL_REQUEST'],
  ['it builds a pull request by hand', self({ branch: 'refs/pull/7/merge' }), 'PULL_REQUEST'],
  ['the source run is not told', change({ source: unknown('404') }), 'SOURCE_UNKNOWN', 'REQUESTER_UNKNOWN'],
  ['the source run is of another commit', source({ commit: 'bad' }), 'SOURCE_OTHER'],
  ['the source run is of another definition', source({ definition: 4 }), 'SOURCE_OTHER'],
  ['the source run is of another project', source({ project: 'q' }), 'SOURCE_OTHER'],
  ['the source run was deleted', source({ deleted: true }), 'SOURCE_DELETED'],
  ['another source run has failed', source({ id: 8, status: 'completed', result: 'failed' }), 'SOURCE_OTHER', 'SOURCE_NOT_SUCCEEDED'],
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
  ['the checks still run', suite({ status: 'running' }), 'SUITE_NOT_APPROVED'],
  ['the checks were refused', suite({ status: 'rejected' }), 'SUITE_NOT_APPROVED'],
  ['the checks are empty', suite({ checks: [] }), 'CHECKS_EMPTY', 'ENVIRONMENT_OTHER'],
  ['a check was bypassed', check({ status: 'bypassed' }), 'CHECK_NOT_APPROVED'],
  ['a check timed out', check({ status: 'timedOut' }), 'CHECK_NOT_APPROVED'],
  ['the check is no approval', check({ type: 'Branch control' }), 'ENVIRONMENT_OTHER'],
  ['the check is of another environment', check({ resource: { type: 'environment', name: 'staging' } }), 'ENVIRONMENT_OTHER'],
  ['the check is of a service connection', check({ resource: { type: 'endpoint', name: 'pypi' } }), 'ENVIRONMENT_OTHER'],
  ['this job is of another environment', here({ environment: 'staging' }), 'ENVIRONMENT_OTHER', 'ENVIRONMENT_OTHER'],
  ['this job is of no environment', here({ environment: '' }), 'ENVIRONMENT_OTHER', 'ENVIRONMENT_OTHER'],
  ['the approvals are not told', change({ approvals: unknown('404') }), 'APPROVALS_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['no approval is told', change({ approvals: known([]) }), 'APPROVAL_OTHER', 'APPROVERS_TOO_FEW'],
  ['another approval is told', approval({ id: 'other' }), 'APPROVAL_OTHER'],
  ['one more approval is told', change({ approvals: known([good.approval, { ...good.approval, id: 'other' }]) }), 'APPROVAL_OTHER'],
  ['the approval is pending', approval({ status: 'pending' }), 'APPROVAL_NOT_APPROVED'],
  ['the approval timed out', approval({ status: 'timedOut' }), 'APPROVAL_NOT_APPROVED'],
  ['the approval was deferred', approval({ status: 'deferred' }), 'APPROVAL_NOT_APPROVED'],
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
  it('allows a release that nothing is wrong with, and says who approved', () => {
    assert.deepEqual(judge(good.evidence, good.plan), { kind: 'allow', approvers: [{ person: grace, at: good.step.at }] })
  })

  for (const [changed, evidence, ...expected] of mutations)
    it(`refuses when ${changed}`, () => assert.deepEqual(codes(judge(evidence, good.plan)), expected))

  it('refuses every unknown fact at once', () => {
    const nothing = unknown('no answer')
    const evidence = change({ self: nothing, source: nothing, suite: nothing, approvals: nothing, planned: nothing })
    assert.deepEqual(codes(judge(evidence, good.plan)), [
      'RUN_UNKNOWN',
      'SOURCE_UNKNOWN',
      'SUITE_UNKNOWN',
      'APPROVALS_UNKNOWN',
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

  it('takes a finished, successful source that is not this run', () => {
    const plan = releasePlan({ source: { ...good.plan.source, run: 5 } })
    const other = approvedRelease(plan)
    const from = (result: string): Evidence => ({ ...other.evidence, source: known({ ...other.self, id: 5, status: 'completed', result }) })
    assert.equal(judge(from('succeeded'), plan).kind, 'allow')
    assert.deepEqual(codes(judge(from('partiallySucceeded'), plan)), ['SOURCE_NOT_SUCCEEDED'])
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
    const late: TimelineRecord = { ...good.records[4]!, id: 'again', finished: '2026-11-20T11:30:00.000Z' }
    assert.equal(late.task, gatedRelease)
    const verdict = judge(change({ timeline: known([...good.records, late]) }), good.plan)
    assert.deepEqual(codes(verdict), ['APPROVED_BEFORE_PLAN', 'APPROVERS_TOO_FEW'])
  })
})

describe('how many approve', () => {
  const policy = (part: Partial<Policy>): ReturnType<typeof approvedRelease> =>
    approvedRelease(releasePlan({ policy: { ...good.plan.policy, ...part } }))
  const linus: Person = { id: 'cccc', name: 'Linus', descriptor: 'vss.linus' }

  it('counts people, not approvals', () => {
    const two = policy({ minApprovers: 2 })
    const steps = [two.step, { ...two.step, at: '2026-11-20T11:01:00.000Z' }]
    const evidence = { ...two.evidence, approvals: known([{ ...two.approval, steps }]) }
    assert.deepEqual(codes(judge(evidence, two.plan)), ['APPROVERS_TOO_FEW'])
    const both = { ...two.evidence, approvals: known([{ ...two.approval, steps: [two.step, { ...two.step, approver: linus }] }]) }
    const verdict = judge(both, two.plan)
    assert.deepEqual(verdict.kind === 'allow' && verdict.approvers.map((one) => one.person.name), ['Grace', 'Linus'])
  })

  it('counts people over several approvals of the stage', () => {
    const two = policy({ minApprovers: 2 })
    const second: TimelineRecord = { ...two.records.find((one) => one.id === 'approval')!, id: 'second' }
    const approvals = [two.approval, { ...two.approval, id: 'second', steps: [{ ...two.step, approver: linus }] }]
    const evidence = { ...two.evidence, timeline: known([...two.records, second]), approvals: known(approvals) }
    assert.equal(judge(evidence, two.plan).kind, 'allow')
  })

  it('passes over what does not count when enough others do', () => {
    const steps = [{ ...good.step, approver: ada }, { ...good.step, comment: '', approver: linus }, good.step]
    const verdict = judge(approval({ steps }), good.plan)
    assert.deepEqual(verdict.kind === 'allow' && verdict.approvers.map((one) => one.person.id), ['bbbb'])
  })

  it('lets the requester approve where duties are not separated, and asks for no code where none is required', () => {
    const open = policy({ separationOfDuties: [], requireCode: false })
    const steps = [{ ...open.step, approver: ada, comment: '' }]
    const evidence = { ...open.evidence, self: known({ ...open.self, requesters: [] }), approvals: known([{ ...open.approval, steps }]) }
    assert.equal(judge(evidence, open.plan).kind, 'allow')
  })

  it('still wants an approval after the plan where no code is required', () => {
    const open = policy({ requireCode: false })
    const steps = [{ ...open.step, comment: '', at: '2026-11-20T09:00:00.000Z' }]
    assert.deepEqual(codes(judge({ ...open.evidence, approvals: known([{ ...open.approval, steps }]) }, open.plan)), [
      'APPROVED_BEFORE_PLAN',
      'APPROVERS_TOO_FEW',
    ])
  })

  it('refuses the code of another plan', () => {
    const other = releasePlan({ releases: good.plan.releases.slice(0, 1) })
    assert.deepEqual(codes(judge(good.evidence, other)), ['CODE_MISSING', 'APPROVERS_TOO_FEW'])
  })
})
