import assert from 'node:assert/strict'
import { atMost } from '../../flows/at-most.ts'

describe('atMost', () => {
  it('never has more under way, whoever asks, and keeps the order of those who wait', async () => {
    const gate = atMost(3)
    const begun: number[] = []
    let now = 0
    let seen = 0
    const work = async (at: number): Promise<number> => {
      begun.push(at)
      seen = Math.max(seen, ++now)
      await Promise.resolve()
      now -= 1
      return at
    }
    const all = Array.from({ length: 20 }, (_, at) => at)
    assert.deepEqual(await Promise.all(all.map(async (at) => await gate(async () => await work(at)))), all)
    assert.deepEqual({ seen, begun }, { seen: 3, begun: all })
  })

  it('gives the place of what failed to the next', async () => {
    const gate = atMost(1)
    const failed = gate(async () => await Promise.reject(new Error('first')))
    const next = gate(async () => await Promise.resolve('next'))
    await assert.rejects(failed, /first/)
    assert.equal(await next, 'next')
    assert.equal(await gate(async () => await Promise.resolve('later')), 'later')
  })
})
