import assert from 'node:assert/strict'
import { lastFailures } from '../../../core/build/union.ts'
import { built, failed, manifest } from '../collect/told.ts'

describe('lastFailures', () => {
  it('tells of the last attempt of each leg, for release or not', () => {
    const manifests = [
      manifest({ failures: [failed({ python: 'old' })] }),
      manifest({ attempt: 2, failures: [failed({ release: false })] }),
      manifest({ leg: 'b', failures: [failed({ python: '3.9' })] }),
    ]
    assert.deepEqual(
      lastFailures(manifests).map(({ failure, manifest: { leg } }) => [leg, failure.python]),
      [
        ['a', '3.11'],
        ['b', '3.9'],
      ],
    )
  })
  it('tells none where a later attempt went well, and all of its two steps', () => {
    assert.deepEqual(lastFailures([manifest({ failures: [failed()] }), manifest({ attempt: 2 })]), [])
    assert.equal(lastFailures([manifest({ failures: [failed()] }), manifest({ failures: [failed({ package: 'b' })] })]).length, 2)
  })

  it('tells none of what a cache did not give back, once somebody has built it', () => {
    const key = 'a'.repeat(64)
    const lost = manifest({ job: 'plan', restored: true, failures: [failed({ code: 'CACHE_INVALID', python: '', key })] })
    assert.equal(lastFailures([lost, manifest({ files: [built()] })]).length, 1)
    assert.deepEqual(lastFailures([lost, manifest({ files: [built(undefined, 'x', { fingerprint: key })] })]), [])
  })
})
