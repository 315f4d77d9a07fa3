import assert from 'node:assert/strict'
import fc from 'fast-check'
import type {
  ClassicApproval,
  ClassicDeployment,
  ClassicEnvironment,
  ClassicEvidence,
  ClassicIntervention,
  ClassicRelease,
  HereClassic,
} from '../../../../core/release/classic/evidence.ts'
import { judgeClassic } from '../../../../core/release/classic/judge.ts'
import { known, unknown } from '../../../../core/release/evidence.ts'
import type { ReleasePlan } from '../../../../core/release/plan/plan.ts'
import type { RefusalCode } from '../../../../core/release/refusal.ts'
import type { Verdict } from '../../../../core/release/verdict.ts'
import { ada, grace } from '../../../fakes/approved-release.ts'
import { approvedClassic, type ApprovedClassic, classicPlan, code, linus, resumed } from '../../../fakes/classic-release.ts'

const good = approvedClassic()

function codesOf(verdict: Verdict): RefusalCode[] {
  return verdict.kind === 'refuse' ? verdict.refusals.map((one) => one.code) : []
}

type Change = (now: ApprovedClassic) => ClassicEvidence

const here =
  (change: Partial<HereClassic>): Change =>
  ({ evidence }) => ({ ...evidence, here: { ...evidence.here, ...change } })

const release =
  (change: Partial<ClassicRelease>): Change =>
  ({ evidence, release: one }) => ({ ...evidence, release: known({ ...one, ...change }) })

const environment =
  (change: Partial<ClassicEnvironment>): Change =>
  (now) =>
    release({ environments: [{ ...now.environment, ...change }] })(now)

const deployment =
  (change: Partial<ClassicDeployment>): Change =>
  (now) =>
    environment({ deployments: [{ ...now.deployment, ...change }] })(now)

const approval =
  (change: Partial<ClassicApproval>): Change =>
  (now) =>
    environment({ approvals: [{ ...now.approval, ...change }] })(now)

const beside =
  (change: Partial<ClassicApproval>): Change =>
  (now) =>
    environment({ approvals: [now.approval, { ...now.approval, id: 32, ...change }] })(now)

/** Instead of an approval before the deployment. */
const intervention =
  (change: Partial<ClassicIntervention>): Change =>
  (now) => ({ ...environment({ approvals: [] })(now), interventions: known([resumed(now.plan, change)]) })

const source =
  (change: object): Change =>
  ({ evidence, source: run }) => ({ ...evidence, source: { ...evidence.source, run: known({ ...run, ...change }) } })

/** That other one runs as well, and is approved, and the steps of ours say that they are in it. */
const anotherStage: Change = (now) => ({
  ...release({ environments: [now.environment, { ...now.environment, id: 23, name: 'Staging' }] })(now),
  here: { ...now.evidence.here, environment: 23 },
})

/** One fact of a release that may be published is another: what says so. */
const mutations: readonly (readonly [what: string, change: Change, ...codes: RefusalCode[]])[] = [
  ['the release is not known', ({ evidence }) => ({ ...evidence, release: unknown('503') }), 'RELEASE_UNKNOWN'],
  ['the service tells of another release', release({ id: 13 }), 'RELEASE_OTHER'],
  ['the agent tells of no release', here({ release: Number.NaN }), 'RELEASE_OTHER'],
  ['the release is of another pipeline', release({ definition: 6 }), 'RELEASE_OTHER_DEFINITION'],
  ['the release is of another project', release({ project: 'q' }), 'RELEASE_OTHER_DEFINITION'],
  ['the release is of no project', release({ project: '' }), 'RELEASE_OTHER_DEFINITION'],
  ['the release is abandoned', release({ status: 'abandoned' }), 'RELEASE_NOT_ACTIVE'],
  ['the release is a draft', release({ status: 'draft' }), 'RELEASE_NOT_ACTIVE'],
  ['the release is one of a pull request', release({ reason: 'pullRequest' }), 'PULL_REQUEST'],
  ['the release has no artifact', release({ artifacts: [] }), 'SOURCE_NOT_RELEASED'],
  ...[{ run: 8 }, { run: Number.NaN }, { definition: 4 }, { project: 'q' }, { project: '' }].map(
    (change): [string, Change, RefusalCode] => [
      `the artifact has ${JSON.stringify(change)}`,
      (now) => release({ artifacts: [{ ...now.artifact, ...change }] })(now),
      'SOURCE_NOT_RELEASED',
    ],
  ),
  ['the release has no stage', release({ environments: [] }), 'STAGE_UNKNOWN'],
  ['the agent names another stage', here({ environment: 23 }), 'STAGE_UNKNOWN'],
  ['two stages have one id', (now) => release({ environments: [now.environment, now.environment] })(now), 'STAGE_UNKNOWN'],
  ['the agent does not name the stage', here({ environmentName: '' }), 'ENVIRONMENT_OTHER'],
  ['a step has set the id of another stage', anotherStage, 'ENVIRONMENT_OTHER'],
  ['the stage has another name', environment({ name: 'Plan' }), 'ENVIRONMENT_OTHER'],
  ['nothing was deployed', environment({ deployments: [] }), 'DEPLOYMENT_UNKNOWN'],
  ['this attempt was not deployed', deployment({ attempt: 2 }), 'DEPLOYMENT_UNKNOWN'],
  ['the agent names no attempt', here({ attempt: Number.NaN }), 'DEPLOYMENT_UNKNOWN'],
  [
    'two deployments are of one attempt',
    (now) => environment({ deployments: [now.deployment, now.deployment] })(now),
    'DEPLOYMENT_UNKNOWN',
  ],
  ['the attempt is another deployment', deployment({ id: 62 }), 'DEPLOYMENT_OTHER'],
  ['the deployment has ended', deployment({ status: 'failed' }), 'DEPLOYMENT_NOT_RUNNING'],
  ['the stage was canceled', environment({ status: 'canceled' }), 'DEPLOYMENT_NOT_RUNNING'],
  [
    'there is a later attempt',
    (now) => environment({ deployments: [now.deployment, { ...now.deployment, id: 62, attempt: 2 }] })(now),
    'DEPLOYMENT_NOT_RUNNING',
  ],
  ['nobody was asked', environment({ approvals: [] }), 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the service approved by itself', approval({ automated: true }), 'APPROVAL_AUTOMATED', 'APPROVERS_TOO_FEW'],
  ['the approval is of another attempt', approval({ attempt: 2 }), 'APPROVAL_OTHER_ATTEMPT', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval waits', approval({ status: 'pending' }), 'APPROVAL_NOT_APPROVED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval is a rejection', approval({ status: 'rejected' }), 'APPROVAL_NOT_APPROVED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval was canceled', approval({ status: 'canceled' }), 'APPROVAL_NOT_APPROVED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval is of no known kind', approval({ status: '' }), 'APPROVAL_NOT_APPROVED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval was skipped', approval({ status: 'skipped' }), 'APPROVAL_SKIPPED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the approval was handed on to nobody', approval({ status: 'reassigned' }), 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['an approval beside was skipped', beside({ status: 'skipped' }), 'APPROVAL_SKIPPED'],
  ['somebody beside has rejected', beside({ status: 'rejected' }), 'APPROVAL_NOT_APPROVED'],
  ['an automated one beside was rejected', beside({ automated: true, status: 'rejected' }), 'APPROVAL_NOT_APPROVED'],
  ['two were asked for', environment({ requiredApproverCount: 2 }), 'APPROVERS_TOO_FEW'],
  ['the approver is nobody', approval({ approver: undefined }), 'APPROVER_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['the approver has no id', approval({ approver: { ...grace, id: '' } }), 'APPROVER_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ...['svc.build', 'aadsp.app', 'vssgp.group', 'aadgp.group', ''].map((descriptor): [string, Change, RefusalCode, RefusalCode] => [
    `the approver is '${descriptor}'`,
    approval({ approver: { ...grace, descriptor } }),
    'APPROVER_NOT_HUMAN',
    'APPROVERS_TOO_FEW',
  ]),
  ['the approver had the release made', release({ requesters: [grace] }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  [
    'the release was made for the approver',
    release({ requesters: [ada, { ...grace, id: 'BBBB' }] }),
    'APPROVER_REQUESTED',
    'APPROVERS_TOO_FEW',
  ],
  ['the approver had it deployed', deployment({ requesters: [ada, grace] }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ['the approver had the build started', source({ requesters: [grace] }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ['nobody is known to have had the release made', release({ requesters: [] }), 'REQUESTER_UNKNOWN'],
  ['nobody is known to have had it deployed', deployment({ requesters: [] }), 'REQUESTER_UNKNOWN'],
  ['nobody is known to have started the build', source({ requesters: [] }), 'REQUESTER_UNKNOWN'],
  ['the comment is empty', approval({ comment: '' }), 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['the comment has another code', approval({ comment: '7Q4K-M9XH-B2TD-0WZR' }), 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['interventions are not known', ({ evidence }) => ({ ...evidence, interventions: unknown('404') }), 'INTERVENTIONS_UNKNOWN'],
  ['it was resumed without the code', intervention({ comment: 'go' }), 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
  ['it was resumed by nobody', intervention({ approver: undefined }), 'APPROVER_UNKNOWN', 'APPROVERS_TOO_FEW'],
  ['it was resumed by who deployed it', intervention({ approver: ada }), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'],
  ['the intervention was bypassed', intervention({ status: 'bypassed' }), 'INTERVENTION_BYPASSED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  ['the intervention waits', intervention({ status: 'pending' }), 'INTERVENTION_NOT_APPROVED', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  [
    'the intervention was rejected',
    intervention({ status: 'rejected' }),
    'INTERVENTION_NOT_APPROVED',
    'APPROVAL_MISSING',
    'APPROVERS_TOO_FEW',
  ],
  ['the intervention is of another stage', intervention({ environment: 21 }), 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  [
    'the intervention is of no stage',
    intervention({ environment: Number.NaN }),
    'INTERVENTIONS_UNKNOWN',
    'APPROVAL_MISSING',
    'APPROVERS_TOO_FEW',
  ],
  [
    'the intervention is older than this attempt',
    intervention({ created: '2026-11-20T10:44:59Z' }),
    'APPROVAL_MISSING',
    'APPROVERS_TOO_FEW',
  ],
  ['it is not known how old the intervention is', intervention({ created: '' }), 'TIME_UNKNOWN', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'],
  [
    'the build is not known',
    ({ evidence }) => ({ ...evidence, source: { ...evidence.source, run: unknown('404') } }),
    'SOURCE_UNKNOWN',
    'REQUESTER_UNKNOWN',
  ],
  ['the build is another', source({ id: 8 }), 'SOURCE_OTHER'],
  ['the build still runs', source({ status: 'inProgress', result: '' }), 'SOURCE_NOT_SUCCEEDED'],
  ['the build was deleted', source({ deleted: true }), 'SOURCE_DELETED'],
  ['the build is one of a pull request', source({ reason: 'pullRequest' }), 'SOURCE_REASON'],
  [
    'the artifacts of the build are not known',
    ({ evidence }) => ({ ...evidence, source: { ...evidence.source, artifacts: unknown('') } }),
    'ARTIFACTS_UNKNOWN',
  ],
]

describe('the verdict on a stage of a classic release', () => {
  it('is to allow what somebody else approved with the code', () =>
    assert.deepEqual(judgeClassic(good.evidence, good.plan), {
      kind: 'allow',
      approvers: [{ person: grace, at: '2026-11-20T11:00:00.000Z' }],
      warnings: [],
    }))

  for (const [what, change, ...codes] of mutations)
    it(`refuses: ${what}`, () => assert.deepEqual(codesOf(judgeClassic(change(good), good.plan)), codes))

  it('is founded on no less than 35 facts', () => assert.ok(mutations.length >= 35))

  it('never allows what has more than one thing wrong with it', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: mutations.length - 1 }), { minLength: 1, maxLength: 4 }), (picked) => {
        const evidence = picked.reduce((now, at) => mergeFacts(now, mutations[at]?.[1](good)), good.evidence)
        assert.equal(judgeClassic(evidence, good.plan).kind, evidence === good.evidence ? 'allow' : 'refuse')
      }),
    ))
})

/** The facts that a mutation has changed, over those of others; of one fact the later one's. */
function mergeFacts(now: ClassicEvidence, changed: ClassicEvidence = now): ClassicEvidence {
  const { release: told, interventions, source: from, here: agent } = good.evidence
  return {
    ...now,
    ...(changed.release === told ? {} : { release: changed.release }),
    ...(changed.interventions === interventions ? {} : { interventions: changed.interventions }),
    ...(changed.source === from ? {} : { source: changed.source }),
    ...(changed.here === agent ? {} : { here: changed.here }),
  }
}

describe('a classic release is allowed', () => {
  const allowed: readonly (readonly [what: string, change: Change, approvers: readonly string[], plan?: ReleasePlan])[] = [
    [
      'by a manual intervention where the service itself approved the stage',
      (now) => ({ ...approval({ automated: true, comment: '', approver: undefined })(now), interventions: known([resumed(now.plan)]) }),
      ['Grace'],
    ],
    ['by a manual intervention alone', intervention({}), ['Grace']],
    [
      'whatever an intervention of another stage came to',
      (now) => ({ ...now.evidence, interventions: known([resumed(now.plan, { environment: 21, status: 'rejected' })]) }),
      ['Grace'],
    ],
    [
      'whatever an intervention of an earlier attempt came to',
      (now) => ({ ...now.evidence, interventions: known([resumed(now.plan, { created: '2026-11-20T10:00:00Z', status: 'rejected' })]) }),
      ['Grace'],
    ],
    [
      'where an approval was handed on',
      (now) => environment({ approvals: [{ ...now.approval, id: 30, status: 'reassigned', approver: ada }, now.approval] })(now),
      ['Grace'],
    ],
    ['where no count is told', environment({ requiredApproverCount: undefined }), ['Grace']],
    ['where the agent does not name the deployment', here({ deployment: undefined }), ['Grace']],
    ['where ids differ in case', release({ project: 'P' }), ['Grace']],
    [
      'of a pull request where that was said',
      (now) => ({ ...release({ reason: 'pullRequest' })(now), here: { ...now.evidence.here, allowPullRequest: true } }),
      ['Grace'],
    ],
    [
      'by two where two are asked for',
      (now) => environment({ requiredApproverCount: 2, approvals: [now.approval, { ...now.approval, id: 32, approver: linus }] })(now),
      ['Grace', 'Linus'],
    ],
  ]
  for (const [what, change, approvers] of allowed)
    it(what, () => {
      const verdict = judgeClassic(change(good), good.plan)
      assert.deepEqual(codesOf(verdict), [])
      assert.deepEqual(verdict.kind === 'allow' && verdict.approvers.map(({ person }) => person.name), approvers)
    })

  it('of the second attempt by its own approval, and not by that of the first', () => {
    const { environment: stage, deployment: first, approval: old } = good
    const second = { ...first, id: 62, attempt: 2, queued: '2026-11-20T12:00:00Z', started: '2026-11-20T12:30:00Z' }
    const approvals = [
      { ...old, status: 'rejected' },
      { ...old, id: 33, attempt: 2, at: '2026-11-20T12:10:00Z' },
    ]
    const change = (given: readonly ClassicApproval[]): ClassicEvidence => ({
      ...environment({ ...stage, deployments: [{ ...first, status: 'failed' }, second], approvals: given })(good),
      here: { ...good.evidence.here, attempt: 2, deployment: 62 },
    })
    assert.equal(judgeClassic(change(approvals), good.plan).kind, 'allow')
    assert.deepEqual(codesOf(judgeClassic(change([old]), good.plan)), ['APPROVAL_OTHER_ATTEMPT', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW'])
  })
})

describe('the policy of a classic release', () => {
  const under = (policy: Parameters<typeof classicPlan>[0], change: Change = ({ evidence }) => evidence): RefusalCode[] => {
    const now = approvedClassic(classicPlan(policy))
    return codesOf(judgeClassic(change(now), now.plan))
  }

  it('cannot do without the code', () => {
    assert.deepEqual(under({ requireCode: false }), ['CODE_WAIVED'])
    assert.deepEqual(under({ requireCode: false }, approval({ comment: '' })), ['CODE_WAIVED', 'CODE_MISSING', 'APPROVERS_TOO_FEW'])
  })
  it('may ask for two people, whether before the stage or within it', () => {
    const both: Change = (now) => ({ ...now.evidence, interventions: known([resumed(now.plan, { approver: linus })]) })
    const oneTwice: Change = (now) => ({ ...now.evidence, interventions: known([resumed(now.plan)]) })
    assert.deepEqual(under({ minApprovers: 2 }), ['APPROVERS_TOO_FEW'])
    assert.deepEqual(under({ minApprovers: 2 }, oneTwice), ['APPROVERS_TOO_FEW'])
    assert.deepEqual(under({ minApprovers: 2 }, both), [])
  })
  it('may let somebody approve who asked for it', () => {
    assert.deepEqual(under({ separationOfDuties: [] }, approval({ approver: ada })), [])
    assert.deepEqual(under({ separationOfDuties: ['sourceRequester'] }, release({ requesters: [grace] })), [])
    assert.deepEqual(under({ separationOfDuties: ['requester'] }, source({ requesters: [grace] })), [])
    assert.deepEqual(under({ separationOfDuties: [] }, release({ requesters: [] })), [])
  })
  it('names the stage where it names one', () => {
    assert.deepEqual(under({ environment: 'publish' }), [])
    assert.deepEqual(under({ environment: 'pypi' }), ['ENVIRONMENT_OTHER'])
  })
  it('bounds the age of an approval', () => {
    assert.deepEqual(under({ maxApprovalAge: 1 }), [])
    assert.deepEqual(under({ maxApprovalAge: 1 }, approval({ at: '2026-11-20T10:29:00Z' })), ['APPROVAL_OLD', 'APPROVERS_TOO_FEW'])
    assert.deepEqual(under({ maxApprovalAge: 1 }, deployment({ started: '' })), ['TIME_UNKNOWN', 'APPROVERS_TOO_FEW'])
    assert.deepEqual(under({ maxApprovalAge: 1 }, intervention({ at: '' })), ['TIME_UNKNOWN', 'APPROVERS_TOO_FEW'])
  })
  it('tells of steps that are not known, or refuses them', () => {
    const script: Change = (now) => deployment({ steps: [...now.deployment.steps, { name: 'Bash', task: 'd9bafed4' }] })(now)
    const verdict = judgeClassic(script(good), good.plan)
    assert.ok(verdict.kind === 'allow' && verdict.warnings.length === 1 && verdict.warnings[0]?.includes("'Bash'"))
    assert.deepEqual(under({ knownStepsOnly: true }), [])
    assert.deepEqual(under({ knownStepsOnly: true }, script), ['STEP_FOREIGN'])
    assert.deepEqual(under({ knownStepsOnly: true }, deployment({ steps: [] })), ['STEP_FOREIGN'])
  })
  it('is that of a release that has ended, where it is audited', () => {
    const ended: Change = (now) => ({ ...deployment({ status: 'succeeded' })(now), here: { ...now.evidence.here, running: false } })
    assert.deepEqual(under({}, ended), [])
    assert.ok(code(good.plan).length > 0)
  })
})
