import assert from 'node:assert/strict'
import { refuse } from '../../../core/release/verdict.ts'

describe('refuse', () => {
  it('tells each reason once, in the order in which they came', () => {
    const [a, b] = [{ code: 'RUN_OTHER', says: 'x' } as const, { code: 'RUN_OTHER', says: 'y' } as const]
    assert.deepEqual(refuse([b, a, { ...b }, { ...a }]), { kind: 'refuse', refusals: [b, a] })
  })
  it('tells two conditions in the same words apart', () => {
    const verdict = refuse([
      { code: 'RUN_OTHER', says: 'x' },
      { code: 'RUN_UNKNOWN', says: 'x' },
    ])
    assert.equal(verdict.kind === 'refuse' && verdict.refusals.length, 2)
  })
})
