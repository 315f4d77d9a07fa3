import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findingsIn, placesIn, sourceCandidates } from '../../../core/suites/places.ts'

const shown = (text: string): string[] => placesIn(text).map(({ path, line }) => `${path}:${line}`)

describe('places of a trace', () => {
  const cases: [what: string, text: string, expected: string[]][] = [
    [
      'of pytest',
      'tests/test_a.py:24: \n_ _ _\n/usr/lib/json.py:346: in loads\nE   x\n\nsrc/b.py:3: ValueError',
      ['src/b.py:3', '/usr/lib/json.py:346', 'tests/test_a.py:24'],
    ],
    ['of Python', '  File "/w/a b.py", line 8, in f\n    x\n  File "c.py", line 9\n', ['c.py:9', '/w/a b.py:8']],
    ['of pytest that shows a native one', 'E     File "/w/a.py", line 8, in f', ['/w/a.py:8']],
    [
      'of Windows',
      'C:\\w\\tests\\a.py:5: AssertionError\r\n..\\venv\\Lib\\site-packages\\b.py:6: E',
      ['..\\venv\\Lib\\site-packages\\b.py:6', 'C:\\w\\tests\\a.py:5'],
    ],
    ['in colours', '\u001b[1m\u001b[31mtests/a.py\u001b[0m:5: AssertionError', ['tests/a.py:5']],
    ['that is none', 'E   assert 1 == 2\nE    +  where 12:30 is late\n> x = "a.py:3"\nat 0x7f:', []],
    ['whose line is none', 'a.py:0: x\na.py: 3', []],
  ]
  for (const [what, text, expected] of cases) it(what, () => assert.deepEqual(shown(text), expected))
  it('are not without end', () => assert.equal(shown('a.py:1: x\n'.repeat(500)).length, 50))
})

describe('what checkers print', () => {
  const cases: [what: string, lines: string[], expected: string[]][] = [
    [
      'mypy',
      [
        'spam/a.py:3: error: Incompatible types  [assignment]',
        'spam/a.py:3: note: See https://x',
        'Found 1 error in 1 file (checked 3 source files)',
      ],
      ['spam/a.py:3 error: Incompatible types  [assignment]'],
    ],
    ['flake8', ["./spam/a.py:1:1: F401 'os' imported but unused"], ["./spam/a.py:1 F401 'os' imported but unused"]],
    [
      'ruff, one a line',
      ['spam/a.py:1:8: F401 [*] `os` imported but unused', 'Found 1 error.'],
      ['spam/a.py:1 F401 [*] `os` imported but unused'],
    ],
    [
      'ruff, with the source',
      ['F401 [*] `os` imported but unused', ' --> spam/a.py:1:8', '  |', '1 | import os'],
      ['spam/a.py:1 F401 [*] `os` imported but unused'],
    ],
    [
      'pylint',
      ['************* Module spam', 'spam/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)'],
      ['spam/a.py:1 C0114: Missing module docstring (missing-module-docstring)'],
    ],
    ['a compiler', ['src/x.c:3:5: error: expected expression', 'src/x.c:3:5: note: here'], ['src/x.c:3 error: expected expression']],
    [
      'pyright',
      ['/w/spam/a.py', '  /w/spam/a.py:3:5 - error: "x" is not defined (reportUndefinedVariable)', '1 error, 0 warnings'],
      ['/w/spam/a.py:3 error: "x" is not defined (reportUndefinedVariable)'],
    ],
    ['mypy on Windows', ['spam\\a.py:3: error: x'], ['spam\\a.py:3 error: x']],
    ['something in colours', ['\u001b[1mspam/a.py\u001b[m:3: \u001b[1m\u001b[31merror:\u001b[m x'], ['spam/a.py:3 error: x']],
    ['what names no place', ['All checks passed!', 'https://example.org:443: no', 'a.py:3:'], []],
  ]
  for (const [what, lines, expected] of cases)
    it(`is read of ${what}`, () =>
      assert.deepEqual(
        findingsIn(lines, 10).map(({ path, line, says }) => `${path}:${line} ${says}`),
        expected,
      ))
  it('is as much as is asked for', () =>
    assert.equal(
      findingsIn(
        Array.from({ length: 30 }, () => 'a.py:1: x'),
        10,
      ).length,
      10,
    ))
  it('takes no time, whatever it is', () => {
    for (const line of ['a'.repeat(1e6), `${'a/'.repeat(5e5)}:`, ' '.repeat(1e6), `a:${'1'.repeat(1e6)}`, ':1'.repeat(5e5)])
      assert.deepEqual(findingsIn([line], 9), [])
  })
})

describe('a file that a suite names', () => {
  const inn = { cwd: '/w/suites/unit/work', project: '/w/spam-3.11/src', files: ['tests', 'docs/'] }
  const cases: [what: string, told: string, expected: string[]][] = [
    ['where it runs, relative', 'tests/test_a.py', ['tests/test_a.py', 'tests/tests/test_a.py', 'docs/tests/test_a.py']],
    ['where it runs, in a folder of it', 'test_a.py', ['test_a.py', 'tests/test_a.py', 'docs/test_a.py']],
    ['where it runs, with a dot', './tests/a.py', ['tests/a.py', 'tests/tests/a.py', 'docs/tests/a.py']],
    ['where it runs, absolute', '/w/suites/unit/work/tests/a.py', ['tests/a.py', 'tests/tests/a.py', 'docs/tests/a.py']],
    ['where it runs, by a link', '/private/w/suites/unit/work/tests/a.py', ['tests/a.py', 'tests/tests/a.py', 'docs/tests/a.py']],
    ['where it runs, with a way back', 'docs/../tests/a.py', ['tests/a.py', 'tests/tests/a.py', 'docs/tests/a.py']],
    ['of the source tree', '/w/spam-3.11/src/spam/a.py', ['spam/a.py', 'tests/spam/a.py', 'docs/spam/a.py']],
    [
      'of the installed package',
      '/w/suites/unit/venv/lib/python3.11/site-packages/spam/a.py',
      ['spam/a.py', 'src/spam/a.py', 'python/spam/a.py', 'lib/spam/a.py'],
    ],
    [
      'of the installed package, relative',
      '../venv/lib/python3.11/site-packages/spam.py',
      ['spam.py', 'src/spam.py', 'python/spam.py', 'lib/spam.py'],
    ],
    [
      'of the installed package, on Windows',
      '..\\venv\\Lib\\site-packages\\spam\\a.py',
      ['spam/a.py', 'src/spam/a.py', 'python/spam/a.py', 'lib/spam/a.py'],
    ],
    ['of Python itself', '/usr/lib/python3.11/json/decoder.py', []],
    ['that climbs', '../../../etc/passwd', []],
    ['that climbs in the middle', 'tests/../../a.py', []],
    ['that climbs in site-packages', '/v/site-packages/../../../etc/passwd', []],
    [
      'that is none',
      '<frozen importlib._bootstrap>',
      ['<frozen importlib._bootstrap>', 'tests/<frozen importlib._bootstrap>', 'docs/<frozen importlib._bootstrap>'],
    ],
  ]
  for (const [what, told, expected] of cases) it(`may be, ${what}`, () => assert.deepEqual(sourceCandidates(told, inn), expected))
  it('is found by Windows paths ignoring case', () =>
    assert.deepEqual(sourceCandidates('c:\\W\\work\\tests\\a.py', { cwd: 'C:\\w\\work', project: 'C:\\w\\src', files: [] }), [
      'tests/a.py',
    ]))
  it('never leaves the project', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[./\\a-c:]{0,20}$/), (told) => {
        for (const one of sourceCandidates(told, inn)) assert.ok(!one.startsWith('/') && !one.split('/').includes('..'), one)
      }),
    ))
})
