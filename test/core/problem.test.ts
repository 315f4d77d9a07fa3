import assert from 'node:assert/strict'
import { asProblem, Problem, reason } from '../../core/problem.ts'

describe('Problem', () => {
  it('reads as what is the case and what to do', () =>
    assert.equal(new Problem('NO_PLAN', 'There is no plan.', 'Give one.').text, 'There is no plan. Give one.'))
  it('is known across copies of its class, and nothing else is', () => {
    const copy = Object.assign(new Error('of another bundle'), { [Symbol.for('wheelworks.problem')]: true })
    assert.ok(copy instanceof Problem && new Problem('NO_PLAN', 'a', 'b') instanceof Problem)
    assert.ok(!(new Error('x') instanceof Problem) && ![null, undefined, {}, 'x'].some((value) => value instanceof Problem))
  })
  it('is passed on as it is', () => {
    const problem = new Problem('NO_PLAN', 'a', 'b')
    assert.equal(asProblem(problem, 'REFUSED', 'c', 'd'), problem)
  })
  it('keeps what was thrown as its cause', () => {
    const cause = new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
    const problem = asProblem(cause, 'INDEX_UNREACHABLE', 'The index did not answer', 'Look.')
    assert.equal(problem.cause, cause)
    assert.equal(problem.message, 'The index did not answer: fetch failed (ECONNREFUSED).')
  })
})

describe('reason', () => {
  it('is one line of anything thrown', () => {
    assert.equal(reason('text'), 'text')
    assert.equal(reason(undefined), 'undefined')
    assert.equal(reason(new RangeError('')), 'RangeError')
  })
})
