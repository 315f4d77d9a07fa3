import assert from 'node:assert/strict'
import { localPatterns } from '../../../adapters/local/patterns.ts'
import { batchLegs } from '../../../core/matrix/batch.ts'
import { parseBatchSizes } from '../../../core/matrix/batch-sizes.ts'
import { filterLegs, filterNames, parseFilter } from '../../../core/matrix/filter.ts'
import { noMatrix } from '../../../core/matrix/matrix-config.ts'
import { parseReplacement, replaceChoices } from '../../../core/matrix/replace.ts'
import { Problem } from '../../../core/problem.ts'
import { directPatterns } from '../../fakes/patterns.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** Matching it with `(a+)+$` takes longer than there is time. */
const endless = `${'a'.repeat(5000)}!`
const legs = [{ name: endless, cells: [['k', endless] as const] }]

/** That work ends since its time is over, and says so as a Problem. */
function assertStopped(work: () => unknown): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof Problem)
    const { cause } = error
    assert.ok(typeof cause === 'object' && cause !== null && 'code' in cause)
    assert.deepEqual([error.code, cause.code], ['INPUT_INVALID', 'ERR_SCRIPT_EXECUTION_TIMEOUT'])
    return true
  })
}

describe('localPatterns', () => {
  it('finds what expressions find without a limit', () => {
    const texts = ['ubuntu-24.04', 'windows-2022', '', 'macOS']
    for (const pattern of ['ubuntu', '^$', '(?<os>[a-z]+)-(?<of>\\d+)?', 'x', '.*'])
      for (const whole of [false, true])
        assert.deepEqual(localPatterns().find(pattern, texts, 'It', whole), directPatterns.find(pattern, texts, 'It', whole))
  })

  it('matches no text at all', () => assert.deepEqual(localPatterns().find('a', [], 'It'), []))
  it('refuses what is no expression, also for no text', () =>
    assert.equal(
      problemCode(() => localPatterns().find('(', [], 'It')),
      'INPUT_INVALID',
    ))
  it('finds in 10,000 texts', () => {
    const texts = Array.from({ length: 10_000 }, (_, at) => `ubuntu-${at}`)
    assert.equal(
      localPatterns()
        .find('^ubuntu-(\\d+)$', texts, 'It')
        .filter((one) => one !== undefined).length,
      10_000,
    )
  })

  describe('stops an expression that would never end', () => {
    const explosive = ['(a+)+$', '(a|a)*$', '(a|aa)+$', '(.*)*x', '^(a?){5000}a{5000}x', '(\\w+\\s?)+$', '(?=(a+)+$)a']
    for (const pattern of explosive) it(pattern, () => assertStopped(() => localPatterns(20).find(pattern, [endless], 'It')))

    it('in a filter', () => assertStopped(() => filterLegs(legs, [parseFilter('k=(a+)+$', 'filters')], localPatterns(20))))
    it('in a filter of names', () => assertStopped(() => filterNames(legs, '(a+)+$', localPatterns(20))))
    it('in the value of a replacement', () => {
      const choice = { name: 'k', isSet: false, values: [['k', endless] as const] }
      assertStopped(() => replaceChoices([[choice]], [parseReplacement('k=(a+)+/x', 'replace')], localPatterns(20)))
    })
    it('in the key of a replacement', () => {
      const choice = { name: endless, isSet: false, values: [[endless, 'v'] as const] }
      assertStopped(() => replaceChoices([[choice]], [parseReplacement('(a+)+=v/x', 'replace')], localPatterns(20)))
    })
    it('in a size of batches', () => {
      const of = { as: 'direct', legsOf: () => legs, every: false, variable: 'Names', patterns: localPatterns(20) } as const
      const sizes = parseBatchSizes(['k=(a+)+$ = 5'], 'batchSize')
      assertStopped(() => batchLegs({ ...of, packages: [{ id: 'p', shown: 'p', configs: [noMatrix] }], sizes }))
    })
  })

  it('has one budget for all that it is asked: many slow ones end as one does', () => {
    const patterns = localPatterns(50)
    assertStopped(() => {
      for (;;) patterns.find('(a+)+$', [`${'a'.repeat(14)}!`], 'It')
    })
  })

  it('ends a match that takes too much memory', () =>
    assert.equal(
      problemCode(() => localPatterns().find('(?:(a)|b)*$', ['ab'.repeat(5_000_000)], 'It')),
      'INPUT_INVALID',
    ))

  it('goes on after one that was stopped elsewhere', () => {
    assertStopped(() => localPatterns(20).find('(a+)+$', [endless], 'It'))
    assert.equal(localPatterns().find('a', ['a'], 'It').length, 1)
  })
})
