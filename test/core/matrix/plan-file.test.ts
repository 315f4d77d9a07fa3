import assert from 'node:assert/strict'
import { formatMatrixPlan } from '../../../core/matrix/plan-file.ts'

describe('formatMatrixPlan', () => {
  it('has every leg with its cells, in order', () =>
    assert.equal(
      formatMatrixPlan([
        {
          leg: 'b',
          cells: [
            ['Pool', 'x'],
            ['Image', 'y'],
          ],
          item: 1,
        },
        { leg: 'a', cells: [], item: 2 },
      ]),
      '{"jobs":[{"cells":{"Image":"y","Pool":"x"},"leg":"b"},{"cells":{},"leg":"a"}],"kind":"matrix","version":1}\n',
    ))

  it('has none', () => assert.equal(formatMatrixPlan([]), '{"jobs":[],"kind":"matrix","version":1}\n'))

  it('has a cell of any name', () =>
    assert.match(formatMatrixPlan([{ leg: 'a', cells: [['__proto__', 'x']], item: 1 }]), /"__proto__":"x"/))
})
