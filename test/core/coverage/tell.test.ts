import assert from 'node:assert/strict'
import { coverageSummary, percentOf, tellCoverage } from '../../../core/coverage/tell.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import { coverageOf } from './coverages.ts'

describe('coverage told', () => {
  const percents: [covered: number, valid: number, told: string][] = [
    [0, 0, '100 %'],
    [0, 7, '0 %'],
    [1, 3, '33.3 %'],
    [1, 2, '50 %'],
    [9999, 10_000, '99.9 %'],
    [99_999, 100_000, '99.9 %'],
    [10_000, 10_000, '100 %'],
  ]
  for (const [covered, valid, told] of percents)
    it(`${covered} of ${valid} are ${told}`, () => assert.equal(percentOf({ covered, valid }), told))

  it('branches are told where there are any', () => {
    const told = (lines: string): string => tellCoverage(totalsOfAll(coverageOf({ a: lines })))
    assert.equal(told('1:1 2:0 3:1'), '66.6 % of 3 lines')
    assert.equal(told(''), 'no line of code was measured')
    assert.equal(told('1:1 2:0(0/2:3,4) 3:1(1/2:9)'), '66.6 % of 3 lines, 25 % of 4 branches')
  })

  it('a summary shows the files that lack most, and how many more there are', () => {
    const files = Object.fromEntries(
      Array.from({ length: 13 }, (_, at) => [`f${String(at).padStart(2, '0')}.py`, `1:${at === 0 ? 1 : 0} 2:${at === 5 ? 0 : 1} 3:1`]),
    )
    const lines = coverageSummary(coverageOf(files)).split('\n')
    assert.equal(lines[0], '### Coverage: 66.6 % of 39 lines')
    const rows = lines.filter((line) => line.includes('.py'))
    assert.equal(rows.length, 10)
    assert.match(rows[0] ?? '', /f05\.py<\/code> \| 33\.3 % \| 1-2 \|/)
    assert.match(rows[1] ?? '', /f01\.py/)
    assert.equal(lines.at(-1), 'and 2 more files that lack some')
  })

  it('a summary of what lacks nothing is its heading; a file that lacks branches alone is one that lacks some', () => {
    assert.deepEqual(
      coverageSummary(coverageOf({ a: '1:1' }))
        .trim()
        .split('\n'),
      ['### Coverage: 100 % of 1 line'],
    )
    assert.match(coverageSummary(coverageOf({ a: '1:1(1/2:3)' })), /<code>a<\/code> \| 100 % \|  \| 50 %/)
  })

  it('lines that were not run are told by their numbers, what holds no code between them passed over, and no more than anybody reads', () => {
    const notRun = (lines: string): string => / % \| (.*?) \|/.exec(coverageSummary(coverageOf({ a: lines })))?.[1] ?? ''
    assert.equal(notRun('3:0 9:0 12:1 14:0 20:0 21:1 30:0'), '3-9, 14-20, 30')
    assert.equal(
      notRun(Array.from({ length: 30 }, (_, at) => `${at + 1}:${at % 2}`).join(' ')),
      '1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 5 more',
    )
  })

  it('names of files are shown as they are', () =>
    assert.match(coverageSummary(coverageOf({ 'a|<b>.py': '1:0' })), /<code>a&#124;&#60;b&#62;\.py<\/code>/))
})
