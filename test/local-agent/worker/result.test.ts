import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Result } from '../../../local-agent/record.ts'
import { mergeResults, parseResult, resultName } from '../../../local-agent/worker/result.ts'

const ORDER: readonly Result[] = ['succeeded', 'succeededWithIssues', 'failed', 'canceled', 'skipped', 'abandoned']

// What comes of <row> then <column>: TaskResultUtil.cs.
const MERGED: readonly (readonly [current: Result | undefined, coming: Result, result: Result])[] = [
  [undefined, 'succeeded', 'succeeded'],
  [undefined, 'skipped', 'skipped'],
  ['succeeded', 'succeededWithIssues', 'succeededWithIssues'],
  ['succeeded', 'failed', 'failed'],
  ['succeeded', 'skipped', 'skipped'],
  ['succeededWithIssues', 'succeeded', 'succeededWithIssues'],
  ['succeededWithIssues', 'failed', 'failed'],
  ['failed', 'succeeded', 'failed'],
  ['failed', 'succeededWithIssues', 'failed'],
  ['failed', 'canceled', 'canceled'],
  ['failed', 'skipped', 'skipped'],
  ['canceled', 'succeeded', 'canceled'],
  ['canceled', 'abandoned', 'canceled'],
  ['skipped', 'failed', 'skipped'],
  ['skipped', 'abandoned', 'skipped'],
  ['abandoned', 'failed', 'abandoned'],
]

describe('mergeResults', () => {
  for (const [current, coming, result] of MERGED)
    it(`makes ${result} of ${current ?? 'nothing'} and ${coming}`, () => assert.equal(mergeResults(current, coming), result))

  it('never undoes a failure with anything better', () => {
    const results = fc.constantFrom(...ORDER)
    fc.assert(
      fc.property(fc.array(results), (coming) => {
        const merged = coming.reduce<Result>(mergeResults, 'failed')
        assert.ok(ORDER.indexOf(merged) >= ORDER.indexOf('failed'))
      }),
    )
  })
})

describe('parseResult', () => {
  const cases: readonly (readonly [text: string, result: Result | undefined])[] = [
    ['Succeeded', 'succeeded'],
    ['SucceededWithIssues', 'succeededWithIssues'],
    ['Failed', 'failed'],
    ['Canceled', 'canceled'],
    ['Skipped', 'skipped'],
    ['Abandoned', 'abandoned'],
    ['2', 'failed'],
    ['Cancelled', undefined],
    ['succeeded', undefined],
    ['FAILED', undefined],
    ['', undefined],
    ['9', undefined],
    ['-1', undefined],
  ]
  for (const [text, result] of cases) it(`reads '${text}' as ${result ?? 'none'}`, () => assert.equal(parseResult(text), result))

  it('reads every name that resultName writes', () => {
    for (const result of ORDER) assert.equal(parseResult(resultName(result)), result)
  })
})
