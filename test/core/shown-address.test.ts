import assert from 'node:assert/strict'
import { shownAddress } from '../../core/shown-address.ts'

describe('shownAddress', () => {
  const table: [given: string, expected: string][] = [
    ['https://me:pw@host/a/b?token=x#y', 'https://host/a/b'],
    ['https://host:8443', 'https://host:8443/'],
    ['file:///a/b', 'file:///a/b'],
    ['no address', 'no address'],
    ['me:pw@host/a b', 'host/a b'],
  ]
  for (const [given, expected] of table) it(given, () => assert.equal(shownAddress(given), expected))

  it('takes no longer for a long text than for many short ones', () => {
    const from = performance.now()
    for (const text of ['a', 'a:', 'a /'].map((one) => one.repeat(100_000))) assert.equal(shownAddress(text), text)
    assert.equal(shownAddress('a@'.repeat(100_000)), '')
    assert.ok(performance.now() - from < 1000)
  })
})
