import assert from 'node:assert/strict'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { releaseArea } from '../../../local-agent/services/release-routes.ts'
import { approvalOf, grace, releaseOf, stageOf } from './release.ts'
import { ada, runOf } from './run.ts'

describe('classic releases of the local service', () => {
  const automated = approvalOf({ id: 30, isAutomated: true, status: 'approved' })
  const release = releaseOf({
    stages: [stageOf(21, 'Plan', { approvals: [automated] }), stageOf(22, 'Publish', { approvals: [automated, approvalOf()] })],
    interventions: [
      {
        id: 41,
        stage: 22,
        status: 'pending',
        approver: undefined,
        comments: '',
        createdOn: '2026-11-22T08:01:00.000Z',
        modifiedOn: '2026-11-22T08:01:00.000Z',
      },
    ],
  })
  let service: AzureDevOps
  let root = ''
  before(async () => {
    service = await startAzureDevOps(runOf(), { token: 'secret', releases: [release] })
    const area = await ask(`${service.url}_apis/resourceAreas/${releaseArea.toUpperCase()}`)
    root = String(area['locationUrl'])
  })
  after(async () => await service.close())

  async function ask(url: string, status = 200): Promise<Record<string, unknown>> {
    const answer = await fetch(url, { headers: { authorization: 'Bearer secret' } })
    assert.equal(answer.status, status)
    return Object.fromEntries(Object.entries((await answer.json()) as object))
  }

  const path = `${runOf().project.id}/_apis/release/releases/12`
  const approvals = async (query: string): Promise<unknown> => {
    const found = await ask(`${root}${path}${query}`)
    const stages = found['environments'] as { preDeployApprovals: { id: number }[]; preApprovalsSnapshot?: object }[]
    return stages.map((stage) => [stage.preDeployApprovals.map(({ id }) => id), stage.preApprovalsSnapshot !== undefined])
  }

  it('lie where the service says, and not in the collection', async () => {
    assert.ok(root.endsWith('/vsrm/local/') && root !== service.url)
    await ask(`${service.url}${path}`, 404)
  })

  it('have the approvals that the filters name', async () => {
    const expected = [
      [
        '?approvalFilters=7',
        [
          [[30], true],
          [[30, 31], true],
        ],
      ],
      [
        '?approvalFilters=1',
        [
          [[], false],
          [[31], false],
        ],
      ],
      [
        '?approvalFilters=2',
        [
          [[30], false],
          [[30], false],
        ],
      ],
      [
        '',
        [
          [[30], true],
          [[30, 31], true],
        ],
      ],
    ] as const
    for (const [query, found] of expected) assert.deepEqual(await approvals(query), found)
  })

  it('tell what they are made of, with ids that are texts', async () => {
    const { artifacts, createdFor, projectReference } = await ask(`${root}${path}`)
    const [artifact] = artifacts as { definitionReference: Record<string, { id: string }> }[]
    assert.equal(artifact?.definitionReference['version']?.id, '42')
    assert.equal(artifact?.definitionReference['definition']?.id, '7')
    assert.deepEqual(
      [createdFor, projectReference],
      [
        { ...ada, isContainer: false },
        { id: runOf().project.id, name: null },
      ],
    )
  })

  it('tell who approved once somebody has', async () => {
    const one = release.stages[1]?.approvals[1]
    assert.ok(one !== undefined)
    const told = async (): Promise<unknown> => {
      const { environments } = await ask(`${root}${path}`)
      return (environments as { preDeployApprovals: { approvedBy?: { id: string } }[] }[])[1]?.preDeployApprovals[1]?.approvedBy?.id
    }
    assert.equal(await told(), undefined)
    Object.assign(one, { status: 'approved', approvedBy: grace })
    assert.equal(await told(), grace.id)
  })

  it('have manual interventions, of nobody while they wait', async () => {
    const { value } = await ask(`${root}${path}/manualinterventions`)
    const [found] = value as { status: string; approver: object; releaseEnvironment: { id: number } }[]
    assert.deepEqual([found?.status, found?.approver, found?.releaseEnvironment.id], ['pending', {}, 22])
  })

  it('are not there by another id, or in another project', async () => {
    await ask(`${root}${path}3`, 404)
    await ask(`${root}nowhere/_apis/release/releases/12`, 404)
  })

  it('are shown to nobody without the token', async () =>
    assert.equal((await fetch(`${root}${path}`, { headers: { authorization: 'Bearer other' } })).status, 401))
})
