import assert from 'node:assert/strict'
import fc from 'fast-check'
import { millisecondsOf } from '../../core/instant.ts'

describe('millisecondsOf', () => {
  for (const [text, expected] of [
    ['1970-01-01T00:00:01Z', 1000],
    ['1970-01-01T00:00:01.5Z', 1500],
    ['1970-01-01T00:00:01.2345678Z', 1234],
    ['1970-01-01T01:00:01+01:00', 1000],
    ['1969-12-31T23:00:01.000-01:00', 1000],
  ] as const)
    it(`reads ${text}`, () => assert.equal(millisecondsOf(text), expected))

  for (const text of [
    '',
    'other 1',
    'yesterday',
    '2026',
    '2026-11-20',
    '2026-11-20T10:00:00',
    '2026-11-20 10:00:00Z',
    '2026-13-20T10:00:00Z',
    '2026-11-20T25:00:00Z',
    ' 2026-11-20T10:00:00Z',
    '2026-11-20T10:00:00Z\n',
    'Fri, 20 Nov 2026 10:00:00 GMT',
    '0',
  ])
    it(`takes ${JSON.stringify(text)} for no time`, () => assert.ok(Number.isNaN(millisecondsOf(text))))

  it('reads every moment as it was written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (date) =>
        assert.equal(millisecondsOf(date.toISOString()), date.getTime()),
      ),
    )
  })
})
