import assert from 'node:assert/strict'
import fc from 'fast-check'
import { capturesOf, filled, fixedPart, isLiteral, isMatch, nameGlob, parseGlobs, placeholdersOf } from '../../../core/changes/globs.ts'

describe('isMatch', () => {
  const table: [globs: string[], text: string, expected: boolean, why: string][] = [
    [['*'], 'a', true, 'one segment'],
    [['*'], '.a', true, 'with a dot in front'],
    [['*'], 'a/b', false, 'not two'],
    [['a/*'], 'a/b', true, ''],
    [['a/*'], 'a', false, ''],
    [['a/*/c'], 'a/b/b/c', false, ''],
    [['**'], 'a/b/.c', true, 'everything'],
    [['**'], '', true, 'the top too'],
    [['a/**'], 'a/b/c', true, ''],
    [['a/**'], 'a', true, 'the folder itself'],
    [['a/**'], 'ab', false, 'no beginning of a name'],
    [['a/'], 'a/b/c', true, 'all below'],
    [['/a/*'], 'a/b', true, 'from the top'],
    [['./a/*'], 'a/b', true, 'from here'],
    [['**/x.py'], 'x.py', true, 'at any depth'],
    [['**/x.py'], 'a/b/x.py', true, 'at any depth'],
    [['**/x.py'], 'a/xx.py', false, ''],
    [['?.py'], 'a.py', true, 'one character'],
    [['?.py'], 'ab.py', false, ''],
    [['{a,b}/*'], 'b/x', true, 'a choice'],
    [['{a,b}/*'], 'c/x', false, ''],
    [['[ab]*'], 'bc', true, 'a set'],
    [['[ab]*'], 'cc', false, ''],
    [['a'], 'A', false, 'case counts'],
    [['a', 'b'], 'b', true, 'any of several'],
    [['**', '!docs/**'], 'docs/x', false, 'left out'],
    [['!docs/**', '**'], 'docs/x', false, 'left out, wherever that stands'],
    [['**', '!docs/**'], 'src/x', true, ''],
    [['a(b)c'], 'a(b)c', true, 'parentheses are themselves'],
    [['a\\(b'], 'a(b', true, 'also escaped'],
    [['!(a)'], 'b', false, 'no extended globs'],
    [['a+b@c'], 'a+b@c', true, 'other signs are themselves'],
    [['a|b'], 'a', false, 'other signs are themselves'],
    [['a$'], 'a$', true, 'other signs are themselves'],
    [['a\\*'], 'a*', true, 'escaped'],
    [['a\\*'], 'ab', false, 'escaped'],
    [['a"b"'], 'a"b"', true, 'quotes are themselves'],
    [['**.md'], 'a/b.md', false, 'two stars in a segment are one'],
    [['a/*'], 'a/b\\c', true, 'a backslash is no separator'],
    [['a b/*'], 'a b/ü\n"', true, 'whatever a path holds'],
  ]
  for (const [globs, text, expected, why] of table)
    it(`${globs.join(' ')} and '${text}': ${expected} ${why}`, () => assert.equal(isMatch(parseGlobs(globs), text), expected))
})

describe('capturesOf', () => {
  const table: [globs: string[], text: string, expected: Record<string, string>[]][] = [
    [['sdk/<service>/*'], 'sdk/storage/ci.yml', [{ service: 'storage' }]],
    [['sdk/<service>/*'], 'sdk/storage/blob/x', []],
    [['<a>/<b>/**'], 'x/y/z/w', [{ a: 'x', b: 'y' }]],
    [['<a>/<a>/*'], 'x/x/z', [{ a: 'x' }]],
    [['<a>/<a>/*'], 'x/y/z', []],
    [['test-<a>.yml'], 'test-core.yml', [{ a: 'core' }]],
    [['<a>/**', '*/<a>/**'], 'x/y/z', [{ a: 'x' }, { a: 'y' }]],
    [['<a>/**', '<a>/*/*'], 'x/y/z', [{ a: 'x' }]],
    [['*'], 'x', [{}]],
    [['<a>', '!x'], 'x', []],
    [['a<b'], 'a<b', [{}]],
    [['\\<a>'], '<a>', [{}]],
  ]
  for (const [globs, text, expected] of table)
    it(`${globs.join(' ')} and ${text}`, () => assert.deepEqual(capturesOf(parseGlobs(globs), text), expected))
})

describe('filled', () => {
  it('puts in what was captured, and nothing of it is special', () => {
    assert.deepEqual(placeholdersOf('sdk/<a>/x-<b>'), ['a', 'b'])
    assert.equal(filled('sdk/<a>/*', { a: 'storage' }), 'sdk/storage/*')
    fc.assert(
      fc.property(fc.stringMatching(/^[^/\uD800-\uDFFF\uE000\uE001\\]{1,10}$/), (name) => {
        fc.pre(name !== '.' && name !== '..')
        assert.ok(isMatch(parseGlobs([filled('sdk/<a>/*', { a: name })]), `sdk/${name}/x`))
      }),
    )
  })
  it('leaves what was not', () => assert.equal(filled('<a>/<b>', { a: 'x' }), 'x/<b>'))
})

describe('fixedPart', () => {
  const table: [glob: string, fixed: string, isPlain: boolean][] = [
    ['sdk/storage', 'sdk/storage', true],
    ['sdk/storage/*', 'sdk/storage', false],
    ['sdk/storage/**', 'sdk/storage', false],
    ['sdk/sto*', 'sdk/sto', false],
    ['sdk/{a,b}', 'sdk', false],
    ['**', '', false],
    ['a\\*b', 'a', false],
    ['<a>', '', false],
    ['sdk/', 'sdk', true],
  ]
  for (const [glob, fixed, isPlain] of table) it(glob, () => assert.deepEqual([fixedPart(glob), isLiteral(glob)], [fixed, isPlain]))

  const part = fc.constantFrom('a', 'b', '*', '**', '/', '?', '{a,b}', '[ab]', '.', '-')
  it('begins all that the glob matches', () =>
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.stringMatching(/^[ab./-]{0,6}$/), (parts, text) => {
        const glob = parts.join('')
        fc.pre(!/^(?:\.?\/)+$/.test(glob))
        if (isMatch(parseGlobs([glob]), text)) assert.ok(text.startsWith(fixedPart(glob)), `${glob} ${text}`)
      }),
      { numRuns: 500 },
    ))
})

describe('nameGlob', () => {
  for (const [glob, expected] of [
    ['Acme_Core', 'acme-core'],
    ['acme.*', 'acme-*'],
    ['{A_b,c}', '{a-b,c}'],
  ] as const)
    it(glob, () => assert.equal(nameGlob(glob), expected))
})

it('a glob cannot be made to take for ever', () => {
  const globs = parseGlobs(['(a+)+b', '+(+(a))', '(((a*)*)*)*c', '**/**/**/**/**/b'])
  assert.equal(isMatch(globs, 'a'.repeat(5000)), false)
  assert.equal(isMatch(globs, 'a/'.repeat(60)), false)
})
