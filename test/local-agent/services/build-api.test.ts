import assert from 'node:assert/strict'
import { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import { BuildReason, BuildStatus, TaskResult, TimelineRecordState } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { BearerCredentialHandler } from 'azure-devops-node-api/handlers/bearertoken.js'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { runOf } from './run.ts'

describe('Azure DevOps: the SDK that tasks use', () => {
  let run: RunRecord
  let service: AzureDevOps
  let api: BuildApi

  beforeEach(async () => {
    run = runOf()
    service = await startAzureDevOps(run, { token: 'job-token' })
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

  it('tags', async () => {
    assert.deepEqual(await api.getBuildTags('My Wheels', 42), ['Automated'])
    assert.deepEqual(await api.addBuildTag('My Wheels', 42, 'two words'), ['Automated', 'two words'])
    assert.deepEqual(await api.addBuildTags(['three'], 'My Wheels', 42), ['Automated', 'two words', 'three'])
    assert.deepEqual(await api.deleteBuildTag('My Wheels', 42, 'three'), ['Automated', 'two words'])
    assert.deepEqual([...run.tags], ['Automated', 'two words'])
  })

  it('attachments', async () => {
    const [attachment] = await api.getAttachments('My Wheels', 42, 'wheelworks.plan')
    assert.equal(attachment?.name, 'plan one')
    const stream = await api.getAttachment('My Wheels', 42, run.planId, 'task-1', 'wheelworks.plan', 'plan one')
    assert.equal(String(await new Promise((resolve) => stream.once('data', resolve))), '{"plan":1}')
  })

  it('a token that is not known: 401', async () => {
    const stranger = new BuildApi(service.url, [new BearerCredentialHandler('other', false)], {})
    await assert.rejects(stranger.getBuild('My Wheels', 42), { statusCode: 401 })
  })
})
