import assert from 'node:assert/strict'
import { formatTag } from '../../../core/python/tag.ts'
import { formatTags, formatWheelName, parseWheelName, wheelKey, type WheelName } from '../../../core/python/wheel-name.ts'

const names: readonly (readonly [file: string, project: string, version: string, build: string, tags: string])[] = [
  ['foo-1.0-py3-none-any.whl', 'foo', '1.0', '', 'py3-none-any'],
  ['some_PACKAGE-1.0-py3-none-any.whl', 'some-package', '1.0', '', 'py3-none-any'],
  ['zope.interface-6.0-cp312-cp312-win32.whl', 'zope-interface', '6.0', '', 'cp312-cp312-win32'],
  ['foo-1.0-1000-py3-none-any.whl', 'foo', '1.0', '1000', 'py3-none-any'],
  ['foo-1.0-1000abc-py3-none-any.whl', 'foo', '1.0', '1000abc', 'py3-none-any'],
  ['foo-1.0-0-py3-none-any.whl', 'foo', '1.0', '0', 'py3-none-any'],
  ['foo-1.0-2_b.c-py3-none-any.whl', 'foo', '1.0', '2_b.c', 'py3-none-any'],
  ['foo-v1.0.POST1-py3-none-any.whl', 'foo', '1.0.post1', '', 'py3-none-any'],
  ['foo-1.2+acme.1-py3-none-any.whl', 'foo', '1.2+acme.1', '', 'py3-none-any'],
  ['foo-1!2.0-py3-none-any.whl', 'foo', '1!2.0', '', 'py3-none-any'],
  [
    'pyvirtualcam-0.13.0-cp310-cp310-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    'pyvirtualcam',
    '0.13.0',
    '',
    'cp310-cp310-manylinux2014_x86_64 cp310-cp310-manylinux_2_17_x86_64',
  ],
  ['foo-2-py2.py3-none-any.whl', 'foo', '2', '', 'py2-none-any py3-none-any'],
  ['MarkupSafe-3.0-cp314-cp314-freebsd_14_4_RELEASE_amd64.whl', 'markupsafe', '3.0', '', 'cp314-cp314-freebsd_14_4_release_amd64'],
  ['foo_bár-1.0-py3-none-any.whl', 'foo-bár', '1.0', '', 'py3-none-any'],
  ['foo_bár-1.0-1000-py3-none-any.whl', 'foo-bár', '1.0', '1000', 'py3-none-any'],
]

const none: readonly (readonly [file: string, why: string])[] = [
  ['', 'nothing'],
  ['.whl', 'an extension alone'],
  ['foo-1.0.whl', 'no tags'],
  ['foo-1.0-py3-none.whl', 'a tag too few'],
  ['foo-1.0-py3-none-any.wheel', 'another extension'],
  ['foo-1.0-py3-none-any.WHL', 'another extension: installers look for .whl'],
  ['foo-1.0-py3-none-any', 'no extension'],
  ['foo-1.0-py3-none-any.whl.metadata', 'its metadata'],
  ['foo__bar-1.0-py3-none-any.whl', 'two underscores'],
  ['foo\n-1.0-py3-none-any.whl', 'a line feed'],
  ['foo#bar-1.0-py3-none-any.whl', 'a sign in the name'],
  ['foo bar-1.0-py3-none-any.whl', 'a blank in the name'],
  ['../foo-1.0-py3-none-any.whl', 'a path'],
  ['-1.0-py3-none-any.whl', 'an empty name'],
  ['-1.0-200-py3-none-any.whl', 'an empty name before a build tag'],
  ['foobar-1.x-py3-none-any.whl', 'no version'],
  ['foobar--py3-none-any.whl', 'an empty version'],
  ['foo-1.0-abc-py3-none-any.whl', 'a build tag without number'],
  ['foo-1.0--py3-none-any.whl', 'an empty build tag'],
  ['foo-1.0-200-py3-none-any-junk.whl', 'a part too many'],
  ['foo-1.0--none-any.whl', 'an empty interpreter'],
  ['foo-1.0-py3-none-.whl', 'an empty platform'],
  ['foo-1.0-py3.-none-any.whl', 'an empty member of a set'],
  ['playlyfe-0.1.1-2.7.6-none-any.whl', 'a version as interpreter'],
  ['foo-1.0-py3-none-any/../../evil.whl', 'a path in the platform'],
  ['foo-1.0-py3-none-any\n.whl', 'a line feed in the platform'],
  ['foo-1.0-py3-none-any/evil.whl', 'a separator in the platform'],
  ['foo-1.0-py3-none-a+b.whl', 'a sign in the platform'],
  ['foo-1.0-1/../../x-py3-none-any.whl', 'a path in the build tag'],
  ['foo- 1.0-py3-none-any.whl', 'a blank in the version'],
]

const spellings: readonly (readonly [a: string, b: string, same: boolean])[] = [
  ['foo-1.0-py3-none-any.whl', 'Foo-1.0.0-py3-none-any.whl', true],
  ['foo_bar-1.0-py2.py3-none-any.whl', 'foo.Bar-1.0-py3.py2-none-any.whl', true],
  ['foo-1.0-cp314-cp314-Win_AMD64.whl', 'foo-1.0-cp314-cp314-win_amd64.whl', true],
  ['foo-1.0-1-py3-none-any.whl', 'foo-1-01-py3-none-any.whl', true],
  ['foo-1.0-py3.py3-none-any.whl', 'foo-1.0-py3-none-any.whl', true],
  ['foo-1.0-py3-none-any.whl', 'foo-1.0-1-py3-none-any.whl', false],
  ['foo-1.0-1a-py3-none-any.whl', 'foo-1.0-1-py3-none-any.whl', false],
  ['foo-1.0-py3-none-any.whl', 'foo-1.0+x-py3-none-any.whl', false],
  ['foo-1.0-py3-none-any.whl', 'foo-1.0-py2.py3-none-any.whl', false],
  ['foo-1.0-py3-none-any.whl', 'fo_o-1.0-py3-none-any.whl', false],
  ['foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', 'foo-1.0-cp314-cp314-manylinux_2_17_x86_64.whl', false],
]

function name(file: string): WheelName {
  return parseWheelName(file) ?? assert.fail(file)
}

describe('wheel names (PEP 427)', () => {
  for (const [file, project, version, build, tags] of names) {
    it(`reads ${file}`, () => {
      const found = name(file)
      assert.equal(found.text, file)
      assert.deepEqual([found.project, found.version.canonical], [project, version])
      assert.equal(found.build === undefined ? '' : `${found.build.number}${found.build.suffix}`, build)
      assert.equal(found.tags.map(formatTag).join(' '), tags)
    })
  }

  for (const [file, why] of none) {
    it(`${JSON.stringify(file)} is none: ${why}`, () => assert.equal(parseWheelName(file), undefined))
  }

  for (const [a, b, same] of spellings) {
    it(`${a} and ${b} are ${same ? 'one file' : 'two files'}`, () => {
      assert.equal(wheelKey(name(a)) === wheelKey(name(b)), same)
      assert.equal(wheelKey(name(b)) === wheelKey(name(a)), same)
    })
  }

  for (const [file, usual] of [
    ['Foo.Bar-v1.0-Py3-none-any.whl', 'foo_bar-1.0-py3-none-any.whl'],
    ['foo-1.0-007b-py3-none-any.whl', 'foo-1.0-7b-py3-none-any.whl'],
    [
      'foo-1.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      'foo-1.0-cp310-cp310-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    ],
  ] as const) {
    it(`${file} is usually spelled ${usual}`, () => assert.equal(formatWheelName(name(file)), usual))
  }

  it('compresses tags sorted', () => assert.equal(formatTags(name('f-1-py3.py2-none-win32.any.whl').tags), 'py2.py3-none-any.win32'))
})
