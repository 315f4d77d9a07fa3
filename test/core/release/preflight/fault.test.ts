import assert from 'node:assert/strict'
import { aboutAll, doubt, flaw } from '../../../../core/release/preflight/fault.ts'

describe('faults', () => {
  it('refuse, and doubts do not', () => {
    assert.deepEqual(flaw('summary', 'long'), { code: 'summary', severity: 'fault', says: 'long' })
    assert.deepEqual(doubt('summary', 'long'), { code: 'summary', severity: 'warning', says: 'long' })
  })
  it('quote no more of a file than people read', () => {
    assert.ok(flaw('summary', 's'.repeat(1e6)).says.length < 1000)
    assert.ok(doubt('summary', 's'.repeat(1e6)).says.length < 1000)
  })
  it('tell of the first three of many things, and of nothing about none', () => {
    assert.deepEqual(
      aboutAll([], (told) => flaw('url', told)),
      [],
    )
    assert.equal(aboutAll(['a', 'b', 'c'], (told) => flaw('url', told))[0]?.says, 'a, b, c')
    assert.equal(aboutAll(['a', 'b', 'c', 'd', 'e'], (told) => flaw('url', told))[0]?.says, 'a, b, c and 2 more')
  })
})
