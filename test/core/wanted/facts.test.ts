import assert from 'node:assert/strict'
import { indexOf, refKey } from '../../../core/wanted/facts.ts'
import { row } from './rows.ts'

describe('keys of facts', () => {
  it('tell refs of one repository apart', () => {
    const keys = ['v1', 'v2'].map((ref) => refKey({ kind: 'git', url: 'https://git.test/x', ref, subdirectory: '' }))
    assert.equal(new Set(keys).size, 2)
  })
  it('take one checkout for the projects of one repository', () => {
    const keys = ['a', 'b'].map((subdirectory) => refKey({ kind: 'git', url: 'https://git.test/x', ref: 'v1', subdirectory }))
    assert.equal(new Set(keys).size, 1)
  })
  it('know the index of a row', () => {
    assert.equal(indexOf(row()), '')
    assert.equal(indexOf(row({ origin: { kind: 'index', url: 'https://own.test' } })), 'https://own.test')
    assert.equal(indexOf(row({ origin: { kind: 'folder', path: 'x' } })), '')
  })
})
