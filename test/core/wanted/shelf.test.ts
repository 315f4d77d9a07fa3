import assert from 'node:assert/strict'
import { sha256Of } from '../../../core/sha256.ts'
import { Shelf } from '../../../core/wanted/shelf.ts'
import { wishOf } from '../../../core/wanted/wish.ts'
import { facts, plainMaking, row, version } from './rows.ts'

const wish = wishOf(row(), version('1.0'), plainMaking)
const wheel = 'spam-1.0-cp312-cp312-linux_x86_64.whl'

describe('Shelf', () => {
  it('knows nothing of projects that were not found', () => {
    const shelf = new Shelf(facts({ upstream: {} }))
    assert.deepEqual([shelf.releases(row()), shelf.stored(wish), shelf.served(row(), wish)], [[], undefined, undefined])
  })
  it('knows nothing of a store that was not given', () => assert.equal(new Shelf({ ...facts(), store: undefined }).stored(wish), undefined))
  it('finds what the store lists, before what it has withdrawn', () => {
    const store = { spam: [{ filename: wheel, yanked: true as const }, 'spam-1.0-2-cp312-cp312-linux_x86_64.whl'] }
    const [listed, gone] = [
      new Shelf(facts({ store })).stored(wish),
      new Shelf(facts({ store: {}, deleted: { spam: [wheel] } })).stored(wish),
    ]
    assert.deepEqual(listed, { file: 'spam-1.0-2-cp312-cp312-linux_x86_64.whl', build: 2, withdrawn: false, recipe: undefined })
    assert.deepEqual(gone, { file: wheel, build: 0, withdrawn: true, recipe: undefined })
  })
  it('finds the one that installers take: of the highest build tag, with its recipe', () => {
    const recipe = sha256Of('recipe')
    const store = {
      spam: [wheel, { filename: 'spam-1.0-10-cp312-cp312-linux_x86_64.whl', recipe }, 'spam-1.0-9-cp312-cp312-linux_x86_64.whl'],
    }
    const found = new Shelf(facts({ store })).stored(wish)
    assert.deepEqual([found?.build, found?.recipe], [10, recipe])
  })
  it('knows a project of another index by itself', () => {
    const own = row({ origin: { kind: 'index', url: 'https://own' } })
    const shelf = new Shelf(
      facts({ upstream: { spam: [wheel, 'spam-9.tar.gz'] }, others: { 'https://own': { spam: ['spam-1.0.tar.gz'] } } }),
    )
    assert.deepEqual([shelf.releases(own).map((one) => one.version.text), shelf.served(own, wish)], [['1.0'], undefined])
    assert.deepEqual([shelf.releases(row()).map((one) => one.version.text), shelf.served(row(), wish)], [['9', '1.0'], wheel])
  })
  it('is not misled by files that are no wheels', () =>
    assert.equal(new Shelf(facts({ store: { spam: ['spam-1.0.tar.gz', 'spam.whl', `${wheel}.asc`] } })).stored(wish), undefined))
  it('finds what upstream serves, but for yanked files', () => {
    const served = (yanked: boolean): string | undefined =>
      new Shelf(facts({ upstream: { spam: [{ filename: wheel, yanked }] } })).served(row(), wish)
    assert.deepEqual([served(false), served(true)], [wheel, undefined])
  })
})
