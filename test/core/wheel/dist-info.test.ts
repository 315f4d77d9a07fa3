import assert from 'node:assert/strict'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { findDistInfo } from '../../../core/wheel/dist-info.ts'

describe('the .dist-info folder', () => {
  for (const [why, file, paths, folder, good] of [
    ['as the file is spelled', 'foo-1.0', 'foo.py foo-1.0.dist-info/METADATA foo-1.0.dist-info/RECORD', 'foo-1.0.dist-info', true],
    ['in another case', 'Foo-1.0', 'foo-1.0.dist-info/METADATA', 'foo-1.0.dist-info', true],
    ['with another separator', 'foo_bar-1.0', 'foo.bar-1.0.dist-info/METADATA', 'foo.bar-1.0.dist-info', true],
    ['with hyphens', 'foo_bar-1.0', 'foo-bar-1.0.dist-info/METADATA', 'foo-bar-1.0.dist-info', true],
    ['with another spelling of the version', 'foo-1.0', 'foo-1.dist-info/METADATA', 'foo-1.dist-info', true],
    ['with a local version', 'foo-1.0+a.1', 'foo-1.0+a.1.dist-info/METADATA', 'foo-1.0+a.1.dist-info', true],
    ['beside one deeper in', 'foo-1.0', 'foo-1.0.dist-info/METADATA foo/bar-1.0.dist-info/METADATA', 'foo-1.0.dist-info', true],
    ['beside .data', 'foo-1.0', 'foo-1.0.dist-info/METADATA foo-1.0.data/scripts/foo', 'foo-1.0.dist-info', true],
    ['of another project', 'foo-1.0', 'bar-1.0.dist-info/METADATA', 'bar-1.0.dist-info', false],
    ['of another version', 'foo-1.0', 'foo-1.1.dist-info/METADATA', 'foo-1.1.dist-info', false],
    ['of no version', 'foo-1.0', 'foo.dist-info/METADATA', 'foo.dist-info', false],
    ['of no project', 'foo-1.0', '-1.0.dist-info/METADATA', '-1.0.dist-info', false],
    ['of no name at all', 'foo-1.0', '.dist-info/METADATA', '.dist-info', false],
    ['missing', 'foo-1.0', 'foo.py', undefined, false],
    ['only deeper in', 'foo-1.0', 'foo/foo-1.0.dist-info/METADATA', undefined, false],
    ['twice', 'foo-1.0', 'foo-1.0.dist-info/METADATA foo-1.1.dist-info/METADATA', undefined, false],
    ['twice, in two spellings', 'foo-1.0', 'foo-1.0.dist-info/METADATA Foo-1.0.dist-info/METADATA', undefined, false],
  ] as const) {
    it(`${why}: ${good ? 'fine' : 'an error'}`, () => {
      const name = parseWheelName(`${file}-py3-none-any.whl`) ?? assert.fail(file)
      const found = findDistInfo(paths.split(' '), name)
      assert.equal(found.folder, folder)
      assert.deepEqual(
        found.remarks.map(({ code, severity }) => `${severity} ${code}`),
        good ? [] : ['error dist-info'],
      )
    })
  }
})
