import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { type Retag, retagOf, retagScript } from '../../../core/build/retag.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { findPython } from '../../servers/python.ts'

describe('the name that a wheel is given', () => {
  const cases: [file: string, platform: string, build: number, retag: boolean, is: Retag | undefined][] = [
    ['a-1-cp312-cp312-linux_x86_64.whl', 'manylinux_2_28_x86_64', 0, true, { platform: 'manylinux_2_28_x86_64', build: 0 }],
    ['a-1-cp312-cp312-linux_x86_64.whl', 'manylinux_2_28_x86_64', 0, false, undefined],
    ['a-1-cp312-cp312-freebsd_14_4_RELEASE_amd64.whl', 'freebsd_14_4_release_amd64', 0, true, undefined],
    ['a-1-cp312-cp312-linux_x86_64.whl', 'FreeBSD_14.4-release_amd64', 0, true, { platform: 'freebsd_14_4_release_amd64', build: 0 }],
    ['a-1-cp312-cp312-linux_x86_64.whl', 'linux_x86_64', 2, false, { platform: '', build: 2 }],
    ['a-1-2-cp312-cp312-linux_x86_64.whl', 'linux_x86_64', 2, false, undefined],
    ['a-1-3-cp312-cp312-linux_x86_64.whl', 'linux_x86_64', 2, true, undefined],
    ['a-1-py3-none-any.whl', 'linux_x86_64', 0, true, undefined],
    ['a-1-py3-none-any.whl', 'linux_x86_64', 2, true, { platform: '', build: 2 }],
  ]
  for (const [file, platform, build, retag, is] of cases)
    it(`changes ${file} for ${platform}${build === 0 ? '' : `, build ${build}`}${retag ? ', to be retagged' : ''} ${is === undefined ? 'not at all' : 'so'}`, () => {
      const name = parseWheelName(file)
      assert.ok(name !== undefined)
      assert.deepEqual(retagOf(name, { platform, build }, retag), is)
    })
})

describe('the script that renames a wheel', () => {
  let python: string
  let folder: string
  before(function () {
    python = findPython(this)
  })
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'retag-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function rename(file: string, { platform, build }: Retag, change: Parameters<typeof wheelBytes>[1] = {}, into = 'out'): string {
    const wheel = join(folder, file)
    writeFileSync(wheel, wheelBytes(file, change))
    mkdirSync(join(folder, into))
    execFileSync(python, ['-I', '-c', retagScript, join(folder, into), wheel, platform, String(build)])
    const [made = ''] = readdirSync(join(folder, into))
    return join(folder, into, made)
  }

  const cases: [file: string, retag: Retag, is: string][] = [
    [
      'a_b-1.0-cp312-cp312-linux_x86_64.whl',
      { platform: 'manylinux_2_28_x86_64', build: 0 },
      'a_b-1.0-cp312-cp312-manylinux_2_28_x86_64.whl',
    ],
    ['a_b-1.0-cp312-cp312-linux_x86_64.whl', { platform: '', build: 3 }, 'a_b-1.0-3-cp312-cp312-linux_x86_64.whl'],
    ['a_b-1.0-1-cp312-abi3-linux_x86_64.whl', { platform: 'freebsd_14_amd64', build: 2 }, 'a_b-1.0-2-cp312-abi3-freebsd_14_amd64.whl'],
    ['a_b-1.0-1x-py2.py3-none-any.whl', { platform: '', build: 7 }, 'a_b-1.0-7-py2.py3-none-any.whl'],
    ['a_b-1.0-1-py2.py3-none-linux_x86_64.whl', { platform: 'win32', build: 0 }, 'a_b-1.0-1-py2.py3-none-win32.whl'],
  ]
  for (const [file, retag, is] of cases)
    it(`makes of ${file} a sound ${is}`, async () => {
      const made = rename(file, retag)
      assert.equal(made.split('/').at(-1), is)
      const { findings } = await inspectWheelFile(made, { wheelFiles })
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      )
    })

  it('keeps all other members, in their order', async () => {
    const files = { 'a.py': 'x = 1\n', 'a/"b", c.py': 'y = 2\n', 'a/native.so': Buffer.from([0, 1, 2, 255]) }
    const file = 'a-1-cp312-cp312-linux_x86_64.whl'
    const made = rename(file, { platform: 'win32', build: 1 }, { files })
    const [old, renamed] = await Promise.all([join(folder, file), made].map(async (path) => await wheelFiles.open(path, () => true)))
    const others = (path: string): boolean => !/dist-info\/(?:WHEEL|RECORD)$/.test(path)
    const told = (contents: typeof old): unknown =>
      contents?.entries.map(({ path, size, sha256 }) => (others(path) ? [path, size, sha256] : [path]))
    assert.deepEqual(told(renamed), told(old))
  })

  it('comes to the same bytes of the same wheel', () => {
    const retag = { platform: 'win32', build: 1 }
    const [one, two] = ['one', 'two'].map((into) => readFileSync(rename('a-1-cp312-cp312-linux_x86_64.whl', retag, {}, into)))
    assert.deepEqual(one, two)
  })

  it('refuses a wheel without a WHEEL', () =>
    assert.throws(() => rename('a-1-cp312-cp312-linux_x86_64.whl', { platform: 'win32', build: 0 }, { WHEEL: undefined })))
})
