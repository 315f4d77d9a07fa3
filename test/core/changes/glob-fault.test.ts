import assert from 'node:assert/strict'
import fc from 'fast-check'
import { globFault } from '../../../core/changes/glob-fault.ts'
import { isMatch, parseGlobs } from '../../../core/changes/globs.ts'

describe('globFault', () => {
  const fine = [
    '**/*.md',
    '*a*b*',
    '*a*/*b*/*c*/*',
    '{*.md,*.rst,*.txt,*.png}',
    '**/a/**/b/**/c/**',
    '***',
    '!docs/**',
    '<a>/<b>',
    'a\\{b',
    '[ab]',
    'a b',
    '(x)',
    '"',
    '.',
    '/',
    '{a,{b,c}}',
  ]
  for (const glob of fine) it(`${glob} is fine`, () => assert.equal(globFault(glob), undefined))

  const faulty: [glob: string, what: RegExp][] = [
    ['', /empty/],
    ['!', /empty/],
    ['a'.repeat(1001), /longer/],
    ['{a,b', /brace/],
    ['a}', /brace/],
    ['{<a>,b}', /within braces/],
    ['x/{a,{<b>/c,d}}', /within braces/],
    ['*a*b*c*', /stars/],
    ['{*a*,b}*{c*,{d,*e*}}', /stars/],
    ['**/a/**/b/**/c/**/d/**', /stars/],
    ['[z-a]', /match nothing/],
    ['[<a>]', /match nothing/],
  ]
  for (const [glob, what] of faulty) it(`${glob.slice(0, 30)} is not`, () => assert.match(globFault(glob)?.what ?? '', what))

  const part = fc.constantFrom('a', 'b', '*', '**', '/', '?', '{', ',', '}', '[', ']', '(', ')', '+', '!', '^', '-', '\\', '.', '|', '<a>')
  it('what is not faulty can be matched, in no time', () =>
    fc.assert(
      fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
        const glob = parts.join('')
        fc.pre(globFault(glob) === undefined)
        for (const path of ['a'.repeat(100), 'a/'.repeat(30), 'ab'.repeat(50)]) isMatch(parseGlobs([glob]), path)
      }),
      { numRuns: 2000 },
    ))
})
