import assert from 'node:assert/strict'
import { inParallel } from '../../flows/in-parallel.ts'

describe('inParallel', () => {
  it('keeps the order of the items whatever ends first', async () => {
    const release: (() => void)[] = []
    const all = inParallel([0, 1, 2], 3, (item) => new Promise<number>((resolve) => (release[item] = () => resolve(item * 10))))
    for (const at of [2, 0, 1]) release[at]?.()
    assert.deepEqual(await all, [0, 10, 20])
  })

  it('never has more than `most` under way', async () => {
    let now = 0
    let seen = 0
    await inParallel(Array.from({ length: 20 }), 4, async () => {
      seen = Math.max(seen, ++now)
      await Promise.resolve()
      now -= 1
    })
    assert.equal(seen, 4)
  })

  it('throws the first failure, begins nothing after it and lets what runs come to its end', async () => {
    const begun: number[] = []
    const ended: number[] = []
    await assert.rejects(
      inParallel([0, 1, 2, 3], 2, async (item) => {
        begun.push(item)
        await Promise.resolve()
        if (item === 0) throw new Error('first')
        await Promise.resolve()
        ended.push(item)
      }),
      /first/,
    )
    assert.deepEqual([begun, ended], [[0, 1], [1]])
  })
})
