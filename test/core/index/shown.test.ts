import assert from 'node:assert/strict'
import { announce, formatShown, isPut, isShown, parseShown, sameShown, type Shown } from '../../../core/index/shown.ts'
import { Field } from '../../../core/json.ts'

describe('what pages show', () => {
  const pages = new Map([
    ['a', 'etag-a'],
    ['b', 'etag-b'],
  ])

  for (const [serial, shown, keys, expected, why] of [
    [2, { serial: 2, pages }, ['a', 'b'], true, 'this very version, on every page'],
    [2, { serial: 2, pages }, ['a'], true, 'and more pages than are asked'],
    [2, { serial: 1, pages }, ['a'], false, 'an older version'],
    [2, { serial: 2, pages }, ['a', 'c'], false, 'a page was never put'],
    [2, undefined, [], false, 'nothing was ever shown'],
    [2, { serial: 2, pages: new Map([['a', '']]) }, ['a'], false, 'a page is only announced'],
  ] as const) {
    it(`${expected ? 'is' : 'is not'} up to date: ${why}`, () => assert.equal(isShown({ serial, shown }, keys), expected))
  }

  it('notes a page before it is put, and nothing where it does so already', () => {
    const fresh = announce({ serial: 1, shown: undefined }, ['a'])
    assert.deepEqual(fresh.shown, { serial: 0, pages: new Map([['a', '']]) })
    const known = { serial: 2, shown: { serial: 2, pages, root: 'r' } }
    const more = announce(known, ['b', 'c'])
    assert.deepEqual(more.shown, { serial: 2, pages: new Map([...pages, ['c', '']]), root: 'r' })
    assert.deepEqual([isPut(more.shown, 'b'), isPut(more.shown, 'c'), isPut(undefined, 'a')], [true, false, false])
    assert.equal(announce(more, ['a', 'c']), more)
    assert.equal(announce(known, []), known)
  })

  it('is read back as it was written', () => {
    const shown = { serial: 3, pages }
    assert.deepEqual(parseShown(new Field(formatShown(shown), 'test', 'INDEX_INVALID')), shown)
    assert.equal(formatShown(undefined), undefined)
  })
})

describe('two notes of what is shown', () => {
  const note: Shown = { serial: 2, pages: new Map([['simple/a/', 'x']]), root: 'r' }
  const others: [what: string, other: Shown | undefined, same: boolean][] = [
    ['are the same', { ...note, pages: new Map(note.pages) }, true],
    ['differ in the serial', { ...note, serial: 3 }, false],
    ['differ in the root', { ...note, root: 's' }, false],
    ['differ in a page', { ...note, pages: new Map([['simple/a/', 'y']]) }, false],
    ['differ in the number of pages', { ...note, pages: new Map() }, false],
    ['differ where one is missing', undefined, false],
  ]
  for (const [what, other, same] of others) it(what, () => assert.equal(sameShown(other, note), same))
})
