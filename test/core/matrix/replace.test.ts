import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Choice, Combination } from '../../../core/matrix/matrix-file.ts'
import { parseReplacement, replaceChoices } from '../../../core/matrix/replace.ts'
import { directPatterns } from '../../fakes/patterns.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const one = (name: string, value: string): Choice => ({ name, isSet: false, values: [[name, value]] })
const set = (name: string, values: Readonly<Record<string, string>>): Choice => ({ name, isSet: true, values: Object.entries(values) })
const replaced = (combinations: readonly Combination[], ...texts: string[]): readonly Combination[] =>
  replaceChoices(
    combinations,
    texts.map((text) => parseReplacement(text, 'replace')),
    directPatterns,
  )
/** What becomes of one value. */
const made = (name: string, value: string, ...texts: string[]): string | undefined =>
  replaced([[one(name, value)]], ...texts)[0]?.[0]?.values[0]?.[1]

describe('parseReplacement', () => {
  const table: [text: string, key: string, value: string, replacement: string][] = [
    ['foo=bar/baz', 'foo', 'bar', 'baz'],
    ['foo=\\/p:bar/\\/p:baz', 'foo', '\\/p:bar', '/p:baz'],
    ['f\\=o\\/o=\\/p:b\\=ar/\\/p:b\\=az', 'f\\=o\\/o', '\\/p:b\\=ar', '/p:b=az'],
    ['foo=bar/', 'foo', 'bar', ''],
    ['foo=/baz', 'foo', '', 'baz'],
    ['foo=(.*)-x/$1-y', 'foo', '(.*)-x', '$1-y'],
    // Only = and / lose their backslash in the replacement.
    ['foo=bar/a\\b\\=', 'foo', 'bar', 'a\\b='],
  ]
  for (const [text, key, value, replacement] of table)
    it(`reads ${text}`, () => assert.deepEqual(parseReplacement(text, 'replace'), { key, value, replacement, text }))

  for (const text of ['', 'asdf', 'asdf=foo/bar/baz', 'asdf=foo=bar/baz', 'asdf=foo', 'asdf/foo', 'asdf=foo\\/bar', 'asdf\\=foo/bar'])
    it(`refuses '${text}'`, () =>
      assert.equal(
        problemCode(() => parseReplacement(text, 'replace')),
        'INPUT_INVALID',
      ))
})

describe('replaceChoices', () => {
  const table: [says: string, name: string, value: string, texts: string[], expected: string][] = [
    ['replaces a value that matches', 'Foo', 'foo1', ['Foo=foo1/bar'], 'bar'],
    ['ignores the case of key and value', 'Foo', 'FOO1', ['fOO=foo1/bar'], 'bar'],
    ['leaves a value that matches in part', 'Foo', 'foo1', ['Foo=foo/no'], 'foo1'],
    ['leaves a key that matches in part', 'Bar', 'bar1', ['B=bar1/no'], 'bar1'],
    ['has a backslash before the sign that ends a part only in brackets', 'Foo', 'a\\', ['Foo=a[\\\\]/b'], 'b'],
    ['leaves another key', 'Bar', 'foo1', ['Foo=foo1/no'], 'foo1'],
    ['takes the first that matches', 'Foo', 'foo2', ['Foo=foo1/a', 'Foo=foo.*/b', 'Foo=.*/c'], 'b'],
    ['does not replace what was replaced', 'Foo', 'a', ['Foo=a/b', 'Foo=b/c'], 'b'],
    ['takes keys that are expressions', 'Baz', 'baz1', ['.*=B.z\\d/bazReplaced'], 'bazReplaced'],
    ['bounds alternatives as a whole', 'Foo', 'ab', ['Foo=a|b/no'], 'ab'],
    ['takes either of alternatives', 'Foo', 'b', ['Foo=a|b/x'], 'x'],
    ['bounds alternatives of keys as a whole', 'Bar', 'v', ['B|F=v/no'], 'v'],
    ['replaces an empty value', 'Foo', '', ['Foo=/x'], 'x'],
    ['replaces by nothing', 'Foo', 'x', ['Foo=x/'], ''],
    ['matches what an env: stands for later', 'e', 'env:a', ['e=env:a/env:b'], 'env:b'],
    ['matches = and /', 'f=o/o', '/p:b=ar', ['f\\=o\\/o=\\/p:b\\=ar/\\/p:b\\=az'], '/p:b=az'],
    // What the replacement may say.
    ['fills in groups', 'Pool', 'azsdk-ubuntu-general', ['Pool=(.*ubuntu.*)-general/$1-custom'], 'azsdk-ubuntu-custom'],
    ['fills in groups in braces', 'Foo', 'ab', ['Foo=(a)(b)/${2}1${1}'], 'b1a'],
    ['fills in groups by name', 'Foo', 'ab', ['Foo=(?<x>a)(?<y>b)/${y}${x}$1'], 'baa'],
    ['fills in the whole', 'Foo', 'ab', ['Foo=a(b)/[$&$0$_]'], '[ababab]'],
    ['fills in the last group', 'Foo', 'ab', ['Foo=(a)(b)/$+'], 'b'],
    ['has nothing before and behind the whole', 'Foo', 'ab', ["Foo=a(b)/[$`$']"], '[]'],
    ['writes $ twice for itself', 'Foo', 'a', ['Foo=(a)/$$1'], '$1'],
    ['has nothing for a group that took no part', 'Foo', 'b', ['Foo=(a)?b/[$1]'], '[]'],
    ['leaves groups that there are not', 'Foo', 'a', ['Foo=(a)/$2${3}${no}${constructor}$10'], '$2${3}${no}${constructor}$10'],
    ['leaves a $ that begins nothing', 'Foo', 'a', ['Foo=a/$ $x ${ $(y) $'], '$ $x ${ $(y) $'],
    ['takes all digits as the number', 'Foo', 'abcdefghijk', [`Foo=${'(.)'.repeat(11)}/$11`], 'k'],
  ]
  for (const [says, name, value, texts, expected] of table) it(says, () => assert.equal(made(name, value, ...texts), expected))

  it('keeps the name of a set whose values are replaced', () => {
    const combination = [set('ubuntu-2004', { OSVmImage: 'ubuntu-20.04', Pool: 'azsdk-pool-ubuntu' }), one('Java', '1.8')]
    assert.deepEqual(replaced([combination], 'Java=1.8/2.0', 'Pool=.*ubuntu.*/custom'), [
      [set('ubuntu-2004', { OSVmImage: 'ubuntu-20.04', Pool: 'custom' }), one('Java', '2.0')],
    ])
  })

  it('replaces every value of a set that matches, each by itself', () =>
    assert.deepEqual(replaced([[set('u', { Image: 'ubuntu-1', Pool: 'pool-ubuntu', Other: 'x' })]], '.*=(.*)ubuntu.*/$1custom'), [
      [set('u', { Image: 'custom', Pool: 'pool-custom', Other: 'x' })],
    ]))

  it('replaces the same value once in each combination that shares it', () => {
    const shared = one('Foo', 'a')
    assert.deepEqual(replaced([[shared], [shared, one('Bar', 'a')]], 'Foo=(.*)/$1a'), [
      [one('Foo', 'aa')],
      [one('Foo', 'aa'), one('Bar', 'a')],
    ])
  })

  it('changes nothing of what it was given', () => {
    const combination = [set('s', { Foo: 'a' })]
    replaced([combination], 'Foo=a/b')
    assert.deepEqual(combination, [set('s', { Foo: 'a' })])
  })

  it('refuses what is no expression, also where nothing is looked at', () => {
    for (const text of ['(=a/b', 'Foo=(/b', 'none=(/b', 'a)|(b=x/y'])
      assert.equal(
        problemCode(() => replaced([[one('Foo', 'a')]], text)),
        'INPUT_INVALID',
      )
    assert.equal(
      problemCode(() => replaced([], 'Foo=(/b')),
      'INPUT_INVALID',
    )
  })

  const value = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-', '$', '/', '=', '\\'), maxLength: 5 })
  const combinations = fc.array(
    fc.array(
      fc.record({ name: fc.constantFrom('p', 'q'), value }).map((pair) => one(pair.name, pair.value)),
      { maxLength: 3 },
    ),
    { maxLength: 3 },
  )
  const escaped = (text: string): string => text.replaceAll(/[\\=/$]/g, String.raw`\$&`)

  it('without replacements, or with one by itself, changes nothing', () => {
    fc.assert(
      fc.property(combinations, (some) => {
        assert.deepEqual(replaced(some), some)
        assert.deepEqual(replaced(some, '.*=.*/$&'), some)
        assert.deepEqual(replaced(some, '.*=(.*)/$1'), some)
      }),
    )
  })

  it('puts a value in the place of another, whatever signs are in both, and touches no other', () => {
    fc.assert(
      fc.property(combinations, value, value, (some, from, to) => {
        fc.pre(!to.includes('\\'))
        const text = `p=(?:${escaped(from)})/${to.replaceAll('$', '$$$$').replaceAll(/[=/]/g, String.raw`\$&`)}`
        const expected = some.map((choices) =>
          choices.map((choice) => (choice.name === 'p' && choice.values[0]?.[1] === from ? one('p', to) : choice)),
        )
        assert.deepEqual(replaced(some, text), expected)
      }),
    )
  })
})
