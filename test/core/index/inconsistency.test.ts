import assert from 'node:assert/strict'
import { type Inconsistency, inconsistency, inconsistencyKey, isError, isMended, kinds } from '../../../core/index/inconsistency.ts'
import { normalizeName } from '../../../core/python/name.ts'

const place = { project: normalizeName('demo'), key: 'packages/a' }
const of = (kind: keyof typeof kinds, says = 'So.'): Inconsistency => inconsistency(kind, place, says)

describe('an inconsistency', () => {
  for (const [kind, loss, mended, why] of [
    ['page-behind', false, true, 'pages come of documents'],
    ['file-missing', false, false, 'nothing is given up unasked'],
    ['file-missing', true, true, 'what is gone is given up where that is allowed'],
    ['file-twice', true, false, 'people must say which is right'],
  ] as const)
    it(`${kind}${loss ? ', loss accepted,' : ''} is ${mended ? '' : 'not '}mended: ${why}`, () =>
      assert.equal(isMended(of(kind), loss), mended))

  it('harms readers or does not', () => {
    assert.equal(isError(of('file-missing')), true)
    assert.equal(isError(of('page-unmarked')), false)
  })

  it('is the same when it is seen again, and another when anything of it differs', () => {
    assert.equal(inconsistencyKey(of('page-behind')), inconsistencyKey(of('page-behind')))
    const others = [
      of('page-differs'),
      of('page-behind', 'Else.'),
      { ...of('page-behind'), key: 'b' },
      { ...of('page-behind'), filename: 'c' },
    ]
    for (const other of others) assert.notEqual(inconsistencyKey(of('page-behind')), inconsistencyKey(other))
  })

  it('is called otherwise in every kind', () => {
    const titles = Object.values(kinds).map(({ title }) => title)
    assert.equal(new Set(titles).size, titles.length)
  })
})
