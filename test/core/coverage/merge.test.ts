import assert from 'node:assert/strict'
import type { LineCoverage } from '../../../core/coverage/coverage.ts'
import { addLine, mergeCoverage } from '../../../core/coverage/merge.ts'
import { coverageOf, shown } from './coverages.ts'

describe('coverage of several runs', () => {
  const cases: [why: string, parts: Readonly<Record<string, string>>[], merged: Readonly<Record<string, string>>][] = [
    ['nothing at all', [], {}],
    ['hits are added', [{ a: '1:1 2:0 3:0' }, { a: '1:2 2:3 3:0' }], { a: '1:3 2:3 3:0' }],
    ['lines that one of them knows', [{ a: '1:1 2:0' }, { a: '1:1 9:4' }], { a: '1:2 2:0 9:4' }],
    ['files that one of them knows', [{ a: '1:1' }, { b: '1:0' }, { c: '' }], { a: '1:1', b: '1:0', c: '' }],
    ['a way that none has taken', [{ a: '3:1(1/2:5)' }, { a: '3:1(1/2:5)' }], { a: '3:2(1/2:5)' }],
    ['ways that one of three took each', [{ a: '3:1(1/3:5,7)' }, { a: '3:1(1/3:4,7)' }, { a: '3:1(1/3:4,5)' }], { a: '3:3(3/3)' }],
    ['hits beyond what a number holds', [{ a: `1:${Number.MAX_SAFE_INTEGER}` }, { a: '1:9' }], { a: `1:${Number.MAX_SAFE_INTEGER}` }],
  ]
  for (const [why, parts, merged] of cases) it(why, () => assert.deepEqual(shown(mergeCoverage(parts.map(coverageOf))), merged))

  it('leaves its parts as they were', () => {
    const parts = [coverageOf({ a: '1:1' }), coverageOf({ a: '1:1 2:1' })]
    mergeCoverage(parts)
    assert.deepEqual(parts.map(shown), [{ a: '1:1' }, { a: '1:1 2:1' }])
  })

  it('a line that is told twice of one file counts as two runs of it', () => {
    const files = new Map<string, Map<number, LineCoverage>>()
    for (const hits of [1, 0, 2]) addLine(files, 'a', 7, { hits, branches: undefined })
    assert.deepEqual(shown(files), { a: '7:3' })
  })
})
