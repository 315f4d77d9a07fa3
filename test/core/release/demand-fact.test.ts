import assert from 'node:assert/strict'
import { demandFact } from '../../../core/release/demand-fact.ts'
import { known, unknown } from '../../../core/release/evidence.ts'
import { problemCode } from '../../fakes/problem-code.ts'

describe('demandFact', () => {
  it('is the value of a fact, even when that is nothing', () => {
    assert.equal(demandFact(known(1)), 1)
    assert.equal(demandFact(known(undefined)), undefined)
  })
  it('is a Problem when it is unknown', () =>
    assert.equal(
      problemCode(() => demandFact(unknown('why'))),
      'SERVICE_UNREACHABLE',
    ))
})
