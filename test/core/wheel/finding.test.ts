import assert from 'node:assert/strict'
import { about, error, warning } from '../../../core/wheel/finding.ts'

describe('remarks', () => {
  it('are errors or warnings', () => {
    assert.deepEqual(error('name', 'it is of another'), { code: 'name', severity: 'error', says: 'it is of another' })
    assert.deepEqual(warning('native', 'it holds code'), { code: 'native', severity: 'warning', says: 'it holds code' })
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
