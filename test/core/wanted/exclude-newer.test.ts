import assert from 'node:assert/strict'
import { cutoffOf, parseExcludeNewer } from '../../../core/wanted/exclude-newer.ts'

const now = '2026-11-21T12:00:00.000Z'

describe('excludeNewer', () => {
  const table: [given: string, expected: string, why: string][] = [
    ['2026-11-20', '2026-11-21T00:00:00.000Z', 'a day still counts'],
    ['2024-02-29', '2024-03-01T00:00:00.000Z', 'a leap day'],
    ['2026-11-20T06:00:00Z', '2026-11-20T06:00:00.000Z', 'a moment'],
    ['2026-11-20T06:00:00.25+02:00', '2026-11-20T04:00:00.250Z', 'a moment elsewhere'],
    ['3d', '2026-11-18T12:00:00.000Z', 'days'],
    ['12h', '2026-11-21T00:00:00.000Z', 'hours'],
    ['2 W', '2026-11-07T12:00:00.000Z', 'weeks'],
    ['0d', now, 'no time at all'],
  ]
  for (const [given, expected, why] of table)
    it(`${given}: ${why}`, () => assert.equal(cutoffOf(parseExcludeNewer(given, 'excludeNewer'), now), expected))
  for (const given of ['2026-02-30', '2026-13-01', 'yesterday', '3', '3m', '2026-11-20T06:00:00', '-3d', '2026-11-20T25:00:00Z'])
    it(`refuses ${given}`, () => assert.throws(() => parseExcludeNewer(given, 'excludeNewer'), { code: 'INPUT_INVALID' }))
})
