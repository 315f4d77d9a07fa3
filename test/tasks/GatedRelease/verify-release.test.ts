import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import { known, type Run, type TimelineRecord, unknown } from '../../../core/release/evidence.ts'
import { planDigest } from '../../../core/release/plan/plan.ts'
import { readRecord } from '../../../core/release/record/read-record.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import type { Files } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { type Repository, repositoryName } from '../../../core/release/plan/repository.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })
const strange = wheel({ name: 'spam', version: '1.0', tag: 'cp311-cp311-win_amd64' })
const good = approvedRelease()
const recordArtifact = 'release-record.publish.publish.1'
const planArtifact = 'release-plan.plan.plan.1'

describe('GatedRelease, mode verify', () => {
  let releasing: Releasing
  let code: string

  /** Publishes, and leaves what the service then has: the record as an artifact of the job. */
  const publish = async (
    given: Record<string, string> = {},
    variables: Record<string, string> = {},
    job = 'job-publish',
  ): Promise<void> => {
    const before = releasing.pipeline.attached.length
    await releasing.publish(given, { 'System.JobId': job, ...variables }).catch(() => undefined)
    for (const { artifact, name, bytes } of releasing.pipeline.attached.slice(before)) {
      const held = releasing.artifacts.get(artifact)?.files ?? new Map<string, Uint8Array>()
      releasing.artifacts.set(artifact, { source: job, files: held.set(name, bytes) })
    }
  }
  const selfIs = (change: Partial<Run>): void => void (releasing.self = known({ ...good.self, ...change }))
  const over = (records: readonly TimelineRecord[]): TimelineRecord[] =>
    records.map((one) =>
      one.state === 'inProgress' ? { ...one, state: 'completed', result: 'succeeded', finished: '2026-11-20T12:10:00.000Z' } : one,
    )
  const codes = ({ problems }: Outcome): string[] => problems.map(({ message }) => /\(([A-Z_]+)\)\.$/.exec(message)?.[1] ?? message)
  const edit = (change: (text: string) => string, artifact = recordArtifact, file = 'release-record.json'): void => {
    const files = releasing.artifacts.get(artifact)?.files
    const text = Buffer.from(files?.get(file) ?? []).toString()
    assert.notEqual(change(text), text, 'nothing was changed')
    files?.set(file, Buffer.from(change(text)))
  }

  beforeEach(async () => {
    releasing = new Releasing()
    releasing.built('linux', [spam])
    releasing.built('pure', [eggs])
    const { outputs } = await releasing.plan()
    code = outputs['approvalCode'] ?? ''
    releasing.approve(`ok ${code}`)
  })
  afterEach(() => releasing.close())

  describe('of a release that was carried out', () => {
    beforeEach(async () => {
      await publish()
      selfIs({ status: 'completed', result: 'succeeded', finished: '2026-11-20T12:20:00.000Z' })
      releasing.timeline = known(over(good.records))
      releasing.events.length = 0
    })

    it('finds nothing against it, and tells who approved it', async () => {
      const outcome = await releasing.verify({ source: '7' })
      assert.deepEqual(codes(outcome), [])
      assert.equal(outcome.result, 'succeeded')
      assert.deepEqual([outcome.outputs['approvers'], outcome.outputs['publishedCount']], ['Grace', '2'])
      assert.match(outcome.outputs['planDigest'] ?? '', /^[0-9a-f]{64}$/)
      assert.match(outcome.summary, /Nothing speaks against it/)
    })
    it('says in the log what was found, by whom it was approved when, and what the index has', async () => {
      releasing.log.lines.length = 0
      const { outputs } = await releasing.verify({ source: '7' })
      assert.deepEqual(releasing.log.lines, [
        `info: ${recordArtifact}: released at 2026-11-20T12:00:00.000Z, plan ${outputs['planDigest']}`,
        'info:   2 files to https://upload.example.org/legacy/, of run 7, refs/heads/main at c0ffee',
        "info:   approved by Grace (2026-11-20T11:00:00.000Z), for the environment 'pypi'",
        'info: 2 of 2 approved files are in the index with the approved bytes.',
        'info: Nothing speaks against it.',
      ])
    })
    it('tells of a warning once, in the log as in the problems', async () => {
      releasing.configurations = known([{ id: '5', version: 9, disabled: false }])
      releasing.log.lines.length = 0
      const { problems } = await releasing.verify({ source: '7' })
      assert.deepEqual([problems.length, releasing.log.lines.filter((line) => line.startsWith('warning'))], [1, []])
    })
    it('tells of a warning beside what is wrong', async () => {
      releasing.configurations = known([{ id: '5', version: 9, disabled: false }])
      releasing.published.delete(eggs.file)
      releasing.log.lines.length = 0
      assert.deepEqual(codes(await releasing.verify({ source: '7' })), ['FILE_GONE'])
      assert.match(releasing.log.text(), /^warning: Since this release: .* \(WARNING\)$/m)
      assert.match(releasing.log.text(), /^info: 1 of what was recorded cannot be proved\.$/m)
    })
    it('tells of a file by its name as it is spelled', async () => {
      releasing.published.delete(eggs.file)
      const [problem] = (await releasing.verify({ source: '7' })).problems
      assert.equal(problem?.message, `${eggs.file} was published, and the index does not list it (FILE_GONE).`)
    })
    it('asks for everything anew, and uploads and attaches nothing', async () => {
      const attached = releasing.pipeline.attached.length
      await releasing.verify({ source: '7' })
      assert.deepEqual(releasing.events.sort(), ['ask approval approval', 'list eggs', 'list spam'])
      assert.equal(releasing.pipeline.attached.length, attached)
    })
    it('does so within the run as well', async () => {
      selfIs({})
      assert.equal((await releasing.verify()).result, 'succeeded')
    })
    it('warns of an approval check that was edited since', async () => {
      releasing.configurations = known([{ id: '5', version: 9, disabled: false }])
      const outcome = await releasing.verify({ source: '7' })
      assert.equal(outcome.result, 'issues')
      assert.match(outcome.problems[0]?.message ?? '', /Since this release/)
    })

    const withdrawn: [what: string, level: 'failed' | 'issues', code: string, change: () => void][] = [
      ['a file with other bytes', 'failed', 'FILE_CHANGED', () => releasing.store({ name: eggs.file, sha256: sha256Of('evil') })],
      ['a file that is gone', 'failed', 'FILE_GONE', () => releasing.published.delete(eggs.file)],
      ['a file more in a version', 'issues', 'FILE_STRANGE', () => releasing.store({ name: strange.file, sha256: sha256Of('x') })],
    ]
    for (const [what, level, expected, change] of withdrawn)
      it(`tells of ${what}`, async () => {
        change()
        const outcome = await releasing.verify({ source: '7' })
        assert.deepEqual([outcome.result, codes(outcome)], [level, [expected]])
      })

    const step = good.step
    const doubts: [what: string, codes: string[], change: () => void][] = [
      ['the approval is gone', ['APPROVALS_UNKNOWN', 'APPROVERS_TOO_FEW'], () => (releasing.approval = unknown('404'))],
      ['the code is not in its comment', ['CODE_MISSING', 'APPROVERS_TOO_FEW'], () => releasing.approve('fine')],
      [
        'a service approved it',
        ['APPROVER_NOT_HUMAN', 'APPROVERS_TOO_FEW'],
        () => {
          const approver = { id: 'svc', name: 'Bot', descriptor: 'svc.bot' }
          releasing.approval = known({ ...good.approval, steps: [{ ...step, approver, comment: code }] })
        },
      ],
      ['the checks are unknown', ['SUITE_UNKNOWN'], () => (releasing.suite = unknown('403'))],
      [
        'a check was bypassed',
        ['CHECK_BYPASSED'],
        () => (releasing.suite = known({ ...good.suite, checks: good.suite.checks.map((one) => ({ ...one, status: 'bypassed' })) })),
      ],
      ['the run is another one', ['RUN_OTHER_PLAN'], () => selfIs({ planId: 'other', status: 'completed', result: 'succeeded' })],
      ['the run is of another commit', ['SOURCE_OTHER'], () => selfIs({ commit: 'evil' })],
      ['the run was deleted', ['SOURCE_DELETED'], () => selfIs({ deleted: true })],
      ['the timeline is not told', ['SOURCE_TIMELINE_UNKNOWN', 'TIMELINE_UNKNOWN'], () => (releasing.timeline = unknown('404'))],
      [
        'the job is not in the timeline',
        ['JOB_UNKNOWN'],
        () => (releasing.timeline = known(over(good.records).filter(({ id }) => id !== 'job-publish'))),
      ],
      ['an artifact that files came from is gone', ['ARTIFACT_GONE'], () => releasing.artifacts.delete('wheels.build.wheels.linux.1')],
      ['the plan is gone', ['PLAN_GONE'], () => releasing.artifacts.delete(planArtifact)],
      ['the plan holds nothing', ['PLAN_INVALID'], () => releasing.artifacts.get(planArtifact)?.files.clear()],
      [
        'the plan is another one',
        ['PLAN_OTHER'],
        () => edit((text) => text.replace('"commit":"c0ffee"', '"commit":"beef"'), planArtifact, 'release-plan.json'),
      ],
      [
        'another job attached the record',
        ['RECORD_FOREIGN'],
        () =>
          releasing.artifacts.set(recordArtifact, {
            source: 'job-build',
            files: releasing.artifacts.get(recordArtifact)?.files ?? new Map(),
          }),
      ],
      [
        'the record states another digest',
        ['DIGEST_OTHER'],
        () => edit((text) => text.replace(/"planDigest":"\w{64}"/, `"planDigest":"${sha256Of('x')}"`)),
      ],
      ['the record is of another run', ['RECORD_OTHER'], () => edit((text) => text.replace('"run":7,"stage"', '"run":8,"stage"'))],
      [
        'the record holds other files',
        ['DIGEST_OTHER', 'PLAN_OTHER', 'CODE_MISSING', 'APPROVERS_TOO_FEW', 'FILE_CHANGED'],
        () => edit((text) => text.replaceAll(sha256Of(eggs.bytes), sha256Of('evil'))),
      ],
      [
        'the record asks for less than was said here',
        ['POLICY_OTHER', 'DIGEST_OTHER', 'PLAN_OTHER', 'CODE_MISSING', 'APPROVERS_TOO_FEW'],
        () => edit((text) => text.replace('"separationOfDuties":["requester","sourceRequester"]', '"separationOfDuties":[]')),
      ],
      ['the record is cut', ['RECORD_INVALID', 'NOTHING_RELEASED'], () => edit((text) => text.slice(0, -20))],
      [
        'the record is of another format',
        ['RECORD_INVALID', 'NOTHING_RELEASED'],
        () => edit((text) => text.replace('"version":2,"warnings"', '"version":3,"warnings"')),
      ],
      [
        'the artifact holds no record',
        ['RECORD_INVALID', 'NOTHING_RELEASED'],
        () => releasing.artifacts.get(recordArtifact)?.files.clear(),
      ],
      ['the record is one of a refusal', ['NOTHING_RELEASED'], () => edit((text) => text.replace('"kind":"allow"', '"kind":"refuse"'))],
      ['the record is one of a dry run', ['NOTHING_RELEASED'], () => edit((text) => text.replace('"dryRun":false', '"dryRun":true'))],
    ]
    for (const [what, expected, change] of doubts)
      it(`fails where ${what}`, async () => {
        change()
        const outcome = await releasing.verify({ source: '7' })
        assert.equal(outcome.result, 'failed')
        assert.deepEqual(codes(outcome).sort(), [...expected].sort())
      })

    it('fails where more was asked for than was approved', async () => {
      assert.deepEqual(codes(await releasing.verify({ source: '7', minApprovers: '2' })), ['POLICY_OTHER'])
      assert.deepEqual(codes(await releasing.verify({ source: '7', environment: 'prod' })), ['ENVIRONMENT_OTHER'])
      assert.equal((await releasing.verify({ source: '7', environment: 'PyPI', minApprovers: '1' })).result, 'succeeded')
    })
    it('takes no file for a known one because a record that released nothing tells of it', async () => {
      releasing.store({ name: strange.file, sha256: sha256Of('x') })
      const text = Buffer.from(releasing.artifacts.get(recordArtifact)?.files.get('release-record.json') ?? []).toString()
      const told = text.replaceAll(spam.file, strange.file).replace('"kind":"allow"', '"kind":"refuse"')
      const digest = planDigest(readRecord(told, 'forged').plan)
      const forged = told.replace(/"planDigest":"\w{64}"/, `"planDigest":"${digest}"`)
      const files = new Map([['release-record.json', Buffer.from(forged)]])
      releasing.artifacts.set('release-record.publish.publish.2', { source: 'job-publish', files })
      assert.deepEqual(codes(await releasing.verify({ source: '7' })), ['FILE_STRANGE'])
    })
    it('signs in to no server that a record names of which nothing proves that it was released to', async () => {
      const opened: string[] = []
      const store = (repository: Repository): Promise<never> => {
        opened.push(repositoryName(repository))
        return Promise.reject(new Problem('STORE_UNREACHABLE', 'nobody there', ''))
      }
      releasing.over = { store }
      const theirs = '"repository":{"endpointUrl":"https://evil.example","kind":"store","store":"s3://bucket"}'
      edit((text) => text.replace(/"repository":\{"checkUrl":[^{}]*\}/, theirs))
      const found = codes(await releasing.verify({ source: '7', awsConnection: 'aws' }))
      assert.ok(found.includes('INDEX_UNKNOWN') && found.includes('PLAN_OTHER'), found.join())
      assert.deepEqual(opened, [])
    })
    it('reads no record that is larger than any', async () => {
      const files = localFiles(releasing.folder)
      const behind: Files['behind'] = async (path) => {
        const found = await files.behind(path)
        return found && path.endsWith('release-record.json') ? { ...found, size: 2 ** 30 } : found
      }
      releasing.over = { files: { ...files, behind } }
      assert.deepEqual(codes(await releasing.verify({ source: '7' })), ['RECORD_INVALID', 'NOTHING_RELEASED'])
    })
    it('asks nothing of the environment that its own job deploys to', async () =>
      assert.equal((await releasing.verify({ source: '7' }, { 'Environment.Name': 'audit' })).result, 'succeeded'))
    it('audits no run of a pull request unless told to', async () => {
      selfIs({ reason: 'pullRequest', status: 'completed', result: 'succeeded' })
      assert.deepEqual(codes(await releasing.verify({ source: '7' })).sort(), ['PULL_REQUEST', 'SOURCE_REASON'])
    })
  })

  it('takes a release that was completed by another attempt for one', async () => {
    releasing.answers = [() => undefined, () => ({ kind: 'refused', says: '403' })]
    await publish()
    releasing.timeline = known(again)
    releasing.suite = known({ ...good.suite, id: 'checkpoint-2', stage: 'stage-publish-2', stageAttempt: 2 })
    await publish({}, { 'System.StageAttempt': '2', 'System.JobAttempt': '2' }, 'job-publish-2')
    assert.ok(releasing.artifacts.has('release-record.publish.publish.2'))
    releasing.suites.set('checkpoint', known(good.suite))
    releasing.timeline = known(over(again))
    releasing.attempts.set('then', known(over(good.records)))
    const outcome = await releasing.verify({ source: '7' })
    assert.deepEqual(codes(outcome), [])
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '2'])
  })

  it('warns of what was approved and never published', async () => {
    releasing.answers = [() => undefined, () => ({ kind: 'refused', says: '403' })]
    await publish()
    const outcome = await releasing.verify()
    assert.deepEqual([outcome.result, codes(outcome)], ['issues', ['FILE_UNPUBLISHED']])
    assert.match(releasing.log.text(), /publish\.1: released in part at .*\(RELEASE_FAILED: /)
  })

  it('takes no release for one that uploaded nothing', async () => {
    releasing.variables = {}
    await publish()
    releasing.log.lines.length = 0
    const outcome = await releasing.verify()
    assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['NOTHING_RELEASED']])
    assert.match(releasing.log.text(), /publish\.1: broke off at .*\(CREDENTIALS: /)
  })

  it('fails where a release was refused, and where there is no record', async () => {
    assert.equal(await rejectedCode(releasing.verify({ source: '7' })), 'ARTIFACT_MISSING')
    releasing.approve('no code')
    await publish()
    assert.deepEqual(codes(await releasing.verify({ source: '7' })), ['NOTHING_RELEASED'])
  })

  it('audits no run of another project', async () => {
    const resource = { 'resources.pipeline.release.runID': '7', 'resources.pipeline.release.projectID': 'theirs' }
    releasing.variables = { 'System.TeamProjectId': 'ours' }
    assert.equal(await rejectedCode(releasing.verify({ source: 'release' }, resource)), 'NOT_SUPPORTED')
  })
})

const moved = new Map([
  ['stage-publish', 'stage-publish-2'],
  ['checkpoint', 'checkpoint-2'],
  ['phase-publish', 'phase-publish-2'],
  ['job-publish', 'job-publish-2'],
  ['task-publish', 'task-publish-2'],
])
/** The same run when its stage was run again: what it was before is in a timeline of its own. */
const again = good.records
  .filter(({ type }) => type !== 'Checkpoint.Approval')
  .map((one): TimelineRecord => {
    const id = moved.get(one.id)
    if (id === undefined) return one
    return { ...one, id, attempt: 2, parentId: moved.get(one.parentId) ?? one.parentId, earlier: [{ record: one.id, timeline: 'then' }] }
  })
again.push({ ...(good.records.find(({ type }) => type === 'Checkpoint.Approval') ?? assert.fail()), parentId: 'checkpoint-2' })
