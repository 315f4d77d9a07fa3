import assert from 'node:assert/strict'
import { about, error, forPublisher, notice, warning } from '../../../core/wheel/finding.ts'

describe('remarks', () => {
  it('are errors or warnings', () => {
    assert.deepEqual(error('name', 'it is of another'), { code: 'name', severity: 'error', says: 'it is of another' })
    assert.deepEqual(warning('native', 'it holds code'), { code: 'native', severity: 'warning', says: 'it holds code' })
  })

  it('quote no more than people read', () => {
    for (const remark of [error('name', 'x'.repeat(1e6)), warning('name', 'x'.repeat(1e6)), notice('name', 'x'.repeat(1e6))])
      assert.ok(remark.says.length < 600 && remark.says.startsWith('xxx'))
  })

  for (const [paths, told] of [
    ['a', 'a'],
    ['a b', 'a, b'],
    ['a b c', 'a, b, c'],
    ['a b c d', 'a, b, c and 1 more'],
    ['a b c d e f', 'a, b, c and 3 more'],
  ] as const) {
    it(`about ${paths} tell of ${told}`, () =>
      assert.deepEqual(
        about(paths.split(' '), (list) => error('record', list)),
        [error('record', told)],
      ))
  }

  it('about nothing are none', () =>
    assert.deepEqual(
      about([], () => assert.fail()),
      [],
    ))
})

describe('forPublisher', () => {
  const file = 'spam-1.0-cp38-abi3-win_amd64.whl'

  it('makes a warning of what only the build could mend', () => {
    for (const code of ['abi3', 'machine', 'native-missing'] as const)
      assert.deepEqual(forPublisher({ file, ...error(code, 'it is so') }), { file, ...warning(code, 'it is so') })
  })

  it('leaves all else as it is', () => {
    for (const remark of [error('record-hash', 'x'), error('native', 'x'), warning('abi3', 'x'), notice('abi3', 'x')])
      assert.deepEqual(forPublisher({ file, ...remark }), { file, ...remark })
  })
})
