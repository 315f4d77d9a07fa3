import assert from 'node:assert/strict'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { judgeWheelFile } from '../../../core/wheel/wheel-file.ts'

const pure = 'py3-none-any'

/** WHEEL of these tags, which are joined by blanks. */
function wheel(tags: string, more = '', version = '1.0'): string {
  const lines = tags === '' ? '' : `Tag: ${tags.split(' ').join('\nTag: ')}\n`
  return `Wheel-Version: ${version}\nGenerator: test 1.0\nRoot-Is-Purelib: true\n${lines}${more}`
}

describe('WHEEL against the file name', () => {
  for (const [why, tag, text, expected] of [
    ['the same tag', pure, wheel(pure), []],
    ['the same tags', 'py2.py3-none-any', wheel('py2-none-any py3-none-any'), []],
    ['the same tags in another order', 'py2.py3-none-any', wheel('py3-none-any py2-none-any'), []],
    ['the same tags, compressed', 'py2.py3-none-any', wheel('py2.py3-none-any'), []],
    ['the same tag twice', pure, wheel(`${pure} ${pure}`), []],
    ['the same tag in another case', 'cp314-cp314-freebsd_14_4_RELEASE_amd64', wheel('cp314-cp314-freebsd_14_4_release_amd64'), []],
    [
      'the tags of both manylinux names',
      'cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64',
      wheel('cp312-cp312-manylinux_2_17_x86_64 cp312-cp312-manylinux2014_x86_64'),
      [],
    ],
    ['CR LF', pure, wheel(pure).replaceAll('\n', '\r\n'), []],
    ['another tag', pure, wheel('py2-none-any'), ['error tags', 'error tags']],
    ['a renamed platform', 'cp312-cp312-manylinux2014_x86_64', wheel('cp312-cp312-linux_x86_64'), ['error tags', 'error tags']],
    ['a tag less', 'py2.py3-none-any', wheel('py3-none-any'), ['error tags']],
    ['a tag more', pure, wheel('py2-none-any py3-none-any'), ['error tags']],
    ['a tag that is none', pure, wheel('py3-none'), ['error tags']],
    ['no tag', pure, wheel(''), ['error tags']],
    ['no version', pure, `Tag: ${pure}\n`, ['error wheel-version']],
    ['no version that can be read', pure, wheel(pure, '', 'one'), ['error wheel-version']],
    ['a newer minor version', pure, wheel(pure, '', '1.9'), ['warning wheel-version']],
    ['a newer major version', pure, wheel(pure, '', '2.0'), ['error wheel-version']],
    ['nothing', pure, '', ['error wheel-version', 'error tags']],
    ['the same build', `2-${pure}`, wheel(pure, 'Build: 2\n'), []],
    ['the same build with a suffix', `2b-${pure}`, wheel(pure, 'Build: 2b\n'), []],
    ['the same build with zeros', `02-${pure}`, wheel(pure, 'Build: 002\n'), []],
    ['a build that the name lacks', pure, wheel(pure, 'Build: 1\n'), ['warning build-tag']],
    ['no build where the name has one', `2-${pure}`, wheel(pure), ['warning build-tag']],
    ['another build', `2-${pure}`, wheel(pure, 'Build: 3\n'), ['warning build-tag']],
  ] as const) {
    it(`${why}: ${expected.join(', ') || 'fine'}`, () => {
      const name = parseWheelName(`foo-1.0-${tag}.whl`) ?? assert.fail(tag)
      assert.deepEqual(
        judgeWheelFile(text, name).map(({ code, severity }) => `${severity} ${code}`),
        expected,
      )
    })
  }
})
