import assert from 'node:assert/strict'
import { distrustedArtifact, formatDistrusted, parseDistrusted } from '../../../core/cache/distrusted.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

describe('what could not be restored', () => {
  it('is told in an artifact of the job that tried, whatever its leg', () => {
    assert.equal(distrustedArtifact({ stage: 'build', job: 'plan', leg: 'linux', attempt: 2 }), 'distrusted.build.plan.2')
    assert.equal(distrustedArtifact({ stage: '__default', job: 'plan', leg: '', attempt: 1 }), 'distrusted.plan.1')
  })

  it('is read as it was written, each key once', () => {
    assert.deepEqual(parseDistrusted(formatDistrusted([b, a, b]), 'd'), [a, b])
    assert.deepEqual(parseDistrusted(formatDistrusted([]), 'd'), [])
  })

  it('is refused where it is broken, hostile or newer', () => {
    for (const text of ['', '{}', '{"version":1}', '{"version":2,"keys":[]}', '{"version":1,"keys":["../x"]}', '{"version":1,"keys":[1]}'])
      assert.equal(
        problemCode(() => parseDistrusted(text, 'd')),
        'ARTIFACT_INVALID',
        text,
      )
  })
})
