import assert from 'node:assert/strict'
import fc from 'fast-check'
import { placeOf, projectOfDocument } from '../../../core/index/place.ts'
import { documentKey } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'

describe('what stands at a key', () => {
  const table: [key: string, expected: object][] = [
    ['simple/index.json', { form: 'own' }],
    ['simple/index.html', { form: 'own' }],
    ['index.html', { form: 'own' }],
    ['.wheelworks-probe', { form: 'own' }],
    ['simple/de-mo/index.json', { form: 'document', project: 'de-mo' }],
    ['simple/de-mo/index.html', { form: 'page', project: 'de-mo' }],
    ['simple/de-mo/', { form: 'page', project: 'de-mo' }],
    ['pypi/de-mo/json', { form: 'own' }],
    ['simple/De_mo/index.json', { form: 'foreign' }],
    ['simple/De_mo/', { form: 'foreign' }],
    ['pypi/De_mo/json', { form: 'foreign' }],
    ['simple/de-mo/index.json.broken-01234567', { form: 'foreign' }],
    ['simple/de-mo/more/index.json', { form: 'foreign' }],
    ['a/simple/de-mo/index.json', { form: 'foreign' }],
    ['simple//index.json', { form: 'foreign' }],
    ['simple//', { form: 'foreign' }],
    ['pypi//json', { form: 'foreign' }],
    ...['evil:x', '..', '%2e%2e', 'a b', '-a', 'a\nb', '\u{1f600}'].flatMap((name): [string, object][] => [
      [`simple/${name}/index.json`, { form: 'foreign' }],
      [`simple/${name}/`, { form: 'foreign' }],
      [`pypi/${name}/json`, { form: 'foreign' }],
    ]),
    ['packages.json', { form: 'foreign' }],
    ['', { form: 'foreign' }],
  ]
  for (const [key, expected] of table)
    it(`${JSON.stringify(key)}: ${JSON.stringify(expected)}`, () => assert.deepEqual(placeOf(key), expected))

  it('is the project for the key of its document, and for no other spelling of it', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/), (text) => {
        const name = normalizeName(text)
        assert.equal(projectOfDocument(documentKey(name)), name)
        assert.equal(projectOfDocument(`simple/${text}/index.json`), text === name ? name : undefined)
      }),
    ))
})
