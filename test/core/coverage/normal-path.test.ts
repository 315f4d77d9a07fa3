import assert from 'node:assert/strict'
import { below, isAbsolutePath, normalPath } from '../../../core/coverage/normal-path.ts'

describe('a path in a report', () => {
  const normal: [path: string, expected: string][] = [
    ['src/spam/a.py', 'src/spam/a.py'],
    ['.\\src\\spam//a.py', 'src/spam/a.py'],
    ['C:\\w\\s\\a.py', 'C:/w/s/a.py'],
    ['/w/s/../t/./a.py', '/w/t/a.py'],
    ['../a.py', '../a.py'],
    ['a/../../b.py', '../b.py'],
    ['/', '/'],
    ['', ''],
  ]
  for (const [path, expected] of normal) it(`'${path}' is '${expected}'`, () => assert.equal(normalPath(path), expected))

  const absolute: [path: string, expected: boolean][] = [
    ['/a', true],
    ['C:\\a', true],
    ['c:/a', true],
    ['\\\\server\\a', true],
    ['a/b', false],
    ['C:a', false],
    ['', false],
  ]
  for (const [path, expected] of absolute)
    it(`'${path}' is ${expected ? 'absolute' : 'relative'}`, () => assert.equal(isAbsolutePath(path), expected))

  const inside: [path: string, folder: string, windows: boolean, expected: string | undefined][] = [
    ['/w/suites/3.11-unit/work/tests/a.py', '/w/suites/3.11-unit/work', false, 'tests/a.py'],
    ['/w/suites/3.11-unit/work', '/w/suites/3.11-unit/work', false, undefined],
    ['/w/suites/3.11-unit/workshop/a.py', '/w/suites/3.11-unit/work', false, undefined],
    ['/private/w/suites/3.11-unit/work/tests/a.py', '/w/suites/3.11-unit/work', false, 'tests/a.py'],
    ['/other/work/a.py', '/w/suites/3.11-unit/work', false, undefined],
    ['/elsewhere/w/a.py', '/w', false, undefined],
    ['D:/A/_Work/1/S/Tests/A.py', 'd:\\a\\_work\\1\\s', true, 'Tests/A.py'],
    ['/W/s/a.py', '/w/s', false, undefined],
  ]
  for (const [path, folder, windows, expected] of inside)
    it(`'${path}' is ${expected === undefined ? 'not in' : `${expected} of`} ${folder}`, () =>
      assert.equal(below(path, folder, windows), expected))
})
