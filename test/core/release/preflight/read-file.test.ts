import assert from 'node:assert/strict'
import { parseMetadata } from '../../../../core/python/metadata.ts'
import { distInfoOf, isWheel, lengthOf, repeatedIn, valuesOf } from '../../../../core/release/preflight/read-file.ts'

describe('a file of a release', () => {
  it('is a wheel or an sdist by its name', () =>
    assert.deepEqual(
      ['a-1-py3-none-any.whl', 'a-1.tar.gz', 'a-1.zip'].map((name) => isWheel({ name })),
      [true, false, false],
    ))
  it('has its metadata in a folder spelled as its name is', () => {
    assert.equal(distInfoOf('Spam.Eggs-1.0-2-py3-none-any.whl'), 'Spam.Eggs-1.0.dist-info')
    assert.equal(distInfoOf('spam-1.0-py3-none-any.whl'), 'spam-1.0.dist-info')
  })
  it('tells all values of a field, but for what is passed over on the way', () => {
    const metadata = parseMetadata('Classifier: a\nclassifier: UNKNOWN\nCLASSIFIER:\nClassifier: b\nName: x\n')
    assert.deepEqual(valuesOf(metadata, 'classifier'), ['a', 'b'])
    assert.deepEqual(valuesOf(metadata, 'license'), [])
  })
  it('tells what comes more than once, once', () => assert.deepEqual(repeatedIn(['a', 'b', 'a', 'c', 'a', 'b']), ['a', 'b']))
  it('is measured in code points', () => assert.equal(lengthOf('a\u{1F40D}ü'), 3))
})
