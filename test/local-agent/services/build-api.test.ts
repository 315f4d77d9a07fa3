import assert from 'node:assert/strict'
import { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import { BuildReason, BuildStatus, TaskResult, TimelineRecordState } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { BearerCredentialHandler } from 'azure-devops-node-api/handlers/bearertoken.js'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { runOf } from './run.ts'

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

  it('getArtifacts', async () => {
    const [artifact] = await api.getArtifacts('My Wheels', 42)
    assert.deepEqual([artifact?.name, artifact?.resource?.type], ['wheels.build+1', 'Container'])
  })

  it('getArtifactContentZip', async () => {
    const stream = await api.getArtifactContentZip('My Wheels', 42, 'wheels.build+1')
    const first = await new Promise<Buffer>((resolve) => stream.once('data', resolve))
    assert.equal(first.toString('latin1', 0, 4), 'PK\x03\x04')
  })

  it('a token that is not known: 401', async () => {
    const stranger = new BuildApi(service.url, [new BearerCredentialHandler('other', false)], {})
    await assert.rejects(stranger.getBuild('My Wheels', 42), { statusCode: 401 })
  })
})
