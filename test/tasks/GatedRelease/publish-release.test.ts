import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { known, unknown } from '../../../core/release/evidence.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { Releasing, uploadUrl } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const spamSource = sdist({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })
const good = approvedRelease()

describe('GatedRelease, mode publish', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('linux', [spamSource, spam])
    releasing.built('pure', [eggs])
  })
  afterEach(() => releasing.close())

  const planned = async (given: Record<string, string> = {}): Promise<string> => {
    const { outputs } = await releasing.plan(given)
    releasing.events.length = 0
    return outputs['approvalCode'] ?? ''
  }
  const approved = async (given: Record<string, string> = {}): Promise<void> => releasing.approve(`ok ${await planned(given)}`)
  const uploads = (): string[] => releasing.events.filter((event) => event.startsWith('upload '))
  const record = (): Record<string, unknown> => {
    const last = releasing.pipeline.attached.at(-1)
    assert.deepEqual([last?.artifact, last?.name], ['release-record.publish.publish.1', 'release-record.json'])
    return JSON.parse(Buffer.from(last?.bytes ?? []).toString()) as Record<string, unknown>
  }

  it('proves the approval, then signs in, then uploads wheels before the sdist, then looks', async () => {
    await approved()
    const outcome = await releasing.publish()
    assert.deepEqual(releasing.events, [
      'ask approval approval',
      'list eggs',
      'list spam',
      `sign in at ${uploadUrl} as ada`,
      `upload ${eggs.file}`,
      `upload ${spam.file}`,
      `upload ${spamSource.file}`,
      'list eggs',
      'list spam',
    ])
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(
      { ...outcome.outputs, planDigest: '' },
      { planDigest: '', publishedCount: '3', skippedCount: '0', approvers: 'Grace', resumeBy: '' },
    )
    assert.deepEqual(releasing.published.get(spam.file), { project: 'spam', sha256: sha256Of(spam.bytes) })
  })

  it('attaches a record of who approved what', async () => {
    await approved()
    const { outputs } = await releasing.publish()
    const { planDigest, verdict, files, publisher, planArtifact } = record()
    assert.equal(planDigest, outputs['planDigest'])
    assert.equal((verdict as { kind: string }).kind, 'allow')
    assert.deepEqual(
      (files as { result: string }[]).map((file) => file.result),
      ['published', 'published', 'published'],
    )
    assert.equal((publisher as { environment: string }).environment, 'pypi')
    assert.deepEqual(planArtifact, { artifact: 'release-plan.plan.plan.1', job: 'job-plan', attempt: 1 })
  })

  it('masks the password before anything is sent', async () => {
    await approved()
    await releasing.publish()
    assert.deepEqual(releasing.secrets, ['secret', Buffer.from('secret').toString('base64'), Buffer.from('ada:secret').toString('base64')])
    const everything = [releasing.log.text(), ...releasing.pipeline.attached.map((one) => Buffer.from(one.bytes).toString())].join()
    assert.ok(!everything.includes('secret'))
  })

  it('skips what the index has, and needs no password when it has all', async () => {
    await approved()
    await releasing.publish()
    releasing.variables = {}
    releasing.events.length = 0
    const { outputs, result } = await releasing.publish()
    assert.deepEqual([result, outputs['publishedCount'], outputs['skippedCount']], ['succeeded', '0', '3'])
    assert.deepEqual(releasing.events, ['ask approval approval', 'list eggs', 'list spam'])
  })

  it('has pip look at what was there already, for it may have been killed before pip was asked', async () => {
    await approved()
    await releasing.publish()
    releasing.over = { outside: () => Promise.reject(new Problem('INTERPRETER_MISSING', 'It cannot be run.', '')) }
    for (const verifyUpload of ['pip', 'true']) {
      const { result, problems } = await releasing.publish({ verifyUpload })
      assert.deepEqual([result, problems.map(({ code }) => code)], ['issues', ['INTERPRETER_MISSING']])
    }
    assert.equal((await releasing.publish({ verifyUpload: 'false' })).result, 'succeeded')
  })

  it('stops after the verdict in a dry run', async () => {
    await approved()
    const { outputs, summary } = await releasing.publish({ dryRun: 'true' })
    assert.deepEqual(releasing.events, ['ask approval approval'])
    assert.deepEqual([outputs['publishedCount'], outputs['approvers']], ['0', 'Grace'])
    assert.match(summary, /Dry run/)
    assert.equal(releasing.log.lines.at(-1), `info: Dry run, nothing was uploaded: ${uploadUrl}`)
    assert.equal(record()['dryRun'], true)
  })

  it('ends its log with what came of all files, also where there was nothing left to do', async () => {
    await approved()
    await releasing.publish()
    const first = releasing.log.lines.at(-1)
    await releasing.publish()
    const said = [first, releasing.log.lines.at(-1)]
    assert.deepEqual(said, [
      `info: 3 published, 0 skipped, 0 not there: ${uploadUrl}`,
      `info: 0 published, 3 skipped, 0 not there: ${uploadUrl}`,
    ])
  })

  describe('refuses, and uploads nothing', () => {
    afterEach(() => assert.deepEqual(uploads(), []))

    const refusals = async (...given: Parameters<Releasing['publish']>): Promise<string[]> => {
      const outcome = await releasing.publish(...given)
      assert.equal(outcome.result, 'failed')
      assert.deepEqual(outcome.outputs, {})
      return [...new Set(outcome.problems.map((problem) => problem.code))]
    }

    it('without an approval, and says the code', async () => {
      const code = await planned()
      releasing.approval = known({ ...good.approval, status: 'pending', steps: [] })
      const outcome = await releasing.publish()
      assert.deepEqual(
        outcome.problems.map((problem) => problem.code),
        ['REFUSED', 'APPROVAL_MISSING'],
      )
      assert.ok(outcome.problems.some((problem) => problem.text.includes(code)))
    })
    it('without the code in the comment', async () => {
      await planned()
      releasing.approve('looks good')
      assert.deepEqual(await refusals(), ['APPROVAL_MISSING'])
      const { verdict } = record()
      assert.deepEqual(
        (verdict as { refusals: { code: string }[] }).refusals.map((one) => one.code),
        ['CODE_MISSING', 'APPROVERS_TOO_FEW'],
      )
    })
    it('where the service does not tell', async () => {
      await approved()
      releasing.suite = unknown('403')
      assert.deepEqual(await refusals(), ['REFUSED'])
    })
    it('in another environment', async () => {
      await approved()
      assert.deepEqual(await refusals({}, { 'Environment.Name': 'staging' }), ['REFUSED'])
    })
    it('in another job', async () => {
      await approved()
      assert.deepEqual(await refusals({}, { 'System.JobId': 'other' }), ['REFUSED'])
    })
    it('what the requester approved', async () => {
      await approved()
      releasing.self = known({ ...good.self, requesters: [...good.self.requesters, { id: 'bbbb', name: 'Grace', descriptor: '' }] })
      assert.deepEqual(await refusals(), ['REFUSED', 'APPROVAL_MISSING'])
    })

    for (const [what, code, change, given, variables] of [
      ['in a pull request', 'PULL_REQUEST', () => undefined, {}, { 'Build.Reason': 'PullRequest' }],
      ['outside of an environment', 'INPUT_MISSING', () => undefined, {}, { 'Environment.Name': '' }],
      ['another repository', 'PLAN_CHANGED', () => undefined, { repository: 'pypi' }, {}],
      ['other files', 'PLAN_CHANGED', () => undefined, { files: '*.whl' }, {}],
      ['another number of approvers', 'PLAN_CHANGED', () => undefined, { minApprovers: '2' }, {}],
      ['a weaker policy', 'PLAN_CHANGED', () => undefined, { requireCode: 'false' }, {}],
      ['other bytes', 'PLAN_CHANGED', (of: Releasing) => of.built('pure', [wheel({ name: 'eggs', version: '2.0', says: 'evil' })]), {}, {}],
      ['a file more', 'PLAN_CHANGED', (of: Releasing) => of.built('more', [wheel({ name: 'ham', version: '1.0' })]), {}, {}],
      ['a file less', 'PLAN_CHANGED', (of: Releasing) => of.artifacts.delete('wheels.build.wheels.pure.1'), {}, {}],
      ['another commit', 'PLAN_CHANGED', (of: Releasing) => (of.self = known({ ...good.self, commit: 'other' })), {}, {}],
      ['no plan', 'NO_PLAN', (of: Releasing) => of.artifacts.delete('release-plan.plan.plan.1'), {}, {}],
      ['an empty plan', 'PLAN_INVALID', (of: Releasing) => of.artifacts.get('release-plan.plan.plan.1')?.files.clear(), {}, {}],
      ['a name that is taken', 'CONFLICT', (of: Releasing) => of.store({ name: eggs.file, sha256: sha256Of('other') }), {}, {}],
      ['without a password', 'CREDENTIALS', (of: Releasing) => (of.variables = {}), {}, {}],
    ] as const)
      it(what, async () => {
        await approved()
        change(releasing)
        assert.equal(await rejectedCode(releasing.publish(given, variables)), code)
      })
  })

  it('says which file and field have changed', async () => {
    await approved()
    releasing.built('pure', [wheel({ name: 'eggs', version: '2.0', says: 'evil' })])
    await assert.rejects(releasing.publish(), (error: Error) => error.message.includes(eggs.file) && !error.message.includes(spam.file))
  })

  it('releases pull requests only when told to', async () => {
    await approved()
    releasing.self = known({ ...good.self, reason: 'pullRequest' })
    const outcome = await releasing.publish({ allowPullRequest: 'true' }, { 'Build.Reason': 'PullRequest' })
    assert.equal(outcome.result, 'succeeded')
  })

  it('takes a weak policy that both jobs state', async () => {
    await planned({ requireCode: 'false', separationOfDuties: 'none' })
    releasing.approve('')
    assert.equal((await releasing.publish({ requireCode: 'false', separationOfDuties: 'none' })).result, 'succeeded')
  })

  describe('with several plans', () => {
    const copy = (from: string, to: string): void => {
      const held = releasing.artifacts.get(from)
      if (held !== undefined) releasing.artifacts.set(to, held)
    }
    it('takes that of the last attempt of a job', async () => {
      await approved()
      releasing.timeline = known(good.records.map((one) => (one.id === 'job-plan' ? { ...one, attempt: 10 } : one)))
      copy('release-plan.plan.plan.1', 'release-plan.plan.plan.10')
      releasing.artifacts.set('release-plan.plan.plan.9', { source: 'job-plan', files: new Map() })
      assert.equal((await releasing.publish()).result, 'succeeded')
    })
    it('refuses a forged one that asks for nobody, though somebody has approved the stage', async () => {
      await planned()
      const genuine = Buffer.from(releasing.artifacts.get('release-plan.plan.plan.1')?.files.get('release-plan.json') ?? []).toString()
      const forged = genuine.replace('"minApprovers":1', '"minApprovers":0').replace(uploadUrl, 'https://evil.example.org/')
      assert.notEqual(forged, genuine)
      const files = new Map([['release-plan.json', Buffer.from(forged)]])
      releasing.artifacts.set('release-plan.plan.plan.2', { source: 'job-plan', files })
      releasing.approve('looks good')
      assert.equal(await rejectedCode(releasing.publish()), 'PLAN_INVALID')
      assert.deepEqual(releasing.events, [])
    })
    for (const [what, name, source] of [
      ['another job', 'release-plan.plan.plan.2', 'job-build'],
      ['a later step of the job that planned', 'release-plan.plan.plan.2', 'job-plan'],
    ] as const)
      it(`refuses one that ${what} has added, and does not tell how to approve it`, async () => {
        const code = await planned()
        copy('release-plan.plan.plan.1', name)
        releasing.artifacts.set(name, { source, files: releasing.artifacts.get(name)?.files ?? new Map() })
        releasing.approve('')
        const { problems, summary, result } = await releasing.publish()
        assert.equal(result, 'failed')
        assert.ok(problems.some(({ text }) => text.includes('PLAN_FOREIGN')))
        assert.ok(![summary, ...problems.map(({ text }) => text)].some((text) => text.includes(code)))
      })
    it('refuses two of one repository', async () => {
      await approved()
      copy('release-plan.plan.plan.1', 'release-plan.plan.other.1')
      assert.equal(await rejectedCode(releasing.publish()), 'PLAN_INVALID')
      assert.equal(await rejectedCode(releasing.publish({ repository: uploadUrl, checkUrl: 'https://example.org/simple' })), 'PLAN_INVALID')
    })
    it('takes the one of the repository that is asked for', async () => {
      await planned({ repository: 'testpypi' })
      copy('release-plan.plan.plan.1', 'release-plan.test.plan.1')
      await approved()
      assert.equal(await rejectedCode(releasing.publish()), 'PLAN_INVALID')
      assert.equal((await releasing.publish({ repository: uploadUrl, checkUrl: 'https://example.org/simple' })).result, 'succeeded')
    })
  })
})
