import assert from 'node:assert/strict'
import { preflight } from '../../../core/release/preflight.ts'

const pypi = 'https://upload.pypi.org/legacy/'
const own = 'https://host.example/legacy/'
const wheel = (tags: string, version = '1.0'): { name: string; project: string; version: string } => ({
  name: `spam-${version}-${tags}.whl`,
  project: 'spam',
  version,
})

describe('preflight', () => {
  for (const [file, atPyPI, elsewhere] of [
    [wheel('py3-none-any'), 0, 0],
    [wheel('cp311-cp311-manylinux_2_17_x86_64'), 0, 0],
    [wheel('cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64'), 0, 0],
    [wheel('cp311-cp311-musllinux_1_2_aarch64'), 0, 0],
    [wheel('cp311-cp311-win_amd64'), 0, 0],
    [wheel('cp311-cp311-macosx_11_0_arm64'), 0, 0],
    [wheel('cp311-cp311-linux_armv7l'), 0, 0],
    [wheel('cp311-cp311-linux_x86_64'), 1, 0],
    [wheel('cp311-cp311-linux_aarch64'), 1, 0],
    [wheel('py3-none-any', '1.0+local'), 1, 0],
    [wheel('cp311-cp311-linux_x86_64', '1.0+cu12'), 2, 0],
    [wheel('py3-none-any', '1.0rc1'), 0, 0],
    [{ name: 'spam-1.0.tar.gz', project: 'spam', version: '1.0' }, 0, 0],
    [{ name: 'spam_eggs-1.0.tar.gz', project: 'Spam.Eggs', version: '1.0' }, 0, 0],
    [{ name: 'spam_eggs-1.0rc1.tar.gz', project: 'spam-eggs', version: '1.0.RC1' }, 0, 0],
    [{ name: 'Spam.Eggs-1.0.tar.gz', project: 'Spam.Eggs', version: '1.0' }, 1, 1],
    [{ name: 'spam-1.0.zip', project: 'spam', version: '1.0' }, 1, 1],
    [{ name: 'spam-1.0.tar.gz', project: 'spam', version: '1.1' }, 1, 1],
    [{ name: 'spam-1.0.tar.gz', project: 'ham', version: '1.0' }, 1, 1],
    [{ name: 'spam-x.tar.gz', project: 'spam', version: 'x' }, 1, 1],
  ] as const)
    it(`${file.name} of ${file.project} ${file.version}: ${atPyPI} faults for PyPI, ${elsewhere} elsewhere`, () => {
      assert.equal(preflight(file, pypi).length, atPyPI)
      assert.equal(preflight(file, own).length, elsewhere)
    })
})
