import assert from 'node:assert/strict'
import { totalsOf, totalsOfAll } from '../../../core/coverage/totals.ts'
import { coverageOf, linesOf } from './coverages.ts'

describe('totals of coverage', () => {
  it('count lines that were run, and ways that were taken', () => {
    const coverage = coverageOf({ a: '1:1 2:0 3:7(1/2:5)', b: '1:0(0/2:2,3) 2:0', c: '' })
    assert.deepEqual(totalsOfAll(coverage), { lines: { covered: 2, valid: 5 }, branches: { covered: 1, valid: 4 } })
  })
  it('are those of the files that are asked for', () =>
    assert.deepEqual(totalsOf([linesOf('1:1'), linesOf('1:0 2:0')]), {
      lines: { covered: 1, valid: 3 },
      branches: { covered: 0, valid: 0 },
    }))
  it('of nothing are none', () =>
    assert.deepEqual(totalsOfAll(new Map()), { lines: { covered: 0, valid: 0 }, branches: { covered: 0, valid: 0 } }))
})
