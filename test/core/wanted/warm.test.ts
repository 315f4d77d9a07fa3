import assert from 'node:assert/strict'
import type { Warmth } from '../../../core/cache/warmth.ts'
import type { BuildReason, Decision } from '../../../core/wanted/decision.ts'
import { saysOf, whyOf } from '../../../core/wanted/tell-row.ts'
import { withCache } from '../../../core/wanted/warm.ts'
import { refTo, target } from './cached.ts'
import { row, version } from './rows.ts'

const build = (why: BuildReason, by = ''): Decision => ({ kind: 'build', row: row(), target: target(row()), why, by })
const asked = (decision: Decision, warmth: Warmth, stale: Parameters<typeof refTo>[1] = []): Decision =>
  withCache([decision], new Map([[decision, { ref: refTo(row(), stale), warmth }]]))[0] ?? assert.fail()
const told = (decision: Decision): string => `${decision.kind} ${whyOf(decision)}: ${saysOf(decision)}`

const warm: Warmth = { kind: 'warm', seconds: 41 }
const cold: Warmth = { kind: 'cold', because: 'its recipe changed', seconds: 7 }
const forced: Warmth = { ...cold, because: 'forced', forced: true }

describe('withCache', () => {
  const table: [why: string, given: Decision, warmth: Warmth, expected: string][] = [
    ['restores what is warm', build('absent'), warm, 'restore warm: in the cache; its build took 41 s'],
    ['where nobody remembers how long it took', build('no-store'), { ...warm, seconds: undefined }, 'restore warm: in the cache'],
    ['also with a higher build tag', build('build-tag', 'FILE'), warm, 'restore warm: in the cache; its build took 41 s'],
    [
      'tells a failure again',
      build('absent'),
      { ...warm, kind: 'failed' },
      'restore failed: in the cache; it failed, and that is told again',
    ],
    ['says why something is cold', build('absent'), cold, 'build cold: not in the cache, since its recipe changed'],
    [
      'and that the index has a lower build tag',
      build('build-tag', 'FILE'),
      cold,
      'build cold: not in the cache, since its recipe changed; FILE in the index has a lower build tag',
    ],
    ['passes over what is there by force', build('absent'), forced, 'build forced: forced, though an entry of the cache is there'],
    ['and says what else it passed over', build('forced', 'FILE'), cold, 'build forced: forced, though FILE is there'],
  ]
  for (const [why, given, warmth, expected] of table) it(why, () => assert.equal(told(asked(given, warmth)), expected))

  it('lets the job look whether what is warm is stale', () => {
    const decision = asked(build('absent'), warm, ['python'])
    assert.equal(told(decision), 'build stale-when: in the cache; its job looks whether it is stale')
    assert.equal(told(asked(build('absent'), cold, ['python'])), 'build cold: not in the cache, since its recipe changed')
    assert.deepEqual(decision.kind === 'build' && decision.cached, { ref: refTo(row(), ['python']), seconds: 41 })
  })

  it('keeps what its build took, this one or one before', () => {
    const seconds = [warm, cold].map((warmth) => asked(build('absent'), warmth)).map((one) => 'cached' in one && one.cached?.seconds)
    assert.deepEqual(seconds, [41, 7])
  })

  it('leaves what was not asked about, and what is not built', () => {
    const skip: Decision = { kind: 'skip', row: row(), version: version('1.0'), why: 'in-index', by: 'FILE' }
    assert.deepEqual(withCache([skip, build('absent')], new Map([[skip, { ref: refTo(row()), warmth: warm }]])), [skip, build('absent')])
  })
})
