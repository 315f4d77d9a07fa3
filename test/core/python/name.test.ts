import assert from 'node:assert/strict'
import { normalizeName, parseName } from '../../../core/python/name.ts'

const names: readonly (readonly [given: string, normal: string])[] = [
  ['foo', 'foo'],
  ['Foo', 'foo'],
  ['fOO', 'foo'],
  ['foo.bar', 'foo-bar'],
  ['Foo.Bar', 'foo-bar'],
  ['Foo.....Bar', 'foo-bar'],
  ['foo_bar', 'foo-bar'],
  ['foo___bar', 'foo-bar'],
  ['foo-bar', 'foo-bar'],
  ['foo----bar', 'foo-bar'],
  ['foo-_.bar', 'foo-bar'],
  ['a', 'a'],
  ['7', '7'],
  ['a--b', 'a-b'],
  ['1--1', '1-1'],
  ['backports.tarfile', 'backports-tarfile'],
  ['MarkupSafe', 'markupsafe'],
  ['zope.interface', 'zope-interface'],
]

const invalid: readonly (readonly [given: string, why: string])[] = [
  ['', 'nothing'],
  ['_not_legal', 'begins with an underscore'],
  ['not_legal_', 'ends with an underscore'],
  ['-foo', 'begins with a hyphen'],
  ['foo-', 'ends with a hyphen'],
  ['.foo', 'begins with a dot'],
  ['foo.', 'ends with a dot'],
  ['-', 'a separator alone'],
  ['foo bar', 'a space'],
  [' foo', 'a space before it'],
  ['foo\n', 'a line feed at the end'],
  ['\nfoo', 'a line feed at the start'],
  ['f\no', 'a line feed inside'],
  ['foo\r', 'a carriage return'],
  ['foo/bar', 'a separator of paths'],
  ['foo#bar', 'a fragment'],
  ['foo[extra]', 'an extra'],
  ['bár', 'a letter beyond ASCII'],
  ['\u212Aelvin', 'a Kelvin sign, which lower-cases to k'],
  ['İstanbul', 'a dotted capital I'],
]

describe('project names (PEP 503, 508)', () => {
  for (const [given, normal] of names) {
    it(`${given} is ${normal}`, () => {
      assert.equal(normalizeName(given), normal)
      assert.equal(parseName(given), normal)
      assert.equal(normalizeName(normal), normal)
    })
  }

  for (const [given, why] of invalid) {
    it(`refuses ${JSON.stringify(given)}: ${why}`, () => assert.equal(parseName(given), undefined))
  }

  it('normalises without judging', () => {
    assert.equal(normalizeName('_not__legal'), '-not-legal')
    assert.equal(normalizeName('hi\n'), 'hi\n')
    assert.equal(normalizeName('H\ri'), 'h\ri')
  })
})
