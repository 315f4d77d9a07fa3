import assert from 'node:assert/strict'
import { Shelf } from '../../../core/wanted/shelf.ts'
import { wishOf } from '../../../core/wanted/wish.ts'
import { facts, plainMaking, row, version } from './rows.ts'

const wish = wishOf(row(), version('1.0'), plainMaking)
const wheel = 'spam-1.0-cp312-cp312-linux_x86_64.whl'

describe('Shelf', () => {
  it('knows nothing of projects that were not found', () => {
    const shelf = new Shelf(facts({ upstream: {} }))
    assert.deepEqual([shelf.releases(wish.project), shelf.stored(wish), shelf.served(wish)], [[], undefined, undefined])
  })
  it('knows nothing of a store that was not given', () => assert.equal(new Shelf({ ...facts(), store: undefined }).stored(wish), undefined))
  it('finds what the store lists, before what it has withdrawn', () => {
    const store = { spam: [{ filename: wheel, yanked: true as const }, 'spam-1.0-2-cp312-cp312-linux_x86_64.whl'] }
    assert.deepEqual(new Shelf(facts({ store })).stored(wish), { kind: 'listed', file: 'spam-1.0-2-cp312-cp312-linux_x86_64.whl' })
    assert.deepEqual(new Shelf(facts({ store: {}, deleted: { spam: [wheel] } })).stored(wish), { kind: 'withdrawn', file: wheel })
  })
  it('is not misled by files that are no wheels', () =>
    assert.equal(new Shelf(facts({ store: { spam: ['spam-1.0.tar.gz', 'spam.whl', `${wheel}.asc`] } })).stored(wish), undefined))
  it('finds what upstream serves, but for yanked files', () => {
    const served = (yanked: boolean): string | undefined =>
      new Shelf(facts({ upstream: { spam: [{ filename: wheel, yanked }] } })).served(wish)
    assert.deepEqual([served(false), served(true)], [wheel, undefined])
  })
})
