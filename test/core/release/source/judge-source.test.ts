import assert from 'node:assert/strict'
import { known, type ListedArtifact, type Run, type SourceFacts, type TimelineRecord, unknown } from '../../../../core/release/evidence.ts'
import { judgeSource, type Publisher } from '../../../../core/release/source/judge-source.ts'
import type { ReleasePlan } from '../../../../core/release/plan/plan.ts'
import type { FilesPolicy, SourcePolicy } from '../../../../core/release/plan/policy.ts'
import type { RefusalCode } from '../../../../core/release/refusal.ts'
import { approvedRelease, releaseFromElsewhere } from '../../../fakes/approved-release.ts'

const good = releaseFromElsewhere()
const job = good.records.find(({ id }) => id === 'job-build') ?? assert.fail()
const pin: ListedArtifact = good.plan.artifacts[0] ?? assert.fail()
const publisher: Publisher = { run: 7, running: true, allowPullRequest: false, started: '2026-11-20T11:30:00.000Z' }

interface World {
  readonly policy: Partial<SourcePolicy>
  readonly files: Partial<FilesPolicy>
  readonly run: Partial<Run>
  readonly job: Partial<TimelineRecord>
  readonly records: readonly TimelineRecord[]
  readonly artifacts: readonly ListedArtifact[]
  readonly plan: Partial<ReleasePlan>
  readonly publisher: Partial<Publisher>
}

/** What speaks against a source that differs so from a good one. */
function codes(world: Partial<World> = {}): RefusalCode[] {
  const { policy } = good.plan
  const plan: ReleasePlan = {
    ...good.plan,
    policy: { ...policy, source: { ...policy.source, ...world.policy }, files: { ...policy.files, ...world.files } },
    ...world.plan,
  }
  const facts: SourceFacts = {
    run: known({ ...good.source, ...world.run }),
    timeline: known(world.records ?? [{ ...job, ...world.job }]),
    artifacts: known(world.artifacts ?? good.plan.artifacts),
  }
  return judgeSource(facts, plan, { ...publisher, ...world.publisher }).map((one) => one.code)
}

type Row = [what: string, world: Partial<World>, ...expected: RefusalCode[]]
function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    for (const [what, world, ...expected] of table)
      it(`${expected.length === 0 ? 'is taken' : 'is refused'}: ${what}`, () => assert.deepEqual(codes(world), expected))
  })
}

rows('the run that files come from', [
  ['as it was planned', {}],
  ['its project in capitals', { run: { project: 'P' } }],
  ['another run', { run: { id: 6 } }, 'SOURCE_OTHER'],
  ['of another pipeline', { run: { definition: 5 } }, 'SOURCE_OTHER'],
  ['of another project', { run: { project: 'q' } }, 'SOURCE_OTHER'],
  ['of another commit', { run: { commit: 'bad' } }, 'SOURCE_OTHER'],
  ['of another tag', { run: { branch: 'refs/tags/v1.1' } }, 'SOURCE_OTHER'],
  ['of a tag in other case', { run: { branch: 'refs/tags/V1.0' } }, 'SOURCE_OTHER'],
  ['deleted', { run: { deleted: true } }, 'SOURCE_DELETED'],
  ['failed', { run: { result: 'failed' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['cancelled', { run: { result: 'canceled' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['with no result', { run: { result: '' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['under way', { run: { status: 'inProgress', result: '' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['under way, with a result', { run: { status: 'inProgress' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['with issues', { run: { result: 'partiallySucceeded' } }, 'SOURCE_NOT_SUCCEEDED'],
  ['with issues, where they will do', { run: { result: 'partiallySucceeded' }, policy: { partiallySucceeded: true } }],
  ['failed, where issues will do', { run: { result: 'failed' }, policy: { partiallySucceeded: true } }, 'SOURCE_NOT_SUCCEEDED'],
])

rows('why it was started', [
  ['by hand', { run: { reason: 'manual' } }],
  ['by a schedule', { run: { reason: 'schedule' } }],
  ['nobody knows why', { run: { reason: '' } }, 'SOURCE_REASON'],
  ['by a pull request', { run: { reason: 'pullRequest' } }, 'SOURCE_REASON'],
  ['by a pull request, allowed by the job', { run: { reason: 'pullRequest' }, publisher: { allowPullRequest: true } }],
  ['by a pull request, named', { run: { reason: 'pullRequest' }, policy: { reasons: ['PullRequest'] } }],
  [
    'by a pull request, allowed by the job and not named',
    { run: { reason: 'pullRequest' }, policy: { reasons: ['manual'] }, publisher: { allowPullRequest: true } },
    'SOURCE_REASON',
  ],
  ['by a shelveset', { run: { reason: 'validateShelveset' } }, 'SOURCE_REASON'],
  ['by a gated check-in', { run: { reason: 'CheckInShelveset' } }, 'SOURCE_REASON'],
  [
    'by a shelveset, where pull requests are allowed',
    { run: { reason: 'validateShelveset' }, publisher: { allowPullRequest: true } },
    'SOURCE_REASON',
  ],
  ['by a shelveset, named', { run: { reason: 'validateShelveset' }, policy: { reasons: ['validateShelveset'] } }],
  ['by one that is named', { policy: { reasons: ['manual', 'individualci'] } }],
  ['by one that is not named', { policy: { reasons: ['manual', 'schedule'] } }, 'SOURCE_REASON'],
  ['nobody knows why, where one is named', { run: { reason: '' }, policy: { reasons: [''] } }, 'SOURCE_REASON'],
])

const ofPull = (reasons: readonly string[], allowPullRequest = false): Partial<World> => ({
  run: { reason: 'manual', branch: 'refs/pull/7/merge' },
  plan: {
    source: { ...good.plan.source, branch: 'refs/pull/7/merge' },
    policy: { ...good.plan.policy, source: { ...good.plan.policy.source, reasons } },
  },
  publisher: { allowPullRequest },
})
rows("by hand, on a pull request's branch", [
  ['by default', ofPull([]), 'SOURCE_REASON'],
  ['allowed by the job', ofPull([], true)],
  ['manual is named', ofPull(['manual']), 'SOURCE_REASON'],
  ['manual is named, and the job allows it', ofPull(['manual'], true)],
  ['pull requests are named', ofPull(['pullRequest'])],
  ['something else is named', ofPull(['schedule'], true), 'SOURCE_REASON'],
])

rows('what the policy asks of it', [
  ['its pipeline', { policy: { definitions: [3, 4] } }],
  ['another pipeline', { policy: { definitions: [3] } }, 'SOURCE_DEFINITION'],
  ['its repository by id', { policy: { repositories: ['x', 'REPO'] } }],
  ['its repository by name', { policy: { repositories: ['Spam'] } }],
  ['another repository', { policy: { repositories: ['eggs'] } }, 'SOURCE_REPOSITORY'],
  ['a repository, where none is told', { policy: { repositories: [''] }, run: { repository: { id: '', name: '' } } }, 'SOURCE_REPOSITORY'],
  ['its tag', { policy: { branches: ['refs/tags/v1.0'] } }],
  ['tags', { policy: { branches: ['refs/heads/main', 'refs/tags/v*'] } }],
  ['whatever ref', { policy: { branches: ['**'] } }],
  ['the name of its tag alone', { policy: { branches: ['v1.0'] } }, 'SOURCE_BRANCH'],
  ['a glob that does not reach below a slash', { policy: { branches: ['refs/*'] } }, 'SOURCE_BRANCH'],
  ['branches', { policy: { branches: ['refs/heads/*'] } }, 'SOURCE_BRANCH'],
  ['its tag in other case', { policy: { branches: ['refs/tags/V*'] } }, 'SOURCE_BRANCH'],
  ['all but another ref, which is no glob here', { policy: { branches: ['!refs/heads/main'] } }, 'SOURCE_BRANCH'],
  ['no ref at all', { policy: { branches: [''] } }, 'SOURCE_BRANCH'],
  ['its build tag', { policy: { buildTags: ['automated'] } }],
  ['another build tag', { policy: { buildTags: ['Automated', 'tested'] } }, 'SOURCE_NOT_TAGGED'],
  ['an empty build tag', { policy: { buildTags: [''] } }, 'SOURCE_NOT_TAGGED'],
  ['at most its age', { policy: { maxAge: 3 } }],
  ['less than its age', { policy: { maxAge: 2 } }, 'SOURCE_OLD'],
  ['an age that nobody knows', { policy: { maxAge: 2 }, run: { finished: '' } }, 'TIME_UNKNOWN'],
  ['an age by a job that nobody knows', { policy: { maxAge: 2 }, publisher: { started: '' } }, 'TIME_UNKNOWN'],
  ['a tag that names its version', { files: { tag: 'v{version}' } }],
  ['a tag of another shape', { files: { tag: '{version}-final' } }, 'TAG_OTHER'],
  ['no tag', { files: { tag: 'none' }, plan: { releases: [{ project: 'spam', version: '2.0', files: [] }] } }],
  ['nothing, of another version than its tag', { plan: { releases: [{ project: 'spam', version: '2.0', files: [] }] } }, 'TAG_OTHER'],
  [
    'all of it at once',
    {
      policy: { definitions: [1], repositories: ['x'], branches: ['x'], reasons: ['x'], buildTags: ['x'], maxAge: 1 },
      files: { tag: 'x{version}' },
    },
    'SOURCE_REASON',
    'SOURCE_DEFINITION',
    'SOURCE_REPOSITORY',
    'SOURCE_BRANCH',
    'SOURCE_NOT_TAGGED',
    'SOURCE_OLD',
    'TAG_OTHER',
  ],
])

const earlier = { record: 'job-build', timeline: 't' }
const added: ListedArtifact = { ...pin, name: 'more', source: 'nobody' }
const pinned = (...artifacts: readonly ListedArtifact[]): Partial<World> => ({ plan: { artifacts }, artifacts })
rows('the jobs and artifacts of it', [
  ['its job has succeeded', {}],
  ['its id is in capitals', { job: { id: 'JOB-BUILD' } }],
  ['its job has issues', { job: { result: 'succeededWithIssues' } }, 'SOURCE_JOB_FAILED'],
  ['its job has issues, where they will do', { job: { result: 'succeededWithIssues' }, policy: { partiallySucceeded: true } }],
  ['its job has failed', { job: { result: 'failed' }, policy: { partiallySucceeded: true } }, 'SOURCE_JOB_FAILED'],
  ['its job was skipped', { job: { result: 'skipped' } }, 'SOURCE_JOB_FAILED'],
  ['its job runs', { job: { state: 'inProgress' } }, 'SOURCE_JOB_FAILED'],
  ['it is a phase', { job: { type: 'Phase' } }, 'ARTIFACT_FOREIGN'],
  ['it is there twice', { records: [job, job] }, 'ARTIFACT_FOREIGN'],
  ['it is not there', { records: [] }, 'ARTIFACT_FOREIGN'],
  ['nobody attached it', pinned({ ...pin, source: '' }), 'ARTIFACT_FOREIGN'],
  ['nobody attached it, and a job has no id', { ...pinned({ ...pin, source: '' }), job: { id: '' } }, 'ARTIFACT_FOREIGN'],
  ['an earlier attempt of its job attached it', { job: { id: 'again', attempt: 2, earlier: [earlier] } }],
  ['an earlier attempt did, and the last failed', { job: { id: 'again', result: 'failed', earlier: [earlier] } }, 'SOURCE_JOB_FAILED'],
  ['an attempt of another job did', { job: { id: 'again', earlier: [{ ...earlier, record: 'x' }] } }, 'ARTIFACT_FOREIGN'],
  ['one was added', { artifacts: [pin, added] }, 'ARTIFACT_ADDED'],
  ['a plan of ours was added, which holds no files', { artifacts: [pin, { ...added, name: 'release-plan.x.1' }] }],
  [
    'one that is not meant is of nobody',
    { plan: { artifacts: [pin, added], select: { artifacts: ['wheels.*'], files: [] } }, artifacts: [pin, added] },
  ],
  [
    'one that is meant is of nobody',
    { plan: { artifacts: [pin, added], select: { artifacts: ['*'], files: [] } }, artifacts: [pin, added] },
    'ARTIFACT_FOREIGN',
  ],
  ['it is gone', { artifacts: [] }, 'ARTIFACT_GONE'],
  ['it has changed', { artifacts: [{ ...pin, data: 'x' }] }, 'ARTIFACT_CHANGED'],
])

describe('a source of which nothing is known', () => {
  const nothing = unknown('404')
  it('is refused, with what is not known', () =>
    assert.deepEqual(
      judgeSource({ run: nothing, timeline: nothing, artifacts: nothing }, good.plan, publisher).map((one) => one.code),
      ['SOURCE_UNKNOWN', 'SOURCE_TIMELINE_UNKNOWN', 'ARTIFACTS_UNKNOWN'],
    ))
})

describe('a source that is the run which publishes', () => {
  const own = approvedRelease()
  const look = (
    part: Partial<Run>,
    more: Partial<Publisher> = {},
    listed: readonly ListedArtifact[] = own.plan.artifacts,
  ): RefusalCode[] => {
    const plan: ReleasePlan = { ...own.plan, policy: { ...own.plan.policy, source: { ...own.plan.policy.source, maxAge: 1 } } }
    const facts = { ...own.evidence.source, run: known({ ...own.self, ...part }), artifacts: known(listed) }
    return judgeSource(facts, plan, { ...publisher, ...more }).map((one) => one.code)
  }
  it('goes on while it publishes, and has no age', () => assert.deepEqual(look({}), []))
  it('is refused where it is over, or about to be', () => {
    for (const part of [{ status: 'completed', result: 'succeeded' }, { status: 'cancelling' }, { status: '' }])
      assert.deepEqual(look(part), ['SOURCE_NOT_SUCCEEDED'])
  })
  it('may be over where it is audited', () => assert.deepEqual(look({ status: 'completed', result: 'failed' }, { running: false }), []))
  it('may get more artifacts, which are none of this release', () => assert.deepEqual(look({}, {}, [...own.plan.artifacts, added]), []))
  it('is another one in a classic release, which has none of its own', () =>
    assert.deepEqual(look({}, { run: undefined }), ['SOURCE_NOT_SUCCEEDED', 'TIME_UNKNOWN']))
})
