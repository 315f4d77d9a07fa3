import assert from 'node:assert/strict'
import { addTo } from '../../core/add-to.ts'

describe('addTo', () => {
  it('keeps values by key, in the order in which they come', () => {
    const lists = new Map<string, number[]>()
    for (const [key, value] of [
      ['b', 1],
      ['a', 2],
      ['b', 3],
      ['b', 1],
    ] as const)
      addTo(lists, key, value)
    assert.deepEqual(
      [...lists],
      [
        ['b', [1, 3, 1]],
        ['a', [2]],
      ],
    )
  })
})
