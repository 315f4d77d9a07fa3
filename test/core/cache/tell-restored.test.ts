import assert from 'node:assert/strict'
import { restoredHeadline, restoredSummary, wheelsOf } from '../../../core/cache/tell-restored.ts'
import { built, failed, manifest, pure, suiteRun } from '../collect/told.ts'

const by = 'run 41, build.wheels.linux'
const restored = { origin: 'restored', made_by: by } as const

describe('telling what was restored', () => {
  const all = manifest({
    leg: 'linux',
    files: [
      built(pure, 'w', restored),
      built('demo-1.0.tar.gz', 's', restored),
      built('along-1.0-py3-none-any.whl', 'a', { origin: 'dependency', made_by: by }),
    ],
    failures: [failed({ key: 'a'.repeat(64), package: 'web', python: '', version: '' }), failed({ message: 'gcc: no\n  such thing' })],
    suites: [suiteRun()],
  })

  it('counts wheels, what else there is, time and what is not there', () => {
    const says = restoredHeadline({ manifests: [all], seconds: [300, 60.2] })
    assert.equal(says, '1 wheel and 2 other files restored, about 6 min saved, 1 failure told again, 1 not restored')
    assert.equal(restoredHeadline({ manifests: [], seconds: [] }), '0 wheels restored')
    assert.deepEqual(wheelsOf([all]), [pure])
  })

  it('tells in the summary what is not there and why, and who built the rest', () => {
    const summary = restoredSummary({ manifests: [all], seconds: [3] })
    for (const part of [
      '| web | linux | m |',
      '| demo 1.0 for 3.11 | linux | gcc: no |',
      `from the cache, built by ${by}`,
      'suites: 1 passed',
    ])
      assert.ok(summary.includes(part), part)
    assert.ok(!summary.includes('such thing'))
  })

  it('has no more lines than anybody reads', () => {
    const files = Array.from({ length: 600 }, (_, at) => built(`demo-${at}-py3-none-any.whl`, 'w', restored))
    assert.match(restoredSummary({ manifests: [manifest({ files })], seconds: [] }), /and 100 more/)
  })
})
