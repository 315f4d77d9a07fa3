import assert from 'node:assert/strict'
import { azureApprovals } from '../../../adapters/azure/approvals.ts'
import type { Approvals } from '../../../core/ports.ts'
import type { ApprovalRecord, RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, type AzureDevOpsOptions, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { ada, runOf } from '../../local-agent/services/run.ts'

const token = 'job-token'
const approved: ApprovalRecord = {
  id: 'approval-2',
  environment: 'PyPI',
  stage: 'publish',
  status: 'approved',
  createdOn: '2026-11-21T10:06:00.000Z',
  approvedOn: '2026-11-21T10:07:00.000Z',
  approver: ada,
  comment: 'fine',
}

describe('approvals of the service', () => {
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (run: RunRecord, faults: readonly Fault[] = [], more: Partial<AzureDevOpsOptions> = {}): Promise<Approvals> => {
    const service = await startAzureDevOps(run, { token, faults: new FaultScript(faults), ...more })
    services.push(service)
    return azureApprovals({ collectionUri: service.url, project: run.project.name, token }, { clock: fixedClock(), random: () => 0 })
  }

  it('are read while they wait', async () => {
    const found = await (await start(runOf())).approval('approval-2')
    assert.deepEqual(found, {
      kind: 'known',
      value: {
        id: 'approval-2',
        status: 'pending',
        run: 42,
        steps: [{ status: 'pending', approver: undefined, comment: '', at: '2026-11-21T10:06:00.000Z' }],
      },
    })
  })

  it('are read when somebody has approved', async () => {
    const found = await (await start(runOf({ approvals: [approved] }))).approval('approval-2')
    assert.ok(found.kind === 'known')
    const approver = { id: ada.id, name: 'Ada', descriptor: 'aad.YWRh' }
    assert.deepEqual(found.value.steps, [{ status: 'approved', approver, comment: 'fine', at: approved.approvedOn }])
    assert.equal(found.value.status, 'approved')
  })

  it('have a suite of checks by the id of their checkpoint', async () => {
    const found = await (await start(runOf({ approvals: [approved] }))).suite('check-2')
    assert.deepEqual(found, {
      kind: 'known',
      value: {
        id: 'check-2',
        status: 'approved',
        planId: '11111111-2222-4333-8444-555555555555',
        run: 42,
        stage: 'stage-2',
        stageAttempt: 1,
        checks: [
          {
            id: 'approval-2',
            type: 'Approval',
            status: 'approved',
            configuration: { id: '849617', version: 1 },
            resource: { type: 'environment', id: '8852338', name: 'PyPI' },
          },
        ],
      },
    })
  })

  it('have a suite that still runs', async () => {
    const found = await (await start(runOf())).suite('check-2')
    assert.ok(found.kind === 'known')
    assert.deepEqual([found.value.status, found.value.checks[0]?.status], ['running', 'running'])
  })

  for (const [what, fault] of [
    ['there is none', { path: /pipelines/, do: { status: 404, body: '{}' } }],
    ['the token has run out', { path: /pipelines/, do: signInPage }],
    ['the token is refused', { path: /pipelines/, do: { status: 401 } }],
    ['the token may not see it', { path: /pipelines/, do: { status: 403 } }],
    ['the page is HTML', { path: /pipelines/, do: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' } }],
    ['the body is empty', { path: /pipelines/, do: { status: 200, body: '' } }],
    ['the body is null', { path: /pipelines/, do: { status: 200, body: 'null' } }],
    ['the body has another shape', { path: /pipelines/, do: { status: 200, body: '{"id":"x","status":"approved"}' } }],
    ['the service stays down', { path: /pipelines/, times: 99, do: { status: 503 } }],
    ['the connection keeps breaking', { path: /pipelines/, times: 99, do: 'reset' }],
  ] as const)
    it(`are unknown, with a reason, when ${what}`, async () => {
      const run = runOf({ approvals: [approved] })
      const approval = await (await start(run, [fault])).approval('approval-2')
      assert.ok(approval.kind === 'unknown' && approval.why.includes('approval-2'))
      const suite = await (await start(run, [fault])).suite('check-2')
      assert.ok(suite.kind === 'unknown' && suite.why.includes('check-2'))
      const configurations = await (await start(run, [fault])).configurations(environment)
      assert.ok(configurations.kind === 'unknown' && configurations.why.includes('PyPI'))
    })

  const environment = { type: 'environment', id: '8852338', name: 'PyPI' }
  const configured = async (...items: readonly object[]): Promise<unknown> => {
    const body = JSON.stringify({ count: items.length, value: items })
    const fact = await (await start(runOf(), [{ path: /configurations\?/, do: { status: 200, body } }])).configurations(environment)
    return fact.kind === 'known' ? fact.value : fact.kind
  }

  it('have the configuration that asked for them, as it is now', async () => {
    const approvals = await start(runOf({ approvals: [approved] }))
    assert.deepEqual(await approvals.configurations(environment), {
      kind: 'known',
      value: [{ id: '849617', version: 1, disabled: false }],
    })
    assert.deepEqual(await approvals.configurations({ ...environment, id: '1' }), { kind: 'known', value: [] })
  })

  const configuration = { id: 5, version: 2 }
  const shapes: [what: string, items: readonly object[], expected: unknown][] = [
    ['that is disabled', [{ ...configuration, isDisabled: true }], [{ id: '5', version: 2, disabled: true }]],
    ['with numbers written as texts', [{ id: '5', version: '2' }], [{ id: '5', version: 2, disabled: false }]],
    [
      'of which several are there',
      [configuration, { ...configuration, id: 6 }],
      ['5', '6'].map((id) => ({ id, version: 2, disabled: false })),
    ],
    ['that has no version, as unknown', [configuration, { id: 6 }], 'unknown'],
    ['that has no id, as unknown', [{ version: 2 }], 'unknown'],
    ['whose disabling is no flag, as unknown', [{ ...configuration, isDisabled: 'no' }], 'unknown'],
  ]
  for (const [what, items, expected] of shapes)
    it(`have a configuration ${what}`, async () => assert.deepEqual(await configured(...items), expected))

  it('of a resource whose id is not told are asked of nobody', async () => {
    const approvals = await start(runOf())
    assert.equal((await approvals.configurations({ ...environment, id: '' })).kind, 'unknown')
    assert.deepEqual(services[0]?.requests, [])
  })

  for (const [type, expected] of [
    [{ id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' }, 'Approval'],
    [{ id: '8C6F20A7-A545-4486-9777-F762FAFE0D4D', name: 'Genehmigung' }, 'Approval'],
    [{ name: 'Approval' }, 'Approval'],
    [{ id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' }, 'Task Check'],
    [{ id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Approval' }, 'Approval fe1de3ee-a436-41b4-bb20-f6eb4cb879a7'],
  ] as const)
    it(`have a check of the type ${JSON.stringify(type)}: ${expected}`, async () => {
      const suite = {
        id: 'check-2',
        status: 'approved',
        context: { planId: 'p', pipeline: { owner: { id: '42' } }, graphNode: { id: 's', attempt: '2' } },
        checkRuns: [{ id: 'a', status: 'approved', checkConfigurationRef: { id: '5', type, resource: { type: 'environment' } } }],
      }
      const found = await (await start(runOf(), [{ path: /runs/, do: { status: 200, body: JSON.stringify(suite) } }])).suite('check-2')
      assert.ok(found.kind === 'known')
      assert.deepEqual([found.value.checks[0]?.type, found.value.run, found.value.stageAttempt], [expected, 42, 2])
    })

  it('have no configuration where the suite names none', async () => {
    const suite = {
      id: 'check-2',
      status: 'approved',
      context: { PlanId: 'p', Pipeline: { Owner: { Id: 42 } }, GraphNode: { Id: 's', Attempt: 1 } },
      checkRuns: [
        { id: 'a', status: 'approved', checkConfigurationRef: { type: { name: 'Approval' }, resource: { type: 'environment' } } },
      ],
    }
    const found = await (await start(runOf(), [{ path: /runs/, do: { status: 200, body: JSON.stringify(suite) } }])).suite('check-2')
    assert.ok(found.kind === 'known')
    assert.deepEqual(
      found.value.checks.map((check) => [check.configuration, check.resource]),
      [
        [
          { id: '', version: Number.NaN },
          { type: 'environment', id: '', name: '' },
        ],
      ],
    )
  })

  it('are read after an error that has passed', async () => {
    const approvals = await start(runOf(), [{ path: /pipelines/, times: 2, do: { status: 503 } }])
    assert.equal((await approvals.approval('approval-2')).kind, 'known')
  })

  it('are never asked for elsewhere with the token', async () => {
    const other = await startAzureDevOps(runOf({ approvals: [approved] }), { token })
    services.push(other)
    const location = `${other.url}My%20Wheels/_apis/pipelines/approvals/approval-2`
    const approvals = await start(runOf(), [{ path: /approvals/, times: 9, do: { status: 302, headers: { location } } }])
    assert.equal((await approvals.approval('approval-2')).kind, 'unknown')
    assert.deepEqual(
      other.requests.map((request) => request.headers['authorization']),
      [undefined],
    )
  })
})
