import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Problem } from '../../../core/problem.ts'
import { addCounts, faultOf, type Left, passedOf, tellCounts } from '../../../core/suites/results.ts'
import type { TestCounts } from '../../../core/suites/suite-run.ts'

const of = (tests: number, failures = 0, errors = 0, skipped = 0): TestCounts => ({ tests, failures, errors, skipped })

describe('counts of tests', () => {
  it('of several reports are added, of none are none', () => {
    assert.deepEqual(addCounts([of(5, 1, 1, 1), of(3, 0, 0, 2)]), of(8, 1, 1, 3))
    assert.equal(addCounts([]), undefined)
  })
  const told: [counts: TestCounts, text: string][] = [
    [of(5), '5 passed'],
    [of(0), '0 passed'],
    [of(5, 1, 1, 1), '2 passed, 2 failed, 1 skipped'],
    [of(1, 0, 1), '0 passed, 1 failed'],
  ]
  for (const [counts, text] of told) it(`are told: ${text}`, () => assert.equal(tellCounts(counts), text))
  it('are added in any order', () => {
    const counts = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)).map(([a, b, c, d]) => of(a + b + c + d, b, c, d))
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1 }), (all) => {
        const sum = addCounts(all)
        assert.deepEqual(addCounts(all.toReversed()), sum)
        assert.equal(
          sum === undefined ? 0 : passedOf(sum),
          all.reduce((total, one) => total + passedOf(one), 0),
        )
      }),
    )
  })
})

describe('a suite by what it has left', () => {
  const broken = new Problem('FILE_INVALID', 'unit.xml is empty.', '')
  const good: Left = { counts: of(3), broken: undefined, isCovered: true }
  const cases: [what: string, expects: readonly ('tests' | 'coverage')[], left: Partial<Left>, code: string | undefined][] = [
    ['passes with tests and coverage', ['tests', 'coverage'], {}, undefined],
    ['passes with nothing where nothing is expected', [], { counts: undefined, isCovered: undefined }, undefined],
    ['passes with tests that are all skipped', ['tests'], { counts: of(2, 0, 0, 2) }, undefined],
    ['fails with a failing test', ['tests'], { counts: of(3, 1) }, 'TESTS_FAILED'],
    ['fails with an error, whatever is expected', [], { counts: of(3, 0, 1) }, 'TESTS_FAILED'],
    ['fails without a report', ['tests'], { counts: undefined }, 'RESULTS_MISSING'],
    ['fails with a report of no test', ['tests'], { counts: of(0) }, 'RESULTS_MISSING'],
    ['fails without coverage', ['coverage'], { isCovered: undefined }, 'RESULTS_MISSING'],
    ['fails with coverage of no line that was run', ['coverage'], { isCovered: false }, 'RESULTS_MISSING'],
    ['passes with such coverage where none is expected', ['tests'], { isCovered: false }, undefined],
    ['fails with a broken report', [], { broken }, 'FILE_INVALID'],
    ['fails by its tests first', ['tests', 'coverage'], { counts: of(3, 1), broken, isCovered: undefined }, 'TESTS_FAILED'],
    ['fails by a broken report before one that is missing', ['tests'], { counts: undefined, broken }, 'FILE_INVALID'],
  ]
  for (const [what, expects, left, code] of cases) it(what, () => assert.equal(faultOf({ expects }, { ...good, ...left })?.code, code))
  it('says how many of its tests failed', () =>
    assert.equal(faultOf({ expects: [] }, { ...good, counts: of(120, 2, 1) })?.message, '3 of 120 tests failed.'))
})
