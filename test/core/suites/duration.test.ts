import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseDuration } from '../../../core/suites/duration.ts'

describe('a timeout', () => {
  const table: [text: string, seconds: number][] = [
    ['90s', 90],
    ['10m', 600],
    ['2h', 7200],
    ['1h30m', 5400],
    ['1h0m5s', 3605],
    ['10', 600],
    [' 10M ', 600],
    ['0', 0],
    ['0s', 0],
    ['168h', 604_800],
  ]
  for (const [text, seconds] of table) it(`of '${text}' is ${seconds} seconds`, () => assert.equal(parseDuration(text), seconds))

  for (const text of [
    '',
    'm',
    's',
    '-1',
    '1.5h',
    '10 m',
    '10min',
    '30s1m',
    '1d',
    '10m m',
    'ten',
    '1e3',
    '169h',
    '604801s',
    '999999999',
    '1'.repeat(99),
  ])
    it(`is not '${text.slice(0, 20)}'`, () => assert.equal(parseDuration(text), undefined))

  it('is the sum of its parts', () =>
    fc.assert(
      fc.property(fc.nat(100), fc.nat(600), fc.nat(3600), (h, m, s) =>
        assert.equal(parseDuration(`${h}h${m}m${s}s`), h * 3600 + m * 60 + s),
      ),
    ))
})
