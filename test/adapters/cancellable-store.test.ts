import assert from 'node:assert/strict'
import { cancellable } from '../../adapters/cancellable-store.ts'
import { Problem } from '../../core/problem.ts'
import { objectStoreContract } from '../contracts/object-store.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { rejectedCode } from '../fakes/problem-code.ts'

describe('a store of a run that may be cancelled', () => {
  objectStoreContract(() => Promise.resolve(cancellable(memoryStore(), new AbortController().signal)), {
    slashKeys: true,
    conditionalDelete: true,
  })

  it('begins nothing more once it is', async () => {
    const stop = new AbortController()
    const inner = memoryStore()
    const store = cancellable(inner, stop.signal)
    const how = { type: '', cache: '', when: 'always' } as const
    await store.put('a', new Uint8Array([1]), how)
    const listing = store.list('')[Symbol.asyncIterator]()
    stop.abort(new Problem('REFUSED', 'The run was cancelled.', ''))
    inner.requests.length = 0
    const works = [
      store.get('a'),
      store.head('a'),
      store.range('a', 0, 1),
      store.fetch('a', '/nowhere'),
      store.put('a', new Uint8Array(), how),
      store.delete('a'),
    ]
    for (const work of works) assert.equal(await rejectedCode(work), 'REFUSED')
    assert.deepEqual(inner.requests, [])
    assert.equal(await rejectedCode(listing.next()), 'REFUSED')
  })
})
