import assert from 'node:assert/strict'
import { judgeName, judgeNameForPyPI } from '../../../../core/release/preflight/file-names.ts'
import { codesOf, readFile } from '../../../fakes/read-file.ts'

const whole = (project: string, version: string): string => `Metadata-Version: 2.1\nName: ${project}\nVersion: ${version}\n`

describe('names of files', () => {
  for (const [name, project, version, everywhere, atPyPI] of [
    ['spam-1.0-py3-none-any.whl', 'spam', '1.0', [], []],
    ['spam_eggs-1.0-py3-none-any.whl', 'Spam.Eggs', '1.0', [], []],
    ['spam-1.0-2-py3-none-any.whl', 'spam', '1.0', [], []],
    ['spam-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', 'spam', '1.0', [], []],
    ['Spam-1.0-py3-none-any.whl', 'Spam', '1.0', [], ['file-name']],
    ['spam.eggs-1.0-py3-none-any.whl', 'spam.eggs', '1.0', [], ['file-name']],
    ['spam-1.0-cp311-cp311-linux_x86_64.whl', 'spam', '1.0', [], ['platform']],
    ['spam-1.0-cp311-cp311-macosx_14_2_arm64.whl', 'spam', '1.0', [], ['platform']],
    ['spam-1.0-cp311-cp311-linux_x86_64.manylinux_2_17_x86_64.whl', 'spam', '1.0', [], ['platform']],
    ['spam-1.0-cp311-cp311-linux_x86_64.linux_i686.whl', 'spam', '1.0', [], ['platform', 'platform']],
    ['spam-1.0-none-any.whl', 'spam', '1.0', ['file-name'], []],
    ['spam-x-py3-none-any.whl', 'spam', 'x', ['version'], []],
    ['spam-1.0.tar.gz', 'spam', '1.0', [], []],
    ['spam_eggs-1.0.tar.gz', 'Spam.Eggs', '1.0', [], []],
    ['spam_eggs-1.0rc1.tar.gz', 'spam-eggs', '1.0.RC1', [], []],
    ['Spam.Eggs-1.0.tar.gz', 'Spam.Eggs', '1.0', ['file-name'], []],
    ['spam-eggs-1.0.tar.gz', 'spam-eggs', '1.0', ['file-name'], []],
    ['spam-1.0.zip', 'spam', '1.0', ['file-name'], []],
    ['spam-1.0.tgz', 'spam', '1.0', ['file-name'], []],
    ['spam-1.0.tar.gz', 'spam', '1.1', ['file-name'], []],
    ['spam-1.0.tar.gz', 'ham', '1.0', ['file-name'], []],
    ['spam-1.00.tar.gz', 'spam', '1.00', ['file-name'], []],
    ['spam-1.0\u0007.tar.gz', 'spam', '1.0', ['file-name'], []],
    ['x/spam-1.0.tar.gz', 'spam', '1.0', ['file-name'], []],
    ['x\\spam-1.0-py3-none-any.whl', 'spam', '1.0', ['file-name'], ['file-name']],
  ] as const)
    it(`${JSON.stringify(name)} of ${project} ${version}: ${[...everywhere, ...atPyPI].join(', ') || 'right'}`, () => {
      const file = readFile({ name, whole: whole(project, version) })
      assert.deepEqual(codesOf(judgeName(file)), everywhere)
      assert.deepEqual(codesOf(judgeNameForPyPI(file)), atPyPI)
    })

  it('says what the sdist has to be called', () =>
    assert.match(judgeName(readFile({ name: 'Spam-1.0.tar.gz', whole: whole('Spam', '1.0') }))[0]?.says ?? '', /spam-1\.0\.tar\.gz/))
  it('says how a wheel for any Linux comes to be taken', () =>
    assert.match(judgeNameForPyPI(readFile({ name: 'spam-1.0-cp311-cp311-linux_x86_64.whl' }))[0]?.says ?? '', /manylinux/))

  for (const member of ['METADATA', 'WHEEL', 'RECORD'])
    it(`refuses for PyPI a wheel whose ${member} is in a folder that is not spelled as its name`, () => {
      const right = `spam_eggs-1.0.dist-info/${member}`
      const file = readFile({ without: [right], more: [`Spam.Eggs-1.0.dist-info/${member}`] })
      assert.deepEqual(codesOf(judgeNameForPyPI(file)), ['dist-info'])
    })
})
