import assert from 'node:assert/strict'
import fc from 'fast-check'
import { causeLine, errorLine, errorPlace, redactor, tellingLines, withoutFolder } from '../../../core/build/output.ts'

describe('what a child prints', () => {
  const redact = redactor(
    {
      TOKEN: 'hunter22hunter22',
      LONGER: 'hunter22hunter22-and-more',
      FLAG: 'true',
      KEY: 'first-line-of-it\nsecond-line-of-it',
      PATH: '/usr/bin:/bin',
    },
    ['TOKEN', 'LONGER', 'FLAG', 'KEY', 'ABSENT'],
    ['job-secret-1\r\njob-secret-2', 'short'],
  )
  const cases: [line: string, expected: string][] = [
    ['the token is hunter22hunter22.', 'the token is ***.'],
    ['hunter22hunter22-and-more', '***'],
    ['second-line-of-it stands alone', '*** stands alone'],
    ['this is true', 'this is true'],
    ['job-secret-2 and job-secret-1 are short', '*** and *** are short'],
    ['/usr/bin:/bin', '/usr/bin:/bin'],
    ['Looking in indexes: https://user:pa55@host/simple', 'Looking in indexes: https://***@host/simple'],
    ['https://host/simple/@scope', 'https://host/simple/@scope'],
    ['mail me@host', 'mail me@host'],
  ]
  for (const [line, expected] of cases) it(`'${line}' is kept as '${expected}'`, () => assert.equal(redact(line), expected))
  it('never holds a passed value', () => {
    const value = fc.string({ minLength: 8 }).filter((text) => !/[\r\n*]/.test(text))
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        assert.ok(!redactor({ S: secret }, ['S'], [])(before + secret + after).includes(secret))
      }),
    )
  })
})

describe('the telling lines of a failed build', () => {
  it('are the last ones', () => {
    const output = Array.from({ length: 100 }, (_, at) => `line ${at}`)
    assert.deepEqual(tellingLines(output, 3), ['line 97', 'line 98', 'line 99'])
  })
  it('leave out how pip frames them', () =>
    assert.deepEqual(
      tellingLines([
        "Building wheel for spam (pyproject.toml): finished with status 'error'",
        '  error: subprocess-exited-with-error',
        '  ',
        '  × Building wheel for spam (pyproject.toml) did not run successfully.',
        '  │ exit code: 1',
        '  ╰─> [2 lines of output]',
        '      ValueError: broken',
        '      [end of output]',
        '  ',
        '  note: This error originates from a subprocess, and is likely not a problem with pip.',
        'ERROR: Failed building wheel for spam',
        '[notice] A new release of pip is available',
      ]),
      ['      ValueError: broken', 'ERROR: Failed building wheel for spam'],
    ))
  const first: [what: string, line: string][] = [
    ['a compiler', "spam.c:3:5: error: expected ';' before 'return'"],
    ['a missing header', 'spam.c:1:10: fatal error: ffi.h: No such file or directory'],
    ['rustc', 'error[E0425]: cannot find value `x` in this scope'],
    ['python', 'ModuleNotFoundError: No module named x'],
    ['a linker that lacks a library', '/usr/bin/ld: cannot find -lyaml: No such file or directory'],
    ['a linker of a cross compiler', 'aarch64-linux-gnu-ld.bfd: cannot find -lyaml'],
    ['a linker that lacks a symbol', "spam.c:(.text+0x5): undefined reference to `yaml_parser_load'"],
    ['CMake', 'CMake Error at CMakeLists.txt:3 (find_package):'],
  ]
  for (const [what, line] of first)
    it(`begin with the first error of ${what}`, () => {
      const output = [...Array.from({ length: 10 }, () => 'compiling'), line, ...Array.from({ length: 50 }, (_, at) => `then ${at}`)]
      const lines = tellingLines(output, 5)
      assert.deepEqual([lines[0], lines.at(-1), lines.length], [line, 'then 49', 5])
    })
  it('are none of nothing', () => assert.deepEqual(tellingLines(['', '   ']), []))
  it('are at most as many as asked for, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 30 }), (output, most) => {
        const lines = tellingLines(output, most)
        assert.ok(lines.length <= most)
        let at = 0
        for (const line of lines) at = output.findIndex((one, index) => index >= at && one.trimEnd() === line) + 1
        assert.ok(lines.length === 0 || at > 0)
      }),
    )
  })
})

describe('the headline of a failed build', () => {
  const cases: [what: string, output: string[], expected: string | undefined][] = [
    [
      'is the exception that got through',
      ['KeyError: 1', 'During handling of the above exception', '  ValueError: broken', 'done'],
      'ValueError: broken',
    ],
    [
      "is the compiler's first error",
      ['a.c:1:2: error: first', 'a.c:3:4: error: second', 'ERROR: Failed building wheel for a'],
      'a.c:1:2: error: first',
    ],
    ["is rustc's first error", ['error[E0425]: cannot find value', 'error: could not compile'], 'error[E0425]: cannot find value'],
    [
      "is pip's own where there is no other",
      ['Looking in links', 'ERROR: No matching distribution found for x'],
      'ERROR: No matching distribution found for x',
    ],
    ['is a qualified exception', ['setuptools.errors.CompileError: command failed'], 'setuptools.errors.CompileError: command failed'],
    [
      'is what the linker lacks, and not that it was lacking',
      [
        '/usr/bin/ld: cannot find -lyaml',
        'collect2: error: ld returned 1 exit status',
        "error: command '/usr/bin/gcc' failed with exit code 1",
      ],
      '/usr/bin/ld: cannot find -lyaml',
    ],
    [
      'is the exception where only those speak who called a compiler',
      ["error: command 'gcc' failed with exit code 1", 'subprocess.CalledProcessError: Command gcc'],
      'subprocess.CalledProcessError: Command gcc',
    ],
    [
      'is the command that failed where there is nothing else',
      ["  error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory", '  ERROR: Failed building wheel for spam'],
      "error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory",
    ],
    ['is none where nothing stands out', ['one', 'two'], undefined],
    ['is none of pip framing itself', ['  error: subprocess-exited-with-error', 'error: metadata-generation-failed'], undefined],
  ]
  for (const [what, output, expected] of cases) it(what, () => assert.equal(errorLine(output), expected))
  const last: [what: string, output: string[], expected: string | undefined][] = [
    ['the line that stands out', ['ValueError: no', 'done'], 'ValueError: no'],
    ['the last line else', ['sh: 1: gmake: not found', '  ', '[notice] A new release of pip is available'], 'sh: 1: gmake: not found'],
    ['nothing of nothing', [' '], undefined],
  ]
  for (const [what, output, expected] of last) it(`gives as the cause ${what}`, () => assert.equal(causeLine(output), expected))
  it('is not too long for a table', () => assert.equal(errorLine([`ValueError: ${'x'.repeat(1000)}`])?.length, 200))
})

describe('the place of the first error', () => {
  const cases: [output: string[], path: string | undefined, line?: number, column?: number][] = [
    [['  gcc -c', "  src/spam.c:3:5: error: expected ';'", 'src/other.c:9:9: error: more'], 'src/spam.c', 3, 5],
    [['/w/src/spam.c:1:10: fatal error: ffi.h: No such file or directory'], '/w/src/spam.c', 1, 10],
    [['spam.c:7: error: old compilers tell no column'], 'spam.c', 7, 0],
    [['C:\\w\\spam.c(12): error C2065: x'], 'C:\\w\\spam.c', 12, 0],
    [['spam.cpp(12,4): error C2065: x'], 'spam.cpp', 12, 4],
    [['error[E0425]: cannot find value `x`', '  --> src/lib.rs:3:8', '   |'], 'src/lib.rs', 3, 8],
    [['error: linking with `cc` failed', 'a', 'b', 'c', 'd', ' --> far.rs:1:1'], undefined],
    [['spam.c:3:5: warning: unused', 'ValueError: no'], undefined],
    [['ERROR: Failed building wheel for spam'], undefined],
    [["/w/spam.c:(.text+0x5): undefined reference to `x'", 'collect2: error: ld returned 1 exit status'], undefined],
    [['/usr/bin/ld: cannot find -lyaml'], undefined],
    [[], undefined],
  ]
  for (const [output, path, line, column] of cases)
    it(`of ${JSON.stringify(output)} is ${path ?? 'not told'}`, () =>
      assert.deepEqual(errorPlace(output), path === undefined ? undefined : { path, line, column }))
})

describe('lines without a folder', () => {
  const cases: [folder: string, line: string, expected: string][] = [
    ['/w/spam/src', '/w/spam/src/a.c:3:5: error: in /w/spam/src/b.h', 'a.c:3:5: error: in b.h'],
    ['/w/spam/src', 'cc -ffile-prefix-map=/w/spam/src=. /w/spam/src2/a.c', 'cc -ffile-prefix-map=/w/spam/src=. /w/spam/src2/a.c'],
    ['C:\\w\\src', 'C:\\w\\src\\a.c(12): error C2065: x', 'a.c(12): error C2065: x'],
  ]
  for (const [folder, line, expected] of cases) it(`name '${expected}'`, () => assert.deepEqual(withoutFolder(folder, [line]), [expected]))
})
