import assert from 'node:assert/strict'
import { judgeMembers } from '../../../core/wheel/members.ts'

describe('members', () => {
  for (const [why, paths, expected] of [
    ['ordinary files', ['foo.py', 'foo/__init__.py', 'foo/bar.py', 'foo-1.0.dist-info/RECORD'], []],
    ['folders', ['foo/', 'foo/bar.py'], []],
    ['an absolute path', ['/etc/passwd'], ['error member-path']],
    ['a way up', ['../evil.py'], ['error member-path']],
    ['a way up inside', ['foo/../../evil.py'], ['error member-path']],
    ['a way up and back', ['foo/../bar.py'], ['error member-path']],
    ['a drive', ['C:/evil.py'], ['error member-path']],
    ['a backslash', ['foo\\..\\evil.py'], ['error member-path']],
    ['a line feed', ['foo\n.py'], ['error member-path']],
    ['a null', ['foo.py\0.txt'], ['error member-path']],
    ['an empty part', ['foo//bar.py'], ['error member-path']],
    ['no path', [''], ['error member-path']],
    ['one twice', ['foo.py', 'bar.py', 'foo.py'], ['error member-duplicate']],
    ['one thrice is told once', ['foo.py', 'foo.py', 'foo.py'], ['error member-duplicate']],
    ['a file that is a folder too', ['foo', 'foo/bar.py'], ['error member-duplicate']],
    ['a file far above another', ['a/b', 'a/b/c/d.py'], ['error member-duplicate']],
    ['a file and one that only begins like it', ['a', 'a-b', 'a.py', 'a b/c'], []],
    ['a file and folders far from it in the archive', ['a/b/c', 'a-b', 'z', 'a/b'], ['error member-duplicate']],
    ['names that differ in case', ['Foo.py', 'foo.py'], ['warning member-case']],
    ['many things at once', ['/a', 'b', 'b', 'C', 'c'], ['error member-path', 'error member-duplicate', 'warning member-case']],
  ] as const) {
    it(why, () =>
      assert.deepEqual(
        judgeMembers(paths).map(({ code, severity }) => `${severity} ${code}`),
        expected,
      ),
    )
  }

  it('tells a path of hundreds of thousands of parts in no time', () => {
    const from = performance.now()
    const long = 'a/'.repeat(300_000)
    assert.deepEqual(judgeMembers([`${long}b`, `${long}c`, 'd']), [])
    assert.ok(performance.now() - from < 2000)
  })
})
