import assert from 'node:assert/strict'
import { parseMetadata } from '../../../core/python/metadata.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { judgeMetadata } from '../../../core/wheel/described.ts'

const head = 'Metadata-Version: 2.1\n'
const sound = `${head}Name: foo\nVersion: 1.0\n`

function judge(text: string, file = 'foo-1.0-py3-none-any.whl'): string[] {
  const name = parseWheelName(file) ?? assert.fail(file)
  return judgeMetadata(parseMetadata(text), name).map(({ code, severity }) => `${severity} ${code}`)
}

describe('METADATA against the file name', () => {
  for (const [why, text, expected] of [
    ['the same', sound, []],
    ['spelled otherwise', `${head}Name: FOO\nVersion: v1.0.0\n`, []],
    ['another project', `${head}Name: bar\nVersion: 1.0\n`, ['error name']],
    ['no name', `${head}Version: 1.0\n`, ['error name']],
    ['an invalid name', `${head}Name: foo bar\nVersion: 1.0\n`, ['error name']],
    ['a name in a continued line', `${head}Name: foo\n bar\nVersion: 1.0\n`, ['error name']],
    ['another version', `${head}Name: foo\nVersion: 1.1\n`, ['error version']],
    ['a local version', `${head}Name: foo\nVersion: 1.0+x\n`, ['error version']],
    ['a pre-release', `${head}Name: foo\nVersion: 1.0rc1\n`, ['error version']],
    ['no version', `${head}Name: foo\n`, ['error version']],
    ['an invalid version', `${head}Name: foo\nVersion: 1.x\n`, ['error version']],
    ['nothing', '', ['error metadata-version', 'error name', 'error version']],
    ['an HTML page', '<html>\n<body>Not found</body>\n</html>', ['error metadata-version', 'error name', 'error version']],
    ['all in the body', `\n${sound}`, ['error metadata-version', 'error name', 'error version']],
  ] as const) {
    it(`${why}: ${expected.join(', ') || 'fine'}`, () => assert.deepEqual(judge(text), expected))
  }

  it('with a local version in both', () =>
    assert.deepEqual(judge(`${head}Name: foo\nVersion: 1.0+ACME-1\n`, 'foo-1.0+acme.1-py3-none-any.whl'), []))

  for (const [version, expected] of [
    ['1.0', []],
    ['1.2', []],
    ['2.0', []],
    ['2.4', []],
    ['2.5', ['warning metadata-version']],
    ['2.6', ['warning metadata-version']],
    ['2.7', ['warning metadata-version']],
    ['2.10', ['warning metadata-version']],
    ['3.0', ['error metadata-version']],
    ['10.0', ['error metadata-version']],
    ['2', ['error metadata-version']],
    ['2.x', ['error metadata-version']],
    ['', ['error metadata-version']],
  ] as const) {
    it(`of version '${version}': ${expected.join(', ') || 'fine'}`, () => assert.deepEqual(judge(sound.replace('2.1', version)), expected))
  }

  for (const [line, expected] of [
    ['Requires-Python: >=3.8', []],
    ['Requires-Python: >=2.7, !=3.0.*, <4', []],
    ['Requires-Python:', []],
    ['Requires-Python: >=3.6.*', ['warning requires-python']],
    ['Requires-Python: 3.8', ['warning requires-python']],
    ['Requires-Dist: bar', []],
    ['Requires-Dist: bar[x] (>=1) ; extra == "y"', []],
    ['Requires-Dist: bar @ https://example.com/bar.zip', []],
    ['Requires-Dist: bar >= dev', ['warning requires-dist']],
    ['Requires-Dist: bar >= dev\nRequires-Dist: ()', ['warning requires-dist']],
    ['Requires-Dist:', ['warning requires-dist']],
  ] as const) {
    it(`with ${JSON.stringify(line)}: ${expected.join(', ') || 'fine'}`, () => assert.deepEqual(judge(`${sound}${line}\n`), expected))
  }
})
