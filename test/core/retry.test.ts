import assert from 'node:assert/strict'
import fc from 'fast-check'
import { delay, patient, retryAfter } from '../../core/retry.ts'

describe('delay', () => {
  it('ends after the policy`s attempts', () => {
    assert.equal(delay(patient, 5, 0.5), undefined)
    assert.notEqual(delay(patient, 4, 0.5), undefined)
  })
  it('honours what the server asked for, up to the most', () => {
    assert.equal(delay(patient, 1, 0, 3000), 3000)
    assert.equal(delay(patient, 1, 0, 60_000), patient.most)
  })
  it('stays between nothing and the doubled base', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const wait = delay(patient, attempt, random) ?? -1
        assert.ok(wait >= 0 && wait <= Math.min(patient.most, patient.base * 2 ** (attempt - 1)))
      }),
    )
  })
})

describe('retryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const table: [string | null, number][] = [
    [null, 0],
    ['', 0],
    ['2', 2000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
    ['soon', 0],
    ['-3', 0],
  ]
  for (const [header, expected] of table) it(`${header} is ${expected} ms`, () => assert.equal(retryAfter(header, now), expected))
})
