import assert from 'node:assert/strict'
import { azureReleases } from '../../../adapters/azure/releases.ts'
import type { Releases } from '../../../core/ports.ts'
import type { ReleaseRecord } from '../../../local-agent/release-record.ts'
import { type AzureDevOps, type AzureDevOpsOptions, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { approvalOf, deploymentOf, grace, releaseOf, stageOf } from '../../local-agent/services/release.ts'
import { ada, runOf } from '../../local-agent/services/run.ts'

const token = 'job-token'
const people = {
  ada: { id: ada.id, name: 'Ada', descriptor: ada.descriptor },
  grace: { id: grace.id, name: 'Grace', descriptor: grace.descriptor },
}

describe('classic releases of the service', () => {
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (
    release: ReleaseRecord,
    faults: readonly Fault[] = [],
    more: Partial<AzureDevOpsOptions> = {},
  ): Promise<{ releases: Releases; service: AzureDevOps }> => {
    const service = await startAzureDevOps(runOf(), { token, faults: new FaultScript(faults), releases: [release], ...more })
    services.push(service)
    const connection = { collectionUri: service.url, project: release.project.id, token }
    return { releases: azureReleases(connection, { clock: fixedClock(), random: () => 0 }), service }
  }

  it('are read whole', async () => {
    const approval = approvalOf({ status: 'approved', approvedBy: grace, comments: 'fine', modifiedOn: '2026-11-22T08:05:00.000Z' })
    const tasks = [
      { name: 'Initialize job', status: 'succeeded', task: undefined },
      { name: 'GatedRelease', status: 'inProgress', task: 'd6a0a6ab' },
      { name: 'Later', status: 'pending', task: 'e' },
      { name: 'Never', status: 'skipped', task: 'f' },
    ] as const
    const phases = [
      { name: 'Plan', startedOn: '2026-11-22T08:20:00.000Z', tasks: [] },
      { name: 'Publish', startedOn: '2026-11-22T08:10:00.000Z', tasks: [...tasks] },
    ]
    const stage = stageOf(22, 'Publish', { approvals: [approval], deployments: [deploymentOf({ requestedFor: grace, phases })] })
    const { releases } = await start(releaseOf({ stages: [stage] }))
    assert.deepEqual(await releases.release(12), {
      kind: 'known',
      value: {
        id: 12,
        definition: 5,
        project: runOf().project.id,
        reason: 'manual',
        status: 'active',
        requesters: [people.ada, people.ada],
        artifacts: [{ alias: '_wheels', type: 'Build', run: 42, definition: 7, project: runOf().project.id }],
        environments: [
          {
            id: 22,
            name: 'Publish',
            status: 'inProgress',
            requiredApproverCount: 0,
            approvals: [
              {
                id: 31,
                attempt: 1,
                status: 'approved',
                automated: false,
                approver: people.grace,
                comment: 'fine',
                at: '2026-11-22T08:05:00.000Z',
              },
            ],
            deployments: [
              {
                id: 61,
                attempt: 1,
                status: 'inProgress',
                requesters: [people.grace, people.ada],
                queued: '2026-11-22T08:00:00.000Z',
                started: '2026-11-22T08:20:00.000Z',
                steps: [
                  { name: 'Initialize job', task: '' },
                  { name: 'GatedRelease', task: 'd6a0a6ab' },
                ],
              },
            ],
          },
        ],
      },
    })
  })

  it('may ask nobody, and then have an approval of nobody', async () => {
    const approvals = [approvalOf({ isAutomated: true, status: 'approved' })]
    const { releases } = await start(releaseOf({ stages: [stageOf(22, 'Publish', { approvals, requiredApproverCount: null })] }))
    const found = await releases.release(12)
    const [stage] = found.kind === 'known' ? found.value.environments : []
    assert.deepEqual(
      [stage?.requiredApproverCount, stage?.approvals.map(({ automated, approver }) => [automated, approver])],
      [undefined, [[true, undefined]]],
    )
  })

  it('are asked for where the service has them, with their approvals of all kinds', async () => {
    const { releases, service } = await start(releaseOf())
    await releases.release(12)
    await releases.interventions(12)
    const paths = service.requests.map(({ path }) => path).filter((path) => !path.includes('resourceAreas'))
    const project = runOf().project.id
    assert.deepEqual(paths, [
      `/vsrm/local/${project}/_apis/release/releases/12?approvalFilters=7&api-version=7.1`,
      `/vsrm/local/${project}/_apis/release/releases/12/manualinterventions?api-version=7.1`,
    ])
  })

  it('have manual interventions', async () => {
    const waits = { createdOn: '2026-11-22T08:01:00.000Z', modifiedOn: '2026-11-22T08:02:00.000Z' }
    const { releases } = await start(
      releaseOf({
        interventions: [
          { id: 41, stage: 22, status: 'pending', approver: undefined, comments: '', ...waits },
          { id: 42, stage: 21, status: 'approved', approver: grace, comments: 'go on', ...waits },
        ],
      }),
    )
    const same = { created: waits.createdOn, at: waits.modifiedOn }
    assert.deepEqual(await releases.interventions(12), {
      kind: 'known',
      value: [
        { id: 41, status: 'pending', approver: undefined, comment: '', environment: 22, ...same },
        { id: 42, status: 'approved', approver: people.grace, comment: 'go on', environment: 21, ...same },
      ],
    })
  })

  const answered = (body: unknown): Fault['do'] => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const shape = { id: 12, status: 'active', releaseDefinition: { id: 5 }, projectReference: { id: 'p' }, artifacts: [], environments: [] }

  it('are asked for by nobody that is known where only a service is told to have done so', async () => {
    const service = { id: 'rm', displayName: 'Release Management', descriptor: 's2s.rm' }
    const steps = [
      { deploymentId: 1, attempt: 1, requestedBy: service },
      { deploymentId: 2, attempt: 2, requestedFor: { id: 'g' } },
    ]
    const environments = [{ id: 1, preDeployApprovals: [], deploySteps: steps }]
    const { releases } = await start(releaseOf(), [
      { path: /releases\/12\?/, do: answered({ ...shape, createdBy: service, createdFor: null, environments }) },
    ])
    const found = await releases.release(12)
    assert.ok(found.kind === 'known')
    assert.deepEqual(found.value.requesters, [])
    assert.deepEqual(
      found.value.environments[0]?.deployments.map(({ requesters }) => requesters.map(({ id }) => id)),
      [[], ['g']],
    )
  })

  it('may have artifacts that are no builds', async () => {
    const artifacts = [
      { type: 'Git', alias: 'g', definitionReference: { version: { id: '42' }, definition: { id: '7' }, project: { id: 'p' } } },
      { type: 'Build', alias: 'b', definitionReference: { version: { id: 'latest' }, definition: null } },
    ]
    const { releases } = await start(releaseOf(), [{ path: /releases\/12\?/, do: answered({ ...shape, artifacts }) }])
    const found = await releases.release(12)
    assert.deepEqual(found.kind === 'known' && found.value.artifacts, [
      { alias: 'g', type: 'Git', run: Number.NaN, definition: Number.NaN, project: 'p' },
      { alias: 'b', type: 'Build', run: Number.NaN, definition: Number.NaN, project: '' },
    ])
  })

  const unknown: readonly (readonly [what: string, fault: Fault['do']])[] = [
    ['is not there', { status: 404, headers: {}, body: '' }],
    ['may not be seen', { status: 403, headers: {}, body: '' }],
    ['is the page to sign in', signInPage],
    ['breaks off', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id": 12' }],
    ['is null', answered(null)],
    ['is of another shape', answered({ id: 12 })],
    ['has no project', answered({ ...shape, projectReference: null })],
    ['has ids that are texts', answered({ ...shape, id: '12' })],
    ['has a stage without approvals', answered({ ...shape, environments: [{ id: 1, name: 'a', status: 'inProgress', deploySteps: [] }] })],
    [
      'has an approval that does not say whether somebody gave it',
      answered({
        ...shape,
        environments: [{ id: 1, deploySteps: [], preDeployApprovals: [{ id: 1, attempt: 1, status: 'approved' }] }],
      }),
    ],
  ]
  for (const [what, fault] of unknown)
    it(`are not known where the answer ${what}`, async () => {
      const { releases } = await start(releaseOf(), [{ path: /releases\/12/, times: 9, do: fault }])
      assert.deepEqual([(await releases.release(12)).kind, (await releases.interventions(12)).kind], ['unknown', 'unknown'])
    })

  it('are not known where it is not known where they lie, and the token goes nowhere else', async () => {
    const evil: string[] = []
    const other = await startAzureDevOps(runOf(), {
      token,
      releases: [releaseOf()],
      faults: new FaultScript([], { onRequest: ({ path }) => void evil.push(path) }),
    })
    services.push(other)
    const { releases } = await start(releaseOf(), [], {
      areas: { 'efc2f575-36ef-48e9-b672-0c6fb4a48ac5': new URL('/vsrm/local/', other.url).href },
    })
    assert.equal((await releases.release(12)).kind, 'unknown')
    assert.deepEqual(evil, [])
  })

  it("are those of a server of one's own where it knows no areas", async () => {
    const service = await startAzureDevOps(runOf(), { token })
    services.push(service)
    const releases = azureReleases({ collectionUri: service.url, project: 'My Wheels', token }, { clock: fixedClock() })
    await releases.release(12)
    assert.ok(service.requests.some(({ path }) => path.startsWith('/local/My%20Wheels/_apis/release/releases/12?')))
  })
})
