import assert from 'node:assert/strict'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { picked } from './picked.ts'
import { record, runOf } from './run.ts'
import { unzip } from './unzip.ts'

const token = 'token'
const here = 'cccccccc-0000-4000-8000-000000000001'
const there = 'cccccccc-0000-4000-8000-000000000002'

const artifact = (text: string): ReturnType<typeof runOf>['artifacts'][number] => ({
  id: 1,
  name: 'wheels',
  source: 'job-9',
  files: new Map([['a.whl', Buffer.from(text)]]),
})
const ended = runOf({
  buildId: 41,
  status: 'completed',
  result: 'succeeded',
  records: [
    record({ id: 'job-9', type: 'Job', identifier: 'build.job' }),
    record({ id: 'check-9', type: 'Checkpoint', identifier: 'Checkpoint' }),
  ],
  artifacts: [artifact('of 41')],
  approvals: [{ ...runOf().approvals[0]!, id: 'approval-9', status: 'approved' }],
})
const elsewhere = runOf({
  buildId: 40,
  status: 'completed',
  result: 'failed',
  project: { id: there, name: 'Others' },
  artifacts: [artifact('of 40')],
  approvals: [],
})

describe('runs that have ended, at the local Azure DevOps', () => {
  let service: AzureDevOps
  before(async () => {
    service = await startAzureDevOps(runOf(), { token, earlier: [ended, elsewhere], blobRedirect: true })
  })
  after(async () => await service.close())

  const ask = async (path: string): Promise<Response> =>
    await fetch(new URL(path, service.url), { redirect: 'manual', headers: { authorization: `Bearer ${token}` } })
  const get = async (path: string): Promise<unknown> => {
    const answer = await ask(path)
    assert.equal(answer.status, 200, path)
    return answer.json()
  }

  it('answer by their ids', async () => {
    assert.deepEqual(picked(await get(`${here}/_apis/build/builds/41`), 'id', 'status', 'result'), [41, 'completed', 'succeeded'])
    assert.deepEqual(picked(await get('Others/_apis/build/builds/40'), 'id', 'result', 'project.id'), [40, 'failed', there])
    assert.deepEqual(picked(await get(`${here}/_apis/build/builds/42`), 'id', 'status'), [42, 'inProgress'])
  })

  it('have timelines and artifacts of their own', async () => {
    assert.deepEqual(picked(await get(`${here}/_apis/build/builds/41/timeline`), 'records.length', 'records.0.id'), [2, 'job-9'])
    for (const [project, id] of [
      [here, 41],
      [there, 40],
    ]) {
      const [url] = picked(await get(`${project}/_apis/build/builds/${id}/artifacts`), 'value.0.resource.downloadUrl')
      const location = (await ask(String(url))).headers.get('location') ?? ''
      const bytes = Buffer.from(await (await fetch(location)).arrayBuffer())
      assert.deepEqual(await unzip(bytes), { 'wheels/': '', 'wheels/a.whl': `of ${id}` })
      const other = await fetch(location.replace(`/blob/${id}/`, `/blob/${id === 41 ? 40 : 41}/`))
      assert.equal(other.status, 403)
    }
  })

  it('keep their approvals and checks', async () => {
    const [id, owner] = picked(await get(`${here}/_apis/pipelines/approvals/APPROVAL-9`), 'id', 'pipeline.owner.id')
    assert.deepEqual([id, owner], ['approval-9', 41])
    assert.deepEqual(picked(await get(`${here}/_apis/pipelines/checks/runs/check-9`), 'context.Pipeline.Owner.Id'), [41])
  })

  for (const path of [
    `${there}/_apis/build/builds/41`,
    `${there}/_apis/build/builds/42/timeline`,
    `${here}/_apis/build/builds/40`,
    `${here}/_apis/build/builds/40/artifacts`,
    `${there}/_apis/pipelines/approvals/approval-9`,
    `${there}/_apis/pipelines/checks/runs/check-9`,
  ])
    it(`are not seen in another project: ${path}`, async () => assert.equal((await ask(path)).status, 404))

  it('are listed by project', async () => {
    assert.deepEqual(picked(await get(`${here}/_apis/build/builds`), 'value.0.id', 'value.1.id', 'count'), [42, 41, 2])
    assert.deepEqual(picked(await get(`${there}/_apis/build/builds`), 'value.0.id', 'count'), [40, 1])
  })
})
