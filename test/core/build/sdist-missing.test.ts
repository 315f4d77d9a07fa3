import assert from 'node:assert/strict'
import fc from 'fast-check'
import { missedBy } from '../../../core/build/sdist-missing.ts'

const sources = [
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'version.py',
  'src/spam/__init__.py',
  'src/spam/data/table.csv',
  'src/spam/fast.c',
  'src/spam/fast.h',
  'src/spam/more.py',
  'lib/include/deep.h',
  'tools/gen/__init__.py',
  'docs/conf.py',
]
const sdist = ['PKG-INFO', 'pyproject.toml', 'setup.py', 'src/spam/__init__.py', 'src/spam/fast.c']

describe('what an sdist lacks that a build from it missed', () => {
  const cases: [what: string, line: string, missed: string[]][] = [
    ['a file that setup.py reads', "FileNotFoundError: [Errno 2] No such file or directory: 'requirements.txt'", ['requirements.txt']],
    ['one by its whole path', "IOError: [Errno 2] No such file or directory: '/w/src/requirements.txt'", ['requirements.txt']],
    [
      'one on Windows',
      "FileNotFoundError: [Errno 2] No such file or directory: 'C:\\\\w\\\\src\\\\requirements.txt'",
      ['requirements.txt'],
    ],
    ['a header', 'src/spam/fast.c:3:10: fatal error: fast.h: No such file or directory', ['src/spam/fast.h']],
    [
      'a header from another folder',
      'src/spam/fast.c:3:10: fatal error: include/deep.h: No such file or directory',
      ['lib/include/deep.h'],
    ],
    ['a header, by MSVC', "src\\spam\\fast.c(3): fatal error C1083: Cannot open include file: 'fast.h': No such file", ['src/spam/fast.h']],
    ['a module', "ModuleNotFoundError: No module named 'version'", ['version.py']],
    ['a package of tools', "ModuleNotFoundError: No module named 'tools.gen'", ['tools/gen/__init__.py']],
    [
      'a module of a package',
      "ImportError: cannot import name 'more' from partially initialized module 'spam' (/x/site/spam/__init__.py)",
      ['src/spam/more.py'],
    ],
    ['a folder', "error: package directory 'src/spam/data' does not exist", ['src/spam/data']],
    ['a folder with a slash', 'CMake Error: The source directory "/w/src/docs/" does not exist.', ['docs']],
    ['data', 'error: [Errno 2] No such file or directory: src/spam/data/table.csv.', ['src/spam/data/table.csv']],
    ['nothing that it holds', "FileNotFoundError: [Errno 2] No such file or directory: 'src/spam/fast.c'", []],
    ['nothing that is called as what it holds', "FileNotFoundError: No such file or directory: '__init__.py'", []],
    ['nothing that the sources lack too', "FileNotFoundError: No such file or directory: 'gone.txt'", []],
    ['nothing of what went well', 'reading requirements.txt', []],
    ['nothing of a name that only ends alike', "No such file or directory: 'my-requirements.txt'", []],
  ]
  for (const [what, line, missed] of cases) it(`is ${what}`, () => assert.deepEqual(missedBy([line], sources, sdist), missed))

  it('is each once, in the order in which it was missed', () => {
    const lines = ["No module named 'version'", "No such file or directory: 'requirements.txt'", "No module named 'version'"]
    assert.deepEqual(missedBy(lines, sources, sdist), ['version.py', 'requirements.txt'])
  })
  it('is of the sources and not of the sdist, whatever a build prints', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c.py'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(fc.array(path), fc.array(path), fc.array(fc.oneof(path, fc.string())), (all, held, words) => {
        const missed = missedBy(
          words.map((word) => `No such file or directory: '${word}'`),
          all,
          held,
        )
        for (const one of missed) {
          assert.ok(all.some((file) => file === one || file.startsWith(`${one}/`)))
          assert.ok(!held.some((file) => file === one || file.startsWith(`${one}/`)))
        }
      }),
    )
  })
  it('is found in a long log of a large project', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `docs/${at}/page.md`)
    const lines = Array.from({ length: 5000 }, (_, at) => `cc: not found: ${'x/'.repeat(20)}${at}.o`)
    assert.deepEqual(missedBy([...lines, "No such file or directory: 'docs/7/page.md'"], many, ['setup.py']), ['docs/7/page.md'])
  })
})
