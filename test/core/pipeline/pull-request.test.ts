import assert from 'node:assert/strict'
import { isPullRequest } from '../../../core/pipeline/pull-request.ts'

const table: [reason: string, branch: string, expected: boolean][] = [
  ['PullRequest', 'refs/pull/7/merge', true],
  ['pullRequest', '', true],
  ['Manual', 'refs/pull/7/merge', true],
  ['Manual', 'REFS/PULL/7/head', true],
  ['IndividualCI', 'refs/heads/main', false],
  ['Manual', 'refs/heads/pull/7', false],
  ['', '', false],
]

describe('isPullRequest', () => {
  for (const [reason, branch, expected] of table)
    it(`${reason || 'no reason'} on ${branch || 'no branch'}: ${expected}`, () => assert.equal(isPullRequest(reason, branch), expected))
})
