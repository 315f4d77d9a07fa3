import assert from 'node:assert/strict'
import { Problem } from '../../../../core/problem.ts'
import { doubt, type Fault, flaw } from '../../../../core/release/preflight/fault.ts'
import { refuseFaults } from '../../../../core/release/preflight/refuse-faults.ts'

const fault = (about: string): Fault => ({ about, ...flaw('summary', 'it is long') })
const odd: Fault = { about: 'a.whl', ...doubt('zip-comment', 'it has a comment at its end') }

describe('faults of a release', () => {
  it('are none', () => assert.deepEqual(refuseFaults([]), []))
  it('are warnings where nothing refuses', () => assert.deepEqual(refuseFaults([odd]), ['a.whl: it has a comment at its end.']))
  it('are one Problem, in which warnings are not', () =>
    assert.throws(
      () => refuseFaults([odd, fault('a.whl'), fault('b.whl')]),
      (error) =>
        error instanceof Problem &&
        error.code === 'WHEEL_INVALID' &&
        error.message === 'Not everything can be released: a.whl: it is long; b.whl: it is long.',
    ))
  it('are told up to twenty, and counted beyond', () => {
    const many = (count: number): Fault[] => Array.from({ length: count }, (_, at) => fault(`${at}.whl`))
    const told = (count: number): string => {
      try {
        refuseFaults(many(count))
      } catch (error) {
        if (error instanceof Problem) return error.message
      }
      return ''
    }
    assert.ok(told(20).endsWith('19.whl: it is long.'))
    assert.ok(told(21).endsWith('19.whl: it is long; and 1 more.'))
    assert.ok(told(5000).endsWith('; and 4980 more.') && told(5000).length < 1000)
  })
})
