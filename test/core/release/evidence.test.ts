import assert from 'node:assert/strict'
import { known, unknown } from '../../../core/release/evidence.ts'

describe('a fact', () => {
  it('that is known has its value, even when that is nothing', () => {
    assert.deepEqual(known([]), { kind: 'known', value: [] })
    assert.deepEqual(known(undefined), { kind: 'known', value: undefined })
  })
  it('that is unknown has a reason', () => assert.deepEqual(unknown('404'), { kind: 'unknown', why: '404' }))
})
