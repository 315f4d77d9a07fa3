import assert from 'node:assert/strict'
import { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import {
  BuildQueryOrder,
  BuildReason,
  BuildResult,
  BuildStatus,
  TaskResult,
  TimelineRecordState,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { BearerCredentialHandler } from 'azure-devops-node-api/handlers/bearertoken.js'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { runOf } from './run.ts'

async function json(url: string): Promise<{ value: readonly { id: number; result?: string }[] }> {
  const answer = await fetch(url, { headers: { authorization: 'Bearer job-token' } })
  return (await answer.json()) as { value: readonly { id: number; result?: string }[] }
}

describe('Azure DevOps: the SDK that tasks use', () => {
  let service: AzureDevOps
  let api: BuildApi

  beforeEach(async () => {
    service = await startAzureDevOps(runOf(), { token: 'job-token' })
    api = new BuildApi(service.url, [new BearerCredentialHandler('job-token', false)], {})
  })
  afterEach(() => service.close())

  it('getBuild', async () => {
    const build = await api.getBuild('My Wheels', 42)
    assert.deepEqual([build.id, build.status, build.reason], [42, BuildStatus.InProgress, BuildReason.IndividualCI])
    assert.ok(build.queueTime instanceof Date)
  })

  it('getBuild of a build that is not there: null', async () => assert.equal(await api.getBuild('My Wheels', 41), null))

  it('getBuildTimeline', async () => {
    const { records = [] } = await api.getBuildTimeline('My Wheels', 42)
    const task = records.find((one) => one.type === 'Task')
    assert.deepEqual([task?.state, task?.result], [TimelineRecordState.Completed, TaskResult.SucceededWithIssues])
  })

  it('getBuildTags, as they are added', async () => {
    const run = runOf({ tags: new Set() })
    const own = await startAzureDevOps(run, { token: 'job-token' })
    const tags = new BuildApi(own.url, [new BearerCredentialHandler('job-token', false)], {})
    try {
      assert.deepEqual(await tags.getBuildTags('My Wheels', 42), [])
      run.tags.add('Automated')
      assert.deepEqual(
        [await tags.getBuildTags('My Wheels', 42), (await tags.getBuild('My Wheels', 42)).tags],
        [['Automated'], ['Automated']],
      )
    } finally {
      await own.close()
    }
  })

  it('getArtifacts', async () => {
    const [artifact] = await api.getArtifacts('My Wheels', 42)
    assert.deepEqual([artifact?.name, artifact?.resource?.type], ['wheels.build+1', 'Container'])
  })

  it('getArtifactContentZip', async () => {
    const stream = await api.getArtifactContentZip('My Wheels', 42, 'wheels.build+1')
    const first = await new Promise<Buffer>((resolve) => stream.once('data', resolve))
    assert.equal(first.toString('latin1', 0, 4), 'PK\x03\x04')
  })

  it('getBuilds: those that are asked for, the latest first', async () => {
    const of = (buildId: number, more: Partial<RunRecord>): RunRecord => runOf({ buildId, status: 'completed', tags: new Set(), ...more })
    const earlier = [
      of(41, { result: 'failed' }),
      of(40, { result: 'succeeded', sourceBranch: 'refs/heads/other' }),
      of(39, { result: 'succeededWithIssues' }),
      of(38, { result: 'succeeded', definition: { id: 8, name: 'other' } }),
      of(37, { result: 'succeeded', tags: new Set(['Automated', 'other']) }),
      of(36, { result: 'succeeded' }),
      of(35, { result: undefined }),
    ]
    const more = await startAzureDevOps(runOf({ tags: new Set() }), { token: 'job-token', earlier })
    try {
      const all = new BuildApi(more.url, [new BearerCredentialHandler('job-token', false)], {})
      const none = undefined
      const ask = async (definitions?: number[], status?: BuildStatus, result?: BuildResult, top?: number, branch?: string) => {
        const order = BuildQueryOrder.FinishTimeDescending
        const nothing = [none, none, none, none, none, none] as const
        const filters = [status, result, none, none, top, none, none, none, order, branch] as const
        return (await all.getBuilds('My Wheels', definitions, ...nothing, ...filters)).map(({ id }) => id)
      }
      assert.deepEqual(await ask(), [42, 41, 40, 39, 38, 37, 36, 35])
      assert.deepEqual(await ask([7], BuildStatus.Completed, BuildResult.Succeeded, 1, 'refs/heads/Main'), [37])
      assert.deepEqual(await ask([7, 8], BuildStatus.Completed, BuildResult.Succeeded), [40, 38, 37, 36])
      assert.deepEqual(await ask(none, none, BuildResult.Failed | BuildResult.PartiallySucceeded), [41, 39])
      assert.deepEqual(await ask(none, BuildStatus.InProgress), [42])
      assert.deepEqual(await ask([9]), [])
      for (const [tags, ids] of [
        ['automated', [37]],
        ['other,AUTOMATED', [37]],
        ['other,none', []],
      ] as const)
        assert.deepEqual(
          (await json(`${more.url}My%20Wheels/_apis/build/builds?tagFilters=${tags}`)).value.map(({ id }) => id),
          ids,
          tags,
        )
      const { value } = await json(`${more.url}My%20Wheels/_apis/build/builds?statusFilter=completed&resultFilter=failed,canceled`)
      assert.deepEqual(
        value.map(({ id, result }) => [id, result]),
        [[41, 'failed']],
      )
    } finally {
      await more.close()
    }
  })

  it('a token that is not known: 401', async () => {
    const stranger = new BuildApi(service.url, [new BearerCredentialHandler('other', false)], {})
    await assert.rejects(stranger.getBuild('My Wheels', 42), { statusCode: 401 })
  })
})
