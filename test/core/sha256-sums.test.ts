import assert from 'node:assert/strict'
import { sha256Of } from '../../core/sha256.ts'
import { formatSums } from '../../core/sha256-sums.ts'

describe('formatSums', () => {
  it('is a line a file, by name', () => {
    const files = ['b.whl', 'a.whl', 'B.whl'].map((name) => ({ name, sha256: sha256Of(name) }))
    assert.equal(formatSums(files), ['B.whl', 'a.whl', 'b.whl'].map((name) => `${sha256Of(name)}  ${name}\n`).join(''))
  })
  it('is nothing of nothing', () => assert.equal(formatSums([]), ''))
})
