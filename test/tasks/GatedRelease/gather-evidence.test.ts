import assert from 'node:assert/strict'
import { azureApprovals } from '../../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../../adapters/azure/artifacts.ts'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import { approvalCode } from '../../../core/release/approval/approval-code.ts'
import type { Here } from '../../../core/release/evidence.ts'
import { judge } from '../../../core/release/judge.ts'
import { planDigest, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import type { ApprovalRecord, RunRecord, TimelineRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { type Deed, type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { gatherEvidence } from '../../../tasks/GatedRelease/prove/gather-evidence.ts'
import { gatedRelease, releasePlan } from '../../fakes/approved-release.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { record, runOf } from '../../local-agent/services/run.ts'

const built = runOf({
  buildId: 41,
  planId: '99999999-2222-4333-8444-555555555555',
  status: 'completed',
  result: 'succeeded',
  approvals: [],
  requestedFor: { id: 'd1', displayName: 'Dan', uniqueName: 'dan', descriptor: 'aad.dan' },
})
const plan: ReleasePlan = releasePlan({
  source: { project: built.project.id, definition: 7, run: 41, commit: built.sourceVersion, branch: 'refs/heads/main' },
  artifacts: [{ name: 'wheels.build+1', source: 'job-1', kind: 'Container', data: '#/4101/wheels.build+1' }],
})
const approval: ApprovalRecord = {
  id: 'approval-2',
  environment: 'PyPI',
  stage: 'publish',
  status: 'approved',
  createdOn: '2026-11-21T10:06:00.000Z',
  approvedOn: '2026-11-21T10:07:00.000Z',
  approver: { id: 'b1', displayName: 'Grace', uniqueName: 'grace', descriptor: 'aad.grace' },
  comment: approvalCode(planDigest(plan)),
}

/** A run whose first stage planned, and whose second publishes behind its approval. */
function publishing(more: Partial<RunRecord> = {}): RunRecord {
  const task = { id: gatedRelease, name: 'GatedRelease', version: '1.0.0' }
  const begun: Partial<TimelineRecord> = {
    state: 'inProgress',
    result: undefined,
    finishTime: undefined,
    startTime: '2026-11-21T10:08:00.000Z',
  }
  const passed = runOf().records.map((one): TimelineRecord => {
    if (one.id === 'task-1') return { ...one, task }
    if (one.id === 'stage-2') return { ...one, ...begun }
    return ['check-2', 'approval-2'].includes(one.id) ? { ...one, state: 'completed', result: 'succeeded' } : one
  })
  const ours = [
    record({ id: 'phase-2', type: 'Phase', identifier: 'publish.pypi', parentId: 'stage-2', ...begun }),
    record({ id: 'job-2', type: 'Job', identifier: 'publish.pypi.job', parentId: 'phase-2', ...begun }),
    record({ id: 'task-2', type: 'Task', identifier: 'publish', parentId: 'job-2', task, ...begun }),
  ]
  return runOf({ records: [...passed, ...ours], approvals: [approval], ...more })
}

const here: Here = {
  run: 42,
  planId: runOf().planId,
  job: 'job-2',
  stageAttempt: 1,
  environment: 'pypi',
  allowPullRequest: false,
  running: true,
  task: gatedRelease,
}

describe('evidence, as the service gives it', () => {
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const verdict = async (
    faults: readonly Fault[] = [],
    run: RunRecord = publishing(),
    earlier = [built],
  ): Promise<readonly RefusalCode[]> => {
    const service = await startAzureDevOps(run, { token: 't', earlier, faults: new FaultScript(faults) })
    services.push(service)
    const connection = { collectionUri: service.url, project: run.project.name, token: 't' }
    const of = (project = connection.project): typeof connection => ({ ...connection, project })
    const patience = { clock: fixedClock(), random: () => 0 }
    const planned = { artifact: 'release-plan.build.wheels.1', job: 'job-1', attempt: 1 }
    const evidence = await gatherEvidence(here, { ...plan, policy: { ...plan.policy, environment: 'PyPI' } }, planned, {
      approvals: azureApprovals(connection, patience),
      builds: (project) => azureBuilds(of(project), patience),
      artifacts: (project) => azureArtifacts(of(project), patience),
    })
    const found = judge(evidence, plan)
    const refusals = found.kind === 'allow' ? [] : found.refusals
    for (const { says } of refusals) assert.doesNotMatch(says, /\.$/)
    return refusals.map((one) => one.code)
  }

  it('is enough for a release that nothing is wrong with', async () => {
    assert.deepEqual(await verdict(), [])
    const asked = services[0]?.requests.map(({ path }) => path.replace(/^.*_apis\//, '').replace(/\?.*/, '')).sort()
    assert.deepEqual(asked, [
      'build/builds/41',
      'build/builds/41/artifacts',
      'build/builds/41/timeline',
      'build/builds/42',
      'build/builds/42/timeline',
      'pipelines/approvals/approval-2',
      'pipelines/checks/configurations',
      'pipelines/checks/runs/check-2',
    ])
  })

  const facts: [what: string, path: RegExp, code: RefusalCode][] = [
    ['our own run', /builds\/42\?/i, 'RUN_UNKNOWN'],
    ['its timeline', /builds\/42\/timeline/i, 'TIMELINE_UNKNOWN'],
    ['the run that files come from', /builds\/41\?/i, 'SOURCE_UNKNOWN'],
    ['its timeline too', /builds\/41\/timeline/i, 'SOURCE_TIMELINE_UNKNOWN'],
    ['its artifacts', /builds\/41\/artifacts/i, 'ARTIFACTS_UNKNOWN'],
    ['the checks', /checks\/runs/i, 'SUITE_UNKNOWN'],
    ['what the environment asks for', /configurations/i, 'CONFIGURATIONS_UNKNOWN'],
    ['the approval', /approvals\//i, 'APPROVALS_UNKNOWN'],
  ]
  const page = { 'content-type': 'text/html' }
  const deeds: [what: string, deed: Deed][] = [
    ['is not there', { status: 404, body: '{"message":"no"}' }],
    ['is the page to sign in', signInPage],
    ['is the page to sign in, with 200', { status: 200, headers: page, body: '<html>Sign In</html>' }],
    ['is not to be seen', { status: 403 }],
    ['is empty', { status: 200, body: '' }],
    ['is null', { status: 200, body: 'null' }],
    ['is of another shape', { status: 200, body: '{"a":1}' }],
    ['is half of it', { status: 200, body: '{"id":42,"value":[' }],
    ['is nowhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['is down', { status: 503 }],
    ['breaks off', 'reset'],
  ]
  for (const [what, path, code] of facts)
    it(`lacks ${what} where it is not to be had, in whatever way`, async () => {
      for (const [how, deed] of deeds) {
        const codes = await verdict([{ path, times: 99, do: deed }])
        assert.ok(codes.includes(code), `${how}: ${codes.join()}`)
      }
    })

  it('takes what another origin says for nothing, and shows it no token', async () => {
    const elsewhere = await startAzureDevOps(publishing(), { token: 't', earlier: [built] })
    services.push(elsewhere)
    for (const [, path, code] of facts) {
      const location = `${elsewhere.url}My%20Wheels/_apis/build/builds/42?api-version=7.1`
      assert.ok((await verdict([{ path, times: 99, do: { status: 302, headers: { location } } }])).includes(code))
    }
    assert.ok(elsewhere.requests.length > 0 && elsewhere.requests.every(({ headers }) => headers['authorization'] === undefined))
  })

  it('is asked for again where the service was only busy', async () => {
    for (const [, path] of facts) assert.deepEqual(await verdict([{ path, do: { status: 429, headers: { 'retry-after': '2' } } }]), [])
  })

  const changes: [what: string, run: RunRecord, earlier: RunRecord, ...codes: RefusalCode[]][] = [
    ['nobody approved', publishing({ approvals: [{ ...approval, status: 'pending', approver: undefined }] }), built, 'SUITE_NOT_APPROVED'],
    ['it was rejected', publishing({ approvals: [{ ...approval, status: 'rejected' }] }), built, 'APPROVAL_NOT_APPROVED'],
    ['who built it approved', publishing({ approvals: [{ ...approval, approver: built.requestedFor }] }), built, 'APPROVER_REQUESTED'],
    ['the code is missing', publishing({ approvals: [{ ...approval, comment: 'fine' }] }), built, 'CODE_MISSING'],
    ['another environment was approved', publishing({ approvals: [{ ...approval, environment: 'test' }] }), built, 'ENVIRONMENT_OTHER'],
    ['the build failed', publishing(), { ...built, result: 'failed' }, 'SOURCE_NOT_SUCCEEDED'],
    ['the build is of another commit', publishing(), { ...built, sourceVersion: 'f'.repeat(40) }, 'SOURCE_OTHER'],
    ['the build lost its artifact', publishing(), { ...built, artifacts: [] }, 'ARTIFACT_GONE'],
    [
      'something was added to the build',
      publishing(),
      { ...built, artifacts: [...built.artifacts, { id: 2, name: 'more', source: 'job-1', files: new Map() }] },
      'ARTIFACT_ADDED',
    ],
    ['the build forgot its job', publishing(), { ...built, records: [] }, 'ARTIFACT_FOREIGN'],
  ]
  for (const [what, run, earlier, ...codes] of changes)
    it(`refuses where ${what}`, async () => {
      const found = await verdict([], run, [earlier])
      for (const code of codes) assert.ok(found.includes(code), found.join())
    })
})
