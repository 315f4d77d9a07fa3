import assert from 'node:assert/strict'
import type { Check } from '../../../core/index/check.ts'
import { checkLine, checkProblem, checkSummary } from '../../../core/index/tell-check.ts'

const check = (change: Partial<Check>): Check => ({
  what: 'file',
  where: 'demo.whl',
  result: 'ok',
  says: 'is there',
  remedy: '',
  ...change,
})
const address = 'https://wheels.example.com/simple'

describe('what is told of the check of an index', () => {
  it('says in the log what was found, and what to do', () => {
    assert.equal(checkLine(check({})), 'ok          file demo.whl: is there')
    assert.equal(
      checkLine(check({ result: 'wrong', says: 'answers 403', remedy: 'Let readers have it.' })),
      'wrong       file demo.whl: answers 403. Let readers have it.',
    )
    assert.match(checkLine(check({ result: 'unchecked', says: 'no python' })), /^not checked/)
  })

  it('folds what is well into a row a kind, and gives all else a row', () => {
    const summary = checkSummary(
      [
        check({ where: 'a.whl' }),
        check({ where: 'b.whl' }),
        check({ where: 'c.whl', result: 'wrong', says: 'answers 404' }),
        check({ what: 'root page', where: 'x', result: 'note', says: 'answers 404' }),
        check({ what: 'metadata', where: 'a.whl.metadata' }),
      ],
      address,
    )
    const rows = summary.split('\n').filter((line) => line.startsWith('|'))
    assert.equal(rows.length, 2 + 4)
    assert.match(summary, /\| file \| all 2 \| ok \|/)
    assert.match(summary, /\| file \| c\.whl \| wrong \| answers 404 \|/)
  })

  it('escapes what a server has said', () => assert.doesNotMatch(checkSummary([check({ says: '<b>|</b>' })], address), /<b>/))

  it('fails with one Problem that says first that all is published', () => {
    const problem = checkProblem(
      [check({}), check({ result: 'wrong', says: 'answers 403', remedy: 'Let readers have it.' }), check({ result: 'wrong', says: 'x' })],
      address,
    )
    assert.equal(problem?.code, 'CHECK_FAILED')
    assert.match(
      problem?.text ?? '',
      /^What this run had to publish is published, but .*answers 403 \(and 1 more\)\. Let readers have it\. Then run this again/,
    )
  })

  it('has no Problem where nothing is wrong', () =>
    assert.equal(
      checkProblem([check({}), check({ result: 'warning' }), check({ result: 'unchecked' }), check({ result: 'note' })], address),
      undefined,
    ))
})
