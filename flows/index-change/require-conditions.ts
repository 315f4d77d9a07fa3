import { probeKey } from '../../core/index/place.ts'
import type { ObjectStore } from '../../core/store.ts'
import { unsafe } from '../../core/unsafe-store.ts'

const how = { type: 'text/plain; charset=utf-8', cache: 'no-store' }
const body = new TextEncoder().encode('Wheelworks tries here whether this store honours conditional writes.\n')

/**
 * Proves once a store, before anything else is written, that conditional writes hold there (`STORE_UNSAFE`): some servers take
 * conditions and ignore them, and every run would then undo the others'. The probe stays, so that it is a proof for the next one.
 */
export async function requireConditions(store: ObjectStore): Promise<void> {
  const first = await store.put(probeKey, body, { ...how, when: 'absent' })
  const again = first.kind === 'refused' ? first : await store.put(probeKey, body, { ...how, when: 'absent' })
  const other = await store.put(probeKey, body, { ...how, when: { etag: '0'.repeat(32) } })
  if (again.kind === 'refused' && other.kind === 'refused') return
  throw unsafe(store.name, 'takes conditional writes and ignores their conditions')
}
