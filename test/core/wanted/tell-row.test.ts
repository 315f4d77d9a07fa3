import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { BuildReason, SkipReason } from '../../../core/wanted/decision.ts'
import { saysOf, whyOf } from '../../../core/wanted/tell-row.ts'
import { plainMaking, row, version } from './rows.ts'

const target = {
  row: row(),
  version: version('1.0'),
  source: { kind: 'sdist' as const, url: '', sha256: sha256Of('') },
  making: plainMaking,
}

describe('saysOf', () => {
  const skips: [why: SkipReason, says: string][] = [
    ['in-index', 'already in the index as BY'],
    ['upstream', 'already upstream as BY'],
    ['covered', 'covered by the wheel for BY'],
    [
      'withdrawn',
      'withdrawn from the index: BY was yanked or deleted, and its name is not used again; a recipe with a higher build number makes it anew',
    ],
    ['requires-python', 'not made for this Python: BY'],
    ['no-sdist', 'nothing to build from: BY'],
  ]
  for (const [why, says] of skips)
    it(why, () => assert.equal(saysOf({ kind: 'skip', row: row(), version: version('1.0'), why, by: 'BY' }), says))

  const builds: [why: BuildReason, says: string][] = [
    ['absent', 'not in the index yet'],
    ['build-tag', 'asked for with a higher build tag than BY has'],
    ['forced', 'forced, though BY is there'],
    ['no-store', 'no store was given to look into'],
    ['cold', 'not in the cache, since BY'],
    ['stale-when', 'in the cache; its job looks whether it is stale'],
  ]
  for (const [why, says] of builds) it(why, () => assert.equal(saysOf({ kind: 'build', row: row(), target, why, by: 'BY' }), says))

  it('tells where another recipe was used', () => {
    const skip = { kind: 'skip' as const, row: row(), version: version('1.0'), by: 'BY', recipe: 'differs' as const }
    assert.match(saysOf({ ...skip, why: 'in-index' }), /^already in the index as BY; its recipe has changed since/)
    assert.match(saysOf({ ...skip, why: 'covered' }), /^covered by the wheel for BY, by the recipe of that row/)
    assert.deepEqual(
      [whyOf({ ...skip, why: 'in-index' }), whyOf({ ...skip, why: 'covered' })],
      ['in-index, recipe differs', 'covered, recipe differs'],
    )
  })

  it('tells an error with its remedy', () => {
    const problem = new Problem('UNRESOLVED', 'It is gone.', 'Pin another.')
    assert.equal(saysOf({ kind: 'error', row: row(), version: undefined, problem }), 'It is gone. Pin another.')
  })
})
