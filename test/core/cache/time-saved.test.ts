import assert from 'node:assert/strict'
import { roughTime, timeSaved } from '../../../core/cache/time-saved.ts'

describe('time in words', () => {
  const table: [seconds: number, expected: string][] = [
    [0, ''],
    [0.4, ''],
    [0.5, '1 s'],
    [41.4, '41 s'],
    [89.4, '89 s'],
    [90, 'about 2 min'],
    [372, 'about 6 min'],
    [5369, 'about 89 min'],
    [5400, 'about 1 h 30 min'],
    [7199, 'about 2 h'],
    [7800, 'about 2 h 10 min'],
    [360_000, 'about 100 h'],
  ]
  for (const [seconds, expected] of table) it(`${seconds} s: ${expected || 'nothing'}`, () => assert.equal(roughTime(seconds), expected))

  it('is told of what was saved, as far as it is remembered', () => {
    assert.equal(timeSaved([120, undefined, 240]), 'about 6 min saved')
    for (const nothing of [[], [undefined], [0, 0.1]]) assert.equal(timeSaved(nothing), '')
  })
})
