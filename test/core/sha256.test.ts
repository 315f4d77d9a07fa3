import assert from 'node:assert/strict'
import { parseSha256, sha256Of } from '../../core/sha256.ts'

const ofNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

describe('sha256', () => {
  it('hashes text and bytes alike', () => {
    assert.equal(sha256Of(''), ofNothing)
    assert.equal(sha256Of('é'), sha256Of(new TextEncoder().encode('é')))
  })
  it('reads hex of any case', () => assert.equal(parseSha256(ofNothing.toUpperCase()), ofNothing))
  for (const text of ['', 'abc', `${ofNothing}0`, `g${ofNothing.slice(1)}`])
    it(`refuses ${text.slice(0, 12)}…`, () => assert.equal(parseSha256(text), undefined))
})
