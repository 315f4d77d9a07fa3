import assert from 'node:assert/strict'
import fc from 'fast-check'
import { formatEntry } from '../../../core/cache/entry-json.ts'
import { entryName } from '../../../core/cache/place.ts'
import { readEntry } from '../../../flows/cache/read-entry.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { entryOf, keyOf, place } from './world.ts'

const entry = entryOf({}, { 'spam-1.0-py3-none-any.whl': 'a wheel', 'spam.log': 'built' })
const ref = { place, key: keyOf('one') }
const holding = (bytes: Uint8Array): ReturnType<typeof memoryStore> => {
  const store = memoryStore()
  store.objects.set(entryName(place, ref.key, 'whole'), { bytes, type: '', cache: '' })
  return store
}
const document = new TextEncoder().encode(formatEntry(entry))

describe('readEntry', () => {
  it('gives what was saved', async () => assert.deepEqual(await readEntry(ref, 'whole', holding(document)), { kind: 'there', entry }))

  it('tells that there is none', async () => assert.deepEqual(await readEntry(ref, 'wheel', holding(document)), { kind: 'absent' }))

  it('is broken or the entry, whatever stands there', async () => {
    const cut = fc.integer({ min: 0, max: document.length - 2 }).map((end) => document.slice(0, end))
    const other = fc
      .tuple(fc.nat(document.length - 1), fc.nat(255))
      .map(([at, byte]) => document.map((old, index) => (index === at ? byte : old)))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          cut,
          other,
          fc.uint8Array({ maxLength: 50 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        async (bytes) => {
          const found = await readEntry(ref, 'whole', holding(bytes))
          if (found.kind !== 'there') return assert.equal(found.kind, 'broken')
          assert.deepEqual([found.entry.key, found.entry.place, found.entry.kind], [ref.key, place, 'whole'])
        },
      ),
      { numRuns: 400 },
    )
  })
})
