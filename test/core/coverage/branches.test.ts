import assert from 'node:assert/strict'
import { branchesOf, mergeBranches } from '../../../core/coverage/branches.ts'
import type { BranchCoverage } from '../../../core/coverage/coverage.ts'

const ways = (total: number, covered: number, missing?: string): BranchCoverage => branchesOf(total, covered, missing?.split(','))

describe('the ways out of a line', () => {
  it('are named in one order: exit, then lines by number', () =>
    assert.deepEqual(ways(5, 1, '20,9,exit,3').missing, ['exit', '3', '9', '20']))

  const given: [why: string, given: BranchCoverage, expected: BranchCoverage][] = [
    ['none is missing where all were taken', ways(2, 2), { total: 2, covered: 2, missing: [] }],
    ['no more are taken than there are', ways(2, 3, '7'), { total: 2, covered: 2, missing: [] }],
    ['two may have one name', ways(2, 0, 'exit,exit'), { total: 2, covered: 0, missing: ['exit', 'exit'] }],
    ['a list that is too short is none', ways(4, 1, '7'), { total: 4, covered: 1, missing: undefined }],
  ]
  for (const [why, one, expected] of given) it(why, () => assert.deepEqual(one, expected))
})

describe('the ways out of a line in two runs', () => {
  const merged: [why: string, one: BranchCoverage | undefined, other: BranchCoverage | undefined, expected: BranchCoverage | undefined][] =
    [
      ['each took the other way', ways(2, 1, '5'), ways(2, 1, '9'), ways(2, 2)],
      ['both took the same way', ways(2, 1, '5'), ways(2, 1, '5'), ways(2, 1, '5')],
      ['one took none', ways(2, 0, '5,9'), ways(2, 1, '5'), ways(2, 1, '5')],
      ['one of two ways to exit', ways(2, 0, 'exit,exit'), ways(2, 1, 'exit'), ways(2, 1, 'exit')],
      ['the line branches in one of them alone', ways(2, 1, '5'), undefined, ways(2, 1, '5')],
      ['it branches in neither', undefined, undefined, undefined],
      ['only their number is known', ways(4, 1), ways(4, 3), ways(4, 3)],
      ['one knows their number alone', ways(2, 1), ways(2, 0, '5,9'), { total: 2, covered: 1, missing: ['5', '9'] }],
      ['a python sees more ways than another', ways(2, 1, '5'), ways(3, 0, '5,7,9'), ways(3, 2, '5')],
    ]
  it('are compared once each, however many a report tells of', () => {
    const many = 60_000
    const from = (first: number): BranchCoverage =>
      branchesOf(
        3 * many,
        2 * many,
        Array.from({ length: many }, (_, at) => String(first + at)),
      )
    assert.equal(mergeBranches(from(1), from(many + 1))?.covered, 3 * many)
    assert.equal(mergeBranches(from(1), from(many))?.missing?.length, 1)
  })

  for (const [why, one, other, expected] of merged)
    it(why, () => {
      assert.deepEqual(mergeBranches(one, other), expected)
      assert.deepEqual(mergeBranches(other, one), expected)
    })
})
