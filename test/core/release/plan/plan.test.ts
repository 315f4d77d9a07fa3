import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatPlan, parsePlan, planDifferences, planDigest, plannedFiles, type ReleasePlan } from '../../../../core/release/plan/plan.ts'
import type { Problem } from '../../../../core/problem.ts'
import type { Repository } from '../../../../core/release/plan/repository.ts'
import { sha256Of } from '../../../../core/sha256.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { root } from '../../../root.ts'

const plan = releasePlan()
const [first, second] = plan.releases
const withFile = (change: object): ReleasePlan => ({
  ...plan,
  releases: [{ ...first!, files: [{ ...first!.files[0]!, ...change }, first!.files[1]!] }, second!],
})
const index = (uploadUrl = 'https://upload.example.org/legacy/', checkUrl = 'https://example.org/simple'): Repository => ({
  kind: 'index',
  uploadUrl,
  checkUrl,
})
const withSource = (change: object): ReleasePlan =>
  releasePlan({ policy: { ...plan.policy, source: { ...plan.policy.source, ...change } } })
const edited = (edit: (json: Record<string, unknown>) => void): string => {
  const json = JSON.parse(formatPlan(plan)) as Record<string, unknown>
  edit(json)
  return JSON.stringify(json)
}

describe('a release plan', () => {
  it('is read back as it was written', () => assert.equal(formatPlan(parsePlan(formatPlan(plan), 'plan')), formatPlan(plan)))

  it('has one digest whatever the order of releases, files and duties', () => {
    const turned = {
      ...plan,
      policy: { ...plan.policy, separationOfDuties: plan.policy.separationOfDuties.toReversed() },
      releases: plan.releases.toReversed().map((release) => ({ ...release, files: release.files.toReversed() })),
    }
    assert.equal(planDigest(turned), planDigest(plan))
    assert.deepEqual(planDifferences(plan, turned), [])
  })

  it('has a digest that is the SHA-256 of the file', () => assert.equal(planDigest(plan), sha256Of(formatPlan(plan))))
  it('as it was shipped is still read, and still has its digest', () => {
    const shipped = readFileSync(join(root, 'test/golden/shipped/release-plan-2.json'), 'utf8')
    assert.equal(formatPlan(parsePlan(shipped, 'shipped')), shipped)
    assert.equal(planDigest(plan), sha256Of(shipped))
  })
  it('of the first format, which knew of less to judge, is refused with what to do', () => {
    const shipped = readFileSync(join(root, 'test/golden/shipped/release-plan-1.json'), 'utf8')
    assert.throws(
      () => parsePlan(shipped, 'release-plan.json'),
      (error: Problem) => error.code === 'PLAN_INVALID' && /version 1/.test(error.message) && /plan anew/.test(error.remedy),
    )
  })
  it('lists its files', () => assert.equal(plannedFiles(plan).length, 3))
  it('ignores keys it does not know', () =>
    assert.deepEqual(
      parsePlan(
        edited((json) => (json['new'] = 1)),
        'plan',
      ),
      parsePlan(formatPlan(plan), 'plan'),
    ))

  for (const [what, text] of [
    ['no JSON', '{'],
    ['a newer format', edited((json) => (json['version'] = 3))],
    ['an older format', edited((json) => (json['version'] = 1))],
    ['no artifacts', edited((json) => delete json['artifacts'])],
    ['a repository that is a text', edited((json) => (json['repository'] = 'https://pypi.org'))],
    ['a repository of no kind', edited((json) => (json['repository'] = { kind: 'ftp' }))],
    ['an artifact without what the service keeps of it', edited((json) => (json['artifacts'] = [{ name: 'a', source: 'b', kind: 'c' }]))],
    ['no releases', edited((json) => delete json['releases'])],
    ['no policy', edited((json) => delete json['policy'])],
    ['a duty that is none', edited((json) => (json['policy'] = { ...plan.policy, separationOfDuties: ['nobody'] }))],
    ['a path as a file name', formatPlan(withFile({ name: '../evil.whl' }))],
    ['a digest that is none', formatPlan(withFile({ sha256: 'abc' }))],
    ['a size that is a text', formatPlan(withFile({ size: '12' }))],
    ['a source without a run', edited((json) => (json['source'] = { ...plan.source, run: undefined }))],
  ] as const)
    it(`with ${what} is refused`, () =>
      assert.equal(
        problemCode(() => parsePlan(text, 'plan')),
        'PLAN_INVALID',
      ))
})

describe('planDifferences', () => {
  const name = first!.files[0]!.name
  for (const [what, found, named] of [
    ['another repository', releasePlan({ repository: index('https://evil.example/') }), 'the repository'],
    ['a store', releasePlan({ repository: { kind: 'store', store: 's3://b', endpointUrl: '' } }), 'the repository'],
    ['another index', releasePlan({ repository: index(undefined, 'https://evil.example/') }), 'checkUrl'],
    ['another commit', releasePlan({ source: { ...plan.source, commit: 'd' } }), "the source's commit"],
    ['another run', releasePlan({ source: { ...plan.source, run: 8 } }), "the source's run"],
    ['another branch', releasePlan({ source: { ...plan.source, branch: 'refs/heads/evil' } }), "the source's branch"],
    ['another artifact', releasePlan({ artifacts: [{ ...plan.artifacts[0]!, data: 'other' }] }), 'the artifact wheels'],
    ['an artifact more', releasePlan({ artifacts: [...plan.artifacts, { ...plan.artifacts[0]!, name: 'z' }] }), 'the artifact z is new'],
    ['an artifact less', releasePlan({ artifacts: [] }), 'is gone'],
    ['another policy of the source', withSource({ buildTags: ['x'] }), 'the policy'],
    ['another policy of files', releasePlan({ policy: { ...plan.policy, files: { ...plan.policy.files, tag: 'none' } } }), 'the policy'],
    ['another policy', releasePlan({ policy: { ...plan.policy, minApprovers: 2 } }), 'the policy'],
    ['other artifacts', releasePlan({ select: { artifacts: ['x'], files: plan.select.files } }), 'artifacts'],
    ['other globs', releasePlan({ select: { artifacts: [], files: ['*'] } }), 'files'],
    ['other bytes', withFile({ sha256: sha256Of('other') }), name],
    ['another size', withFile({ size: 1 }), name],
    ['a file less', releasePlan({ releases: [second!, { ...first!, files: first!.files.slice(1) }] }), `${name} is gone`],
    [
      'a file more',
      releasePlan({
        releases: [...plan.releases, { project: 'x', version: '1', files: [{ name: 'x.whl', size: 1, sha256: sha256Of('x') }] }],
      }),
      'x.whl is new',
    ],
    ['another version', releasePlan({ releases: [{ ...first!, version: '1.1' }, second!] }), name],
  ] as const)
    it(`names ${what}`, () => {
      assert.notEqual(planDigest(found), planDigest(plan))
      assert.ok(planDifferences(plan, found).some((one) => one.includes(named)))
    })

  it('says so where the same is only told otherwise, twice say', () => {
    for (const releases of [
      [...plan.releases, first!],
      [...plan.releases, { project: 'ham', version: '1', files: [] }],
    ]) {
      const found = releasePlan({ releases })
      assert.notEqual(planDigest(found), planDigest(plan))
      assert.equal(planDifferences(found, plan).length, 1)
    }
  })

  it('is empty exactly when the digests are equal', () =>
    fc.assert(
      fc.property(fc.constantFrom('a', 'b'), fc.constantFrom('c', 'd'), (upload, check) => {
        const other = releasePlan({ repository: index(upload, check) })
        const same = releasePlan({ repository: index('a', 'c') })
        return (planDifferences(same, other).length === 0) === (planDigest(same) === planDigest(other))
      }),
    ))
})
