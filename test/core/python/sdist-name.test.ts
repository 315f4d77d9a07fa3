import assert from 'node:assert/strict'
import { normalizeName } from '../../../core/python/name.ts'
import { parseSdistName, sdistNames } from '../../../core/python/sdist-name.ts'

const names: readonly (readonly [file: string, project: string, version: string, of?: string])[] = [
  ['foo-1.0.tar.gz', 'foo', '1.0'],
  ['foo-1.0.zip', 'foo', '1.0'],
  ['Foo_Bar-1.0.tar.gz', 'foo-bar', '1.0'],
  ['foo-bar-1.0.tar.gz', 'foo-bar', '1.0'],
  ['zope.interface-6.0.tar.gz', 'zope-interface', '6.0'],
  ['foo-1.0a1.tar.gz', 'foo', '1.0a1'],
  ['foo-1.0+local.1.tar.gz', 'foo', '1.0+local.1'],
  ['foo-1!2.0.tar.gz', 'foo', '1!2.0'],
  ['foo-v1.0.tar.gz', 'foo', '1.0'],
  ['foo-1.0.tar.gz', 'foo', '1.0', 'Foo'],
  ['foo-bar-1.0-1.tar.gz', 'foo-bar', '1.0.post1', 'foo.bar'],
  ['foo-bar-1.0-beta-2.tar.gz', 'foo-bar', '1.0b2', 'foo_bar'],
  ['foo-2-1.0.tar.gz', 'foo-2', '1.0', 'foo-2'],
  ['foo--bar-1.0.zip', 'foo-bar', '1.0', 'foo-bar'],
]

const none: readonly (readonly [file: string, why: string, of?: string])[] = [
  ['foo-1.0.xz', 'another extension'],
  ['foo-1.0.tar.bz2', 'an archive that is none any more'],
  ['foo-1.0.tar.gz.sig', 'a signature'],
  ['foo-1.0', 'no extension'],
  ['.tar.gz', 'an extension alone'],
  ['foo1.0.tar.gz', 'no hyphen'],
  ['foo-1.x.tar.gz', 'no version'],
  ['foo-.tar.gz', 'an empty version'],
  ['-1.0.tar.gz', 'an empty name'],
  ['-1.0.zip', 'an empty name'],
  ['foo_-1.0.tar.gz', 'no project name'],
  ['foo-1.0-beta.tar.gz', 'a version with a hyphen, of a project not told'],
  ['foo-1.0.tar.gz', 'another project', 'bar'],
  ['foo-bar-1.0.tar.gz', 'a longer name', 'foo'],
  ['foo-1.0-beta-gamma.tar.gz', 'no version behind the name', 'foo'],
  ['foo-1.0-py3-none-any.whl', 'a wheel', 'foo'],
]

describe('sdist names (PEP 625 and older)', () => {
  for (const [file, project, version, of] of names) {
    it(`${file}${of === undefined ? '' : ` of ${of}`} is ${project} ${version}`, () => {
      const found = parseSdistName(file, of === undefined ? undefined : normalizeName(of))
      assert.deepEqual([found?.project, found?.version.canonical], [project, version])
    })
  }

  for (const [file, why, of] of none) {
    it(`${file}${of === undefined ? '' : ` of ${of}`} is none: ${why}`, () =>
      assert.equal(parseSdistName(file, of === undefined ? undefined : normalizeName(of)), undefined))
  }

  it('tells all that an old name can mean, the likeliest first', () => {
    const all = (file: string): string[] => sdistNames(file).map(({ project, version }) => `${project} ${version.canonical}`)
    assert.deepEqual(all('foo-bar-1.0-1.tar.gz'), ['foo-bar-1-0 1', 'foo-bar 1.0.post1'])
    assert.deepEqual(all('foo_bar-1.0.tar.gz'), ['foo-bar 1.0'])
    for (const none of ['foo.tar.gz', 'foo-bar.zip', 'foo-1.0.whl', '-1.0.tar.gz']) assert.deepEqual(all(none), [])
  })
})
