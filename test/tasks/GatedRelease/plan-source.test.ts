import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { known, type Run, unknown } from '../../../core/release/evidence.ts'
import { parsePlan, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import { defaultPolicy } from '../../../core/release/plan/policy.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const good = approvedRelease()
const ended: Run = {
  ...good.self,
  id: 12,
  planId: 'other',
  definition: 5,
  status: 'completed',
  result: 'succeeded',
  reason: 'individualCI',
  branch: 'refs/tags/v1.0',
  commit: 'beef',
  finished: '2026-11-20T08:00:00.000Z',
}
const resource = {
  'resources.pipeline.build.runID': '12',
  'resources.pipeline.build.projectID': 'p',
  'resources.pipeline.build.pipelineID': '5',
  'resources.pipeline.build.sourceBranch': 'refs/tags/v1.0',
  'resources.pipeline.build.sourceCommit': 'beef',
}

describe('the run that a plan is made of', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('pure', [spam])
    releasing.artifacts.set('logs', { source: 'job-build', files: new Map() })
    releasing.runs.set(12, known(ended))
  })
  afterEach(() => releasing.close())

  const attached = (): ReleasePlan => parsePlan(Buffer.from(releasing.pipeline.attached.at(-1)?.bytes ?? []).toString(), 'plan')
  const code = async (...given: Parameters<Releasing['plan']>): Promise<string | undefined> => await rejectedCode(releasing.plan(...given))

  it('is this one, of which only what files come from is pinned, since others may still attach theirs', async () => {
    await releasing.plan()
    assert.deepEqual(attached().source, { project: 'p', definition: 3, run: 7, commit: 'c0ffee', branch: 'refs/heads/main' })
    assert.deepEqual(
      attached().artifacts.map(({ name }) => name),
      ['wheels.build.wheels.pure.1'],
    )
  })

  for (const [what, source] of [
    ['an alias', 'build'],
    ['an id', '12'],
  ] as const)
    it(`is another one by ${what}, of which every artifact is pinned`, async () => {
      await releasing.plan({ source }, resource)
      assert.deepEqual(attached().source, { project: 'p', definition: 5, run: 12, commit: 'beef', branch: 'refs/tags/v1.0' })
      assert.deepEqual(
        attached().artifacts.map(({ name, source, kind, data }) => [name, source, kind, data]),
        [
          ['logs', 'job-build', 'Container', '#/1/logs'],
          ['wheels.build.wheels.pure.1', 'job-build', 'Container', '#/1/wheels.build.wheels.pure.1'],
        ],
      )
    })

  it('is told, with how it was found', async () => {
    await releasing.plan({ source: 'build' }, resource)
    assert.match(releasing.log.text(), /Files of run 12, the resource 'build' of this pipeline/)
  })

  it('gives one digest however it was named', async () => {
    const { outputs } = await releasing.plan({ source: 'build' }, resource)
    assert.equal((await releasing.plan({ source: '12' })).outputs['planDigest'], outputs['planDigest'])
  })

  for (const [variable, value] of [
    ['pipelineID', '6'],
    ['sourceBranch', 'refs/heads/main'],
    ['sourceCommit', 'beee'],
  ] as const)
    it(`is refused where the variables have another ${variable}`, async () =>
      assert.equal(await code({ source: 'build' }, { ...resource, [`resources.pipeline.build.${variable}`]: value }), 'REFUSED'))

  for (const [what, change] of [
    ['failed', { result: 'failed' }],
    ['ended with issues', { result: 'partiallySucceeded' }],
    ['goes on', { status: 'inProgress', result: '' }],
    ['was deleted', { deleted: true }],
    ['builds a pull request', { reason: 'pullRequest', branch: 'refs/pull/1/merge' }],
    ['builds a tag of another version', { branch: 'refs/tags/v1.1' }],
    ['is not the one that was asked for', { id: 13 }],
  ] as const)
    it(`is refused where it ${what}, before anybody approves it`, async () => {
      releasing.runs.set(12, known({ ...ended, ...change }))
      assert.equal(await code({ source: '12' }), 'REFUSED')
      assert.deepEqual([releasing.pipeline.attached, releasing.events], [[], []])
    })

  it('is refused where the job that built is not known', async () => {
    releasing.timelines.set(12, known([]))
    assert.equal(await code({ source: '12' }), 'REFUSED')
    releasing.timelines.set(12, unknown('403'))
    assert.equal(await code({ source: '12' }), 'REFUSED')
  })

  it('may be of a pull request where it is our own, to see what it would release', async () => {
    releasing.self = known({ ...good.self, reason: 'pullRequest', branch: 'refs/pull/1/merge' })
    assert.equal((await releasing.plan()).result, 'succeeded')
  })

  it('is old only where somebody publishes it', async () => {
    releasing.runs.set(12, known({ ...ended, finished: '2020-01-01T00:00:00.000Z' }))
    assert.equal((await releasing.plan({ source: '12', policy: 'source: { maxAge: 1h }' })).result, 'succeeded')
  })
})

describe('the policy of a plan', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('pure', [spam])
    mkdirSync(join(releasing.folder, 'eng'))
    writeFileSync(
      join(releasing.folder, 'eng/release.yml'),
      'approval: { environment: pypi, minApprovers: 2 }\nsource: { branches: main }\n',
    )
  })
  afterEach(() => releasing.close())

  const policyOf = async (...given: Parameters<Releasing['plan']>): Promise<ReleasePlan['policy']> => {
    await releasing.plan(...given)
    return parsePlan(Buffer.from(releasing.pipeline.attached.at(-1)?.bytes ?? []).toString(), 'plan').policy
  }
  const ours = {
    ...defaultPolicy,
    environment: 'pypi',
    minApprovers: 2,
    source: { ...defaultPolicy.source, branches: ['refs/heads/main'] },
  }

  it('is the default', async () => assert.deepEqual(await policyOf(), defaultPolicy))
  it('is a file below the sources', async () => {
    assert.deepEqual(await policyOf({ policy: 'eng/release.yml' }), ours)
    assert.deepEqual(await policyOf({ policy: join(releasing.folder, 'eng/release.yml') }), ours)
  })
  it('is a text', async () =>
    assert.deepEqual(
      await policyOf({ policy: '{ "approval": { "minApprovers": "2", "environment": "pypi" }, "source": { "branches": ["main"] } }' }),
      ours,
    ))
  it('is joined with what the inputs say', async () =>
    assert.deepEqual(await policyOf({ policy: 'eng/release.yml', requireCode: 'false', minApprovers: '2' }), {
      ...ours,
      requireCode: false,
    }))

  it('names the environment that this job deploys to, unless somebody names one', async () => {
    const here = { 'Environment.Name': 'staging' }
    assert.equal((await policyOf({}, here)).environment, 'staging')
    assert.equal((await policyOf({ environment: 'staging' }, here)).environment, 'staging')
    assert.equal((await policyOf({ environment: 'pypi' }, here)).environment, 'pypi')
    assert.equal((await policyOf({ policy: 'eng/release.yml' }, here)).environment, 'pypi')
  })

  it('is part of what is approved', async () => {
    const { outputs } = await releasing.plan()
    assert.notEqual((await releasing.plan({ policy: 'steps: known' })).outputs['planDigest'], outputs['planDigest'])
  })

  it('is judged before anybody approves', async () => {
    assert.equal(await rejectedCode(releasing.plan({ policy: 'source: { branches: release/* }' })), 'REFUSED')
    assert.equal(await rejectedCode(releasing.plan({ policy: 'source: { buildTags: Automated }' })), 'REFUSED')
    assert.deepEqual(releasing.pipeline.attached, [])
  })

  for (const [given, expected] of [
    [{ policy: 'eng/none.yml' }, 'FILE_MISSING'],
    [{ policy: 'eng' }, 'FILE_MISSING'],
    [{ policy: 'approval:\n  minApprover: 2' }, 'INPUT_INVALID'],
    [{ policy: 'eng/release.yml', minApprovers: '1' }, 'INPUT_INVALID'],
    [{ policy: 'eng/release.yml', environment: 'staging' }, 'INPUT_INVALID'],
  ] as const)
    it(`is refused as ${JSON.stringify(given)}`, async () => assert.equal(await rejectedCode(releasing.plan(given)), expected))

  it('does not lie outside of the sources, by its path or by a link', async () => {
    const outside = join(tmpdir(), `policy-${process.pid}.yml`)
    writeFileSync(outside, 'steps: any\n')
    symlinkSync(outside, join(releasing.folder, 'link.yml'))
    for (const policy of [outside, `../${outside.split('/').at(-1)}`, 'link.yml'])
      assert.equal(await rejectedCode(releasing.plan({ policy })), 'INPUT_INVALID', policy)
    rmSync(outside)
  })
})
