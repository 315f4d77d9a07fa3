import assert from 'node:assert/strict'
import { distInfoOf, lengthOf, repeatedIn } from '../../../../core/release/preflight/read-file.ts'

describe('a file of a release', () => {
  it('has its metadata in a folder spelled as its name is', () => {
    assert.equal(distInfoOf('Spam.Eggs-1.0-2-py3-none-any.whl'), 'Spam.Eggs-1.0.dist-info')
    assert.equal(distInfoOf('spam-1.0-py3-none-any.whl'), 'spam-1.0.dist-info')
  })
  it('tells what comes more than once, once', () => assert.deepEqual(repeatedIn(['a', 'b', 'a', 'c', 'a', 'b']), ['a', 'b']))
  it('is measured in code points', () => assert.equal(lengthOf('a\u{1F40D}ü'), 3))
})
