import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Release } from '../../../../core/release/plan/plan.ts'
import { judgeTag } from '../../../../core/release/source/tag-version.ts'

const of = (project: string, version: string): Release => ({ project, version, files: [] })
const holds = (branch: string, pattern: string, ...releases: Release[]): boolean => {
  const refusals = judgeTag(branch, releases, pattern)
  assert.ok(refusals.every((one) => one.code === 'TAG_OTHER'))
  return refusals.length === 0
}

describe('judgeTag', () => {
  const spam = of('spam', '1.0')
  const table: [branch: string, pattern: string, release: Release, expected: boolean][] = [
    ['refs/heads/main', 'none', spam, true],
    ['refs/tags/v2.0', 'none', spam, true],
    ['refs/heads/main', 'auto', spam, true],
    ['refs/heads/2.0', 'auto', spam, true],
    ['refs/pull/7/merge', 'auto', spam, true],
    ['', 'auto', spam, true],
    ['refs/tags/nightly', 'auto', spam, true],
    ['refs/tags/v1.0', 'auto', spam, true],
    ['refs/tags/V1.0', 'auto', spam, true],
    ['refs/tags/1.0', 'auto', spam, true],
    ['refs/tags/1.0.0', 'auto', spam, true],
    ['refs/tags/v1.1', 'auto', spam, false],
    ['refs/tags/1.0rc1', 'auto', spam, false],
    ['refs/tags/v1.0', 'auto', of('spam', '1.0+local'), false],
    ['refs/tags/v1.0', 'auto', of('spam', 'none'), false],
    ['refs/tags/v1.0', 'v{version}', spam, true],
    ['refs/tags/v1.0.0', 'v{version}', spam, true],
    ['refs/tags/v1.0', 'refs/tags/v{version}', spam, true],
    ['refs/tags/1.0', 'v{version}', spam, false],
    ['refs/tags/xv1.0', 'v{version}', spam, false],
    ['refs/tags/v1.0x', 'v{version}', spam, false],
    ['refs/tags/V1.0', 'v{version}', spam, false],
    ['refs/heads/v1.0', 'v{version}', spam, false],
    ['refs/tags/', 'v{version}', spam, false],
    ['', 'v{version}', spam, false],
    ['refs/tags/v1-rc.1', 'v{version}', of('spam', '1rc1'), true],
    ['refs/tags/v1.0', 'v.{version}', spam, false],
    ['refs/tags/v+1.0$', 'v+{version}$', spam, true],
    ['refs/tags/releases/1.0', 'releases/{version}', spam, true],
    ['refs/tags/1.0/1.0', '{version}/{version}', spam, true],
    ['refs/tags/1.0/1.1', '{version}/{version}', spam, false],
    ['refs/tags/release', 'release', spam, false],
    ['refs/tags/spam', '{project}', spam, false],
    ['refs/tags/spam-1.0', '{project}-{version}', spam, true],
    ['refs/tags/Spam-1.0', '{project}-{version}', spam, true],
    ['refs/tags/eggs-1.0', '{project}-{version}', spam, false],
    ['refs/tags/spam-eggs-1.0', '{project}-{version}', spam, false],
    ['refs/tags/spam-eggs-1.0', '{project}-{version}', of('spam-eggs', '1.0'), true],
    ['refs/tags/Spam_._Eggs-1.0', '{project}-{version}', of('spam-eggs', '1.0'), true],
    ['refs/tags/spam-1.0-rc1', '{project}-{version}', of('spam', '1.0rc1'), true],
    ['refs/tags/spam-1.0-2', '{project}-{version}', of('spam', '1.0.post2'), true],
    ['refs/tags/spam-2-1.0', '{project}-{version}', of('spam', '1.0'), false],
  ]
  for (const [branch, pattern, release, expected] of table)
    it(`'${branch}' ${expected ? 'lets' : 'does not let'} ${release.project} ${release.version} out by ${pattern}`, () =>
      assert.equal(holds(branch, pattern, release), expected))

  it('asks each release, and names each that is not of the tag', () => {
    assert.ok(holds('refs/tags/v1.0', 'auto', spam, of('eggs', '1.0')))
    const refusals = judgeTag('refs/tags/v1.0', [spam, of('eggs', '2.0'), of('ham', '3.0')], 'v{version}')
    assert.equal(refusals.length, 2)
    assert.ok(refusals[0]?.says.includes('eggs 2.0') && refusals[1]?.says.includes('ham 3.0'))
  })

  it('takes every other character of a pattern for itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (before, after) => {
        fc.pre(!/[{}]/.test(before + after) && !before.startsWith('refs/tags/') && !['auto', 'none'].includes(before))
        const pattern = `${before}{version}${after}`
        assert.ok(holds(`refs/tags/${before}1.0${after}`, pattern, spam))
        assert.ok(!holds(`refs/tags/${before}1.1${after}`, pattern, spam))
      }),
    )
  })
})
