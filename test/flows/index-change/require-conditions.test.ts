import assert from 'node:assert/strict'
import { probeKey } from '../../../core/index/place.ts'
import type { ObjectStore, PutCondition } from '../../../core/store.ts'
import { requireConditions } from '../../../flows/index-change/require-conditions.ts'
import { type MemoryStore, memoryStore, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'

describe('requireConditions', () => {
  let store: MemoryStore
  beforeEach(() => (store = memoryStore()))

  /** A store that does not heed conditions of some kind. */
  const heedless = (ignores: (when: PutCondition) => boolean): ObjectStore => ({
    ...store,
    put: async (key, body, how) => await store.put(key, body, ignores(how.when) ? { ...how, when: 'always' } : how),
  })

  it('is content with a store that honours them, be the probe there or not, and leaves the probe', async () => {
    await requireConditions(store)
    assert.deepEqual(store.requests, Array(3).fill(`PUT ${probeKey}`))
    const body = textOf(store, probeKey)
    store.requests.length = 0
    await requireConditions(store)
    assert.deepEqual(store.requests, Array(2).fill(`PUT ${probeKey}`))
    assert.equal(textOf(store, probeKey), body)
  })

  for (const [what, ignores] of [
    ['all of them', () => true],
    ['that nothing be there', (when: PutCondition) => when === 'absent'],
    ['that a version be there', (when: PutCondition) => typeof when === 'object'],
  ] as const)
    for (const there of [false, true])
      it(`is STORE_UNSAFE where ${what} is ignored, ${there ? 'the probe being there' : 'in an empty store'}`, async () => {
        if (there) await requireConditions(store)
        assert.equal(await rejectedCode(requireConditions(heedless(ignores))), 'STORE_UNSAFE')
        assert.deepEqual([...store.objects.keys()], [probeKey])
      })

  it('is no proof where it is not even written', async () => {
    const silent: ObjectStore = { ...store, put: () => Promise.resolve({ kind: 'stored', etag: 'x' }) }
    assert.equal(await rejectedCode(requireConditions(silent)), 'STORE_UNSAFE')
  })
})
