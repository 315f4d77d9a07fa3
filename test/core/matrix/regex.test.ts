import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findIn, readRegex } from '../../../core/matrix/regex.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const found = (pattern: string, text: string, whole = false): string | undefined =>
  findIn(readRegex(pattern, 'It', whole), [text])[0]?.groups[0]

/** What an expression finds first in a text, as .NET finds it. */
const table: [pattern: string, text: string, expected: string | undefined][] = [
  ['windows.*', 'windows-2022', 'windows-2022'],
  ['WINDOWS', 'windows-2022', 'windows'],
  ['ubuntu', 'Ubuntu-20.04', 'Ubuntu'],
  ['^$', '', ''],
  ['^$', 'x', undefined],
  ['^$|windows.*', '', ''],
  ['(461|6\\.0)', 'net6.0', '6.0'],
  ['a|b', 'xxb', 'b'],
  ['mode=test', 'mode=test', 'mode=test'],
  ['ä', 'Ä', 'Ä'],
  // A sign that needs no backslash may have one.
  ['f\\=o\\/o', 'f=o/o', 'f=o/o'],
  ['\\#\\ \\"\\-', '# "-', '# "-'],
  ['[\\=\\-a]+', 'a=-', 'a=-'],
  ['[a\\]]+', 'a]', 'a]'],
  // Braces and brackets that open nothing are themselves.
  ['{x}', '{x}', '{x}'],
  ['a{,3}', 'a{,3}', 'a{,3}'],
  ['a{2,}', 'aaa', 'aaa'],
  ['a{2}', 'aaa', 'aa'],
  [']', ']', ']'],
  ['[]a]+', 'a]', 'a]'],
  ['[^]a]', 'a]b', 'b'],
  ['[{}()]+', '(){}', '(){}'],
  // Begin, end and lines.
  ['a$', 'a\n', 'a'],
  ['a$', 'a\n\n', undefined],
  ['a\\Z', 'a\n', 'a'],
  ['a\\z', 'a\n', undefined],
  ['a\\z', 'a', 'a'],
  ['\\Ab', 'a\nb', undefined],
  ['^b', 'a\nb', undefined],
  ['(?m)^b', 'a\nb', 'b'],
  ['(?m)a$', 'a\nb', 'a'],
  ['(?m)\\Ab', 'a\nb', undefined],
  ['a.b', 'a\nb', undefined],
  ['a.b', 'a\rb', 'a\rb'],
  ['(?s)a.b', 'a\nb', 'a\nb'],
  ['a(?s:.)b', 'a\nb', 'a\nb'],
  ['(?:a(?s).b)|c.d', 'c\nd', undefined],
  ['(?:a(?s).b)|c.d', 'a\nb', 'a\nb'],
  ['(?s)a(?-s:.)b', 'a\nb', undefined],
  ['(?sm)^b.c', 'a\nb\nc', 'b\nc'],
  ['(?s)(?m)^a.b', 'x\na\nb', 'a\nb'],
  ['(?:(?s)(?-s)a).b', 'a\nb', undefined],
  ['(?s)(?:(?-s)a).b', 'a\nb', 'a\nb'],
  ['(?i)FOO', 'foo', 'foo'],
  ['(?i:F)oo', 'foo', 'foo'],
  // Groups, looks and references.
  ["(?'n'a)\\k'n'", 'aa', 'aa'],
  ['(?<n>a)\\k<n>', 'aa', 'aa'],
  ['(a)\\1', 'aa', 'aa'],
  // A group that is surely read before.
  ['(a)(?:x|\\1)', 'aa', 'aa'],
  ['(a)+b\\1', 'aaba', 'aaba'],
  ['x|(a)\\1', 'aa', 'aa'],
  ['(?<n>a|b)\\k<n>', 'abb', 'bb'],
  ['(a)(?#once)\\1', 'aa', 'aa'],
  ['(?:x)(a)\\1', 'xaa', 'xaa'],
  ['a(?=b)', 'ab', 'a'],
  ['a(?!b)', 'ab', undefined],
  ['(?<=a)b', 'ab', 'b'],
  ['(?<!a)b', 'ab', undefined],
  ['(?#what it is)a', 'a', 'a'],
  // Escapes.
  ['\\a\\e', '\u0007\u001b', '\u0007\u001b'],
  ['[\\a\\e]+', '\u0007\u001b', '\u0007\u001b'],
  ['\\x41\\u0042\\t', 'AB\t', 'AB\t'],
  ['\\p{L}+', '1äb2', 'äb'],
  ['[\\p{L}]+', '1äb2', 'äb'],
  ['[\\w-]+', '.a-b.', 'a-b'],
  ['\\bb', 'ab b', 'b'],
  ['\\\\', 'a\\b', '\\'],
]

/** What is none, or has no counterpart here. */
const refused = [
  String.raw`( ) a)(b [ [] [^] [a * a** a++ a{2,1} \ \_ \y \1 \k<n> (?<n (?<1>a) \p{Nothing} \p (?z)a (? [b-a] [\A]`.split(' '),
  String.raw`(?>a) (?(a)b|c) (?<a-b>c) [a-z-[aeiou]] (?x) (?-i)a (?n)a (?i-i)a \G (a)(?<n>b) (?'n'a)(b)`.split(' '),
  // A reference to a group that took no part fits nowhere in .NET, and everywhere here.
  String.raw`(a)?\1b (a)*\1 (a){0,2}\1 (a)(?#maybe)?\1 (a\1) ((a)\1) \1(a) (?:(a)|b)\1 (?:(a))?\1 (a)|\1b (a)|b\1 (?!(a))b\1 \k<n>(?<n>a) (?<n>a)?\k<n> (?'n'a)??\k'n'`.split(
    ' ',
  ),
  // Of a case alone, which here are of either.
  String.raw`\p{Lu} \P{Lu} \p{Ll} \p{Lt} [\p{Lu}] [^a\P{Ll}]`.split(' '),
].flat()

describe('readRegex', () => {
  for (const [pattern, text, expected] of table)
    it(`${JSON.stringify(pattern)} finds ${JSON.stringify(expected)} in ${JSON.stringify(text)}`, () =>
      assert.equal(found(pattern, text), expected))

  for (const pattern of refused)
    it(`refuses ${pattern}`, () =>
      assert.equal(
        problemCode(() => readRegex(pattern, 'It', false)),
        'INPUT_INVALID',
      ))

  it('refuses an expression that is no whole even where the whole is asked', () =>
    assert.equal(
      problemCode(() => readRegex('a)|(b', 'It', true)),
      'INPUT_INVALID',
    ))

  it('refuses one of more than 10,000 characters, and reads that many', () => {
    assert.equal(
      problemCode(() => readRegex('a'.repeat(10_001), 'It', false)),
      'INPUT_INVALID',
    )
    assert.equal(found('a'.repeat(10_000), 'a'), undefined)
  })

  it('refuses one of more than 100 groups that are kept, and reads that many', () => {
    assert.equal(found('(a)'.repeat(100), 'a'.repeat(100)), 'a'.repeat(100))
    assert.equal(found('(?:a)'.repeat(101), 'a'.repeat(101)), 'a'.repeat(101))
    for (const group of ['(a)', '(?<n>a)'])
      assert.equal(
        problemCode(() => readRegex(group.repeat(101), 'It', false)),
        'INPUT_INVALID',
      )
  })

  it('begins what it says with what the expression is', () =>
    assert.throws(() => readRegex('(', "The filter 'a=('", false), /^Problem: The filter 'a=\('/))

  describe('of the whole', () => {
    const cases: [pattern: string, text: string, expected: boolean][] = [
      ['foo', 'foo1', false],
      ['foo.', 'foo1', true],
      ['a|b', 'ab', false],
      ['a|ab', 'ab', true],
      ['', '', true],
      ['', 'x', false],
      ['(?s)a.*', 'a\nb', true],
      ['foo', 'foo\n', false],
      ['B', 'b', true],
      ['^foo$', 'foo', true],
    ]
    for (const [pattern, text, expected] of cases)
      it(`${JSON.stringify(pattern)} ${expected ? 'is' : 'is not'} ${JSON.stringify(text)}`, () =>
        assert.equal(found(pattern, text, true) !== undefined, expected))
  })

  it('finds a text by itself, each sign after a backslash, whatever its case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), (text) => {
        const escaped = text.replaceAll(/[^A-Za-z0-9_]/g, String.raw`\$&`)
        assert.equal(found(escaped, text, true), text)
        assert.equal(
          found(
            escaped.replaceAll(/\\?[A-Za-z]/g, (one) => one.toUpperCase()),
            text,
            true,
          ),
          text,
        )
      }),
    )
  })

  it('either reads a text as an expression or refuses it', () => {
    const signs = fc.constantFrom(...String.raw`\ ( ) [ ] { } < > ? * + | ^ $ . - : ! = ' # , 0 a 1 i s m n k p ä`.split(' '), '\n')
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 12 }), fc.boolean(), (parts, whole) => {
        const code = problemCode(() => findIn(readRegex(parts.join(''), 'It', whole), ['', 'a', 'a1\n']))
        assert.ok(code === undefined || code === 'INPUT_INVALID')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('findIn', () => {
  it('answers each text at its place, and the same text each time', () =>
    assert.deepEqual(
      findIn(readRegex('a', 'It', false), ['a', 'b', 'a']).map((one) => one?.groups),
      [['a'], undefined, ['a']],
    ))
  it('has groups by number, those that took no part too', () =>
    assert.deepEqual(findIn(readRegex('(a)|(b)', 'It', false), ['b']), [{ groups: ['b', undefined, 'b'], named: {} }]))
  it('has groups by name', () =>
    assert.deepEqual(findIn(readRegex('(?<one>a)(?<other>b)?', 'It', false), ['A']), [
      { groups: ['A', 'A', undefined], named: { one: 'A', other: undefined } },
    ]))
})
