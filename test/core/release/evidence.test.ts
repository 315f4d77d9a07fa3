import assert from 'node:assert/strict'
import { known, unknown } from '../../../core/release/evidence.ts'

describe('a fact', () => {
  it('that is known has its value, even when that is nothing', () => {
    assert.deepEqual(known([]), { kind: 'known', value: [] })
    assert.deepEqual(known(undefined), { kind: 'known', value: undefined })
  })
  it('that is unknown has a reason, which others put into their sentences', () => {
    assert.deepEqual(unknown('404'), { kind: 'unknown', why: '404' })
    assert.deepEqual(unknown('The service answered 404.'), { kind: 'unknown', why: 'The service answered 404' })
  })
})
