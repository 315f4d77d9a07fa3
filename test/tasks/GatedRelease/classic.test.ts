import assert from 'node:assert/strict'
import { signInPage } from '../../../local-agent/services/azure-devops.ts'
import { ada } from '../../local-agent/services/run.ts'
import { approvalOf, grace } from '../../local-agent/services/release.ts'
import { ClassicJobs, type ClassicTold } from './classic-jobs.ts'
import { account, token, whole } from './real-release.ts'

describe('a classic release, by the local agent and the built task', () => {
  let jobs: ClassicJobs
  beforeEach(async () => (jobs = await new ClassicJobs().start()))
  afterEach(async () => await jobs.close())

  const refusedWith = (told: ClassicTold, ...codes: string[]): void => {
    assert.equal(told.result, 'failed', told.lines.join('\n'))
    const found = told.lines.flatMap((line) => /^##\[error\].*\(([A-Z_]+)\):/.exec(line)?.[1] ?? [])
    assert.deepEqual(found, codes, told.lines.join('\n'))
    assert.deepEqual(jobs.shelved(), {})
  }

  it('is planned in one stage, approved with the code of its log, and published in another', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', `read it: ${code}`)
    const told = await jobs.publish()
    assert.equal(told.result, 'succeeded', told.lines.join('\n'))
    assert.deepEqual(jobs.shelved(), whole)
    assert.ok(told.lines.some((line) => line.includes('Approved by Grace')))
    assert.deepEqual(told.uploads, [])
  })

  it('keeps its record at the step, for it can attach no artifact, and no secret in it or in the log', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    const told = await jobs.publish()
    const record = told.attachments.find(({ name }) => name === 'release-record.json')
    assert.ok(record !== undefined, told.attachments.map(({ name }) => name).join())
    const text = Buffer.from(record.bytes).toString()
    for (const part of ['"Grace"', '"classic"', 'spam-1.0']) assert.ok(text.includes(part), part)
    for (const secret of [account.password, token])
      assert.ok(
        ![text, ...told.lines, ...told.attachments.map(({ bytes }) => Buffer.from(bytes).toString())].some((one) => one.includes(secret)),
      )
  })

  it('is published on the machines of a deployment group, too', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    assert.equal((await jobs.publish({}, 'deployment')).result, 'succeeded')
    assert.deepEqual(jobs.shelved(), whole)
  })

  it('is not published where nobody has approved', async () => {
    await jobs.plan()
    jobs.deploy('Publish')
    refusedWith(await jobs.publish(), 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW')
  })

  it('is not published where the service has approved by itself, or who deployed it has', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    const { approvals } = jobs.stage('Publish')
    approvals.push(approvalOf({ isAutomated: true, status: 'approved', comments: code, approvedBy: grace }))
    refusedWith(await jobs.publish(), 'APPROVAL_AUTOMATED', 'APPROVERS_TOO_FEW')
    approvals.splice(0)
    jobs.approve('Publish', code, ada)
    refusedWith(await jobs.publish(), 'APPROVER_REQUESTED', 'APPROVERS_TOO_FEW')
  })

  it('is not published without the code, and tells it to whoever looks', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', 'fine')
    const told = await jobs.publish()
    refusedWith(told, 'CODE_MISSING', 'APPROVERS_TOO_FEW')
    assert.ok(told.lines.some((line) => line.includes(code)))
  })

  it('is not published where the files are others than those that were planned', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    const told = await jobs.publish({ files: '*.whl' })
    refusedWith(told, 'CODE_MISSING', 'APPROVERS_TOO_FEW')
  })

  it('is published after a manual intervention between two jobs of one stage', async () => {
    jobs.deploy('Publish')
    const told = await jobs.run('Publish', { mode: 'plan' })
    const code = told.lines.map((line) => /Approval code: ([0-9A-Z-]{19})/.exec(line)?.[1]).find((found) => found !== undefined)
    jobs.stage('Publish').approvals.push(approvalOf({ isAutomated: true, status: 'approved' }))
    jobs.resume('Publish', 'go', { status: 'pending', approver: undefined })
    refusedWith(await jobs.publish(), 'INTERVENTION_NOT_APPROVED', 'APPROVAL_AUTOMATED', 'APPROVERS_TOO_FEW')
    jobs.release.interventions.splice(0)
    jobs.resume('Publish', `go: ${code}`)
    assert.equal((await jobs.publish()).result, 'succeeded')
    assert.deepEqual(jobs.shelved(), whole)
  })

  it('needs an approval of its own for its second attempt', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', 'fine')
    refusedWith(await jobs.publish(), 'CODE_MISSING', 'APPROVERS_TOO_FEW')
    jobs.deploy('Publish')
    refusedWith(await jobs.publish(), 'APPROVAL_OTHER_ATTEMPT', 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW')
    jobs.approve('Publish', code)
    assert.equal((await jobs.publish()).result, 'succeeded')
    assert.deepEqual(jobs.shelved(), whole)
  })

  it('is not published without a code at all, whatever its inputs say, and not planned so either', async () => {
    const fails = async (told: Promise<ClassicTold>): Promise<void> => {
      const { result, lines } = await told
      assert.equal(result, 'failed')
      assert.ok(
        lines.some((line) => line.startsWith('##[error]') && line.includes('requireCode')),
        lines.join('\n'),
      )
    }
    await fails(jobs.run('Plan', { mode: 'plan', requireCode: 'false' }))
    jobs.deploy('Publish')
    jobs.approve('Publish', 'fine')
    await fails(jobs.publish({ requireCode: 'false' }))
    assert.deepEqual(jobs.shelved(), {})
  })

  it('takes no files from a run that is no artifact of it', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    jobs.release.artifacts.splice(0, 1, { alias: '_my wheels', run: { ...jobs.source, buildId: 43 } })
    refusedWith(await jobs.publish({ source: '42' }), 'SOURCE_NOT_RELEASED')
  })

  it('is not published where the service does not tell of it, or tells that it is over', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    jobs.script.add({ path: /releases\/12\?/, times: 9, do: { status: 403 } })
    refusedWith(await jobs.publish(), 'RELEASE_UNKNOWN')
    jobs.script.clear()
    jobs.script.add({ path: /manualinterventions/, times: 9, do: signInPage })
    refusedWith(await jobs.publish(), 'INTERVENTIONS_UNKNOWN')
    jobs.script.clear()
    jobs.release.status = 'abandoned'
    refusedWith(await jobs.publish(), 'RELEASE_NOT_ACTIVE')
  })

  it('is finished by its second attempt where the first broke off: its approval has the same code', async () => {
    const code = await jobs.plan()
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    jobs.script.add({ method: 'POST', path: /legacy/, after: 1, do: { status: 403, body: 'not today' } })
    assert.equal((await jobs.publish()).result, 'failed')
    const before = Object.keys(jobs.shelved())
    assert.equal(before.length, 1)
    jobs.deploy('Publish')
    jobs.approve('Publish', code)
    const told = await jobs.publish()
    assert.equal(told.result, 'succeeded', told.lines.join('\n'))
    assert.deepEqual(jobs.shelved(), whole)
    assert.ok(told.attachments.some(({ bytes }) => Buffer.from(bytes).toString().includes('"skipped"')))
  })

  it('believes no other service that a step before has made up: its token is not seen there, nor what it tells', async () => {
    const other = await new ClassicJobs().start()
    try {
      const code = await jobs.plan()
      for (const one of [jobs, other]) one.deploy('Publish')
      other.approve('Publish', code)
      jobs.variables['System.CollectionUri'] = other.service.url
      jobs.variables['System.TeamFoundationCollectionUri'] = other.service.url
      refusedWith(await jobs.publish(), 'APPROVAL_MISSING', 'APPROVERS_TOO_FEW')
      assert.deepEqual(other.service.requests, [])
    } finally {
      await other.close()
    }
  })
})
