import assert from 'node:assert/strict'
import { counted } from '../../core/counted.ts'

describe('counted', () => {
  for (const [number, text] of [
    [0, '0 wheels'],
    [1, '1 wheel'],
    [2, '2 wheels'],
  ] as const)
    it(`says ${text}`, () => assert.equal(counted(number, 'wheel'), text))
  it('takes a plural of its own', () =>
    assert.deepEqual([counted(1, 'index', 'indices'), counted(3, 'index', 'indices')], ['1 index', '3 indices']))
})
