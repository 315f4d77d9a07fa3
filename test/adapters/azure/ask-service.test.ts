import assert from 'node:assert/strict'
import { askService, demand, requireConnection } from '../../../adapters/azure/ask-service.ts'
import { Problem } from '../../../core/problem.ts'
import { known, unknown } from '../../../core/release/evidence.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const connection = { collectionUri: 'http://127.0.0.1:1/', project: 'p', token: 't' }
const failing = (change: object): Error => Object.assign(new Error('no'), change)

describe('askService', () => {
  const ask = async (...answers: readonly unknown[]): Promise<{ kind: string; asked: number; slept: readonly number[] }> => {
    const clock = fixedClock()
    let asked = 0
    const call = (): Promise<unknown> => {
      const answer = answers[Math.min(asked++, answers.length - 1)]
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    }
    const fact = await askService(connection, 'it', call, (field) => field.get('a').number(), { clock, random: () => 0 })
    return { kind: fact.kind, asked, slept: clock.slept }
  }

  for (const [what, answers, kind, asked] of [
    ['an answer', [{ a: 1 }], 'known', 1],
    ['null', [null], 'unknown', 1],
    ['nothing', [undefined], 'unknown', 1],
    ['another shape', [{ b: 1 }], 'unknown', 1],
    ['a refusal', [failing({ statusCode: 403 }), { a: 1 }], 'unknown', 1],
    ['a bad request', [failing({ statusCode: 400 }), { a: 1 }], 'unknown', 1],
    ['a fault of ours', [new TypeError('x is no function'), { a: 1 }], 'unknown', 1],
    ['a Problem', [new Problem('REFUSED', 'x', ''), { a: 1 }], 'unknown', 1],
    ['a busy service', [failing({ statusCode: 503 }), { a: 1 }], 'known', 2],
    ['a time-out of the service', [failing({ statusCode: 408 }), { a: 1 }], 'known', 2],
    ['a reset', [failing({ code: 'ECONNRESET' }), failing({ code: 'ECONNREFUSED' }), { a: 1 }], 'known', 3],
    ['a time-out of the client', [new Error('Request timeout: /x'), { a: 1 }], 'known', 2],
    ['a service that stays down', [failing({ statusCode: 500 })], 'unknown', 5],
  ] as const)
    it(`makes ${what} ${kind}, asked ${asked} times`, async () => {
      const found = await ask(...answers)
      assert.deepEqual([found.kind, found.asked], [kind, asked])
    })

  it('waits as long as the service asks to', async () => {
    assert.deepEqual((await ask(failing({ statusCode: 429, responseHeaders: { 'retry-after': '4' } }), { a: 1 })).slept, [4000])
  })
})

describe('what a task cannot go on without', () => {
  it('is the value of a fact', () => assert.equal(demand(known(1)), 1))
  it('is a Problem when it is unknown', () =>
    assert.equal(
      problemCode(() => demand(unknown('why'))),
      'SERVICE_UNREACHABLE',
    ))
  it('is a connection', () => {
    assert.equal(requireConnection(connection), connection)
    assert.equal(
      problemCode(() => requireConnection(undefined)),
      'SERVICE_UNREACHABLE',
    )
  })
})
