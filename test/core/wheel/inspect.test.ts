import assert from 'node:assert/strict'
import { sha256Of } from '../../../core/sha256.ts'
import { type Finding, inspectWheel } from '../../../core/wheel/inspect.ts'
import { nativeLook } from '../../../core/wheel/native-look.ts'
import { elfBytes } from '../../fakes/native-bytes.ts'
import type { WheelChange } from '../../fakes/wheel-bytes.ts'
import { wheelContents } from '../../fakes/wheel-contents.ts'

const file = 'foo-1.0-py3-none-any.whl'
const metadata = (change: string): string => `Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n${change}`
const wheel = (tags: string, version = '1.0'): string => `Wheel-Version: ${version}\nTag: ${tags.split(' ').join('\nTag: ')}\n`

function findings(name: string, change: WheelChange): string[] {
  return inspectWheel(name, wheelContents(name, change)).findings.map(brief)
}

function brief({ severity, code }: Finding): string {
  return `${severity} ${code}`
}

describe('a sound wheel', () => {
  for (const name of [
    file,
    'foo-1.0-2-py3-none-any.whl',
    'Foo_Bar-1.0+local.1-py2.py3-none-any.whl',
    'zope.interface-6.0-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    'foo-1.0-cp314-cp314-freebsd_14_4_release_amd64.whl',
  ])
    it(`${name} has no findings`, () => assert.deepEqual(findings(name, {}), []))

  for (const [name, notices] of [
    ['foo-1.0-cp314-cp314-freebsd_14_4_RELEASE_amd64.whl', ['notice platform']],
    ['foo-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', ['notice tags']],
    ['foo-1.0-cp315-abi3.abi3t-win_arm64.whl', ['notice abi3']],
  ] as const)
    it(`${name}, of which nobody has looked at the native code, has notices only`, () => assert.deepEqual(findings(name, {}), notices))

  it('has facts', () => {
    const name = 'Foo_Bar-1.0-cp314-cp314-win_amd64.whl'
    const contents = wheelContents(name, { files: { 'foo_bar/__init__.py': '', 'foo_bar/_x.cp314-win_amd64.pyd': 'MZ' } })
    const { facts } = inspectWheel(name, contents)
    assert.ok(facts !== undefined)
    assert.equal(facts.name.text, name)
    assert.deepEqual([facts.size, facts.sha256], [contents.size, contents.sha256])
    assert.equal(facts.metadata.name, 'foo-bar')
    assert.equal(facts.metadataSha256, sha256Of(facts.metadataBytes))
    assert.equal(Buffer.from(facts.metadataBytes).toString(), 'Metadata-Version: 2.1\nName: foo-bar\nVersion: 1.0\n')
    assert.deepEqual(facts.tags, [{ python: 'cp314', abi: 'cp314', platform: 'win_amd64' }])
    assert.deepEqual(facts.modules, ['foo_bar'])
    assert.deepEqual(facts.natives, ['foo_bar/_x.cp314-win_amd64.pyd'])
  })

  it('keeps METADATA byte for byte', () => {
    const bytes = Buffer.from('Metadata-Version: 2.1\r\nName: foo\r\nVersion: 1.0\r\n\r\ntext\r\n')
    const { facts } = inspectWheel(file, wheelContents(file, { METADATA: bytes }))
    assert.deepEqual(Buffer.from(facts?.metadataBytes ?? ''), bytes)
    assert.equal(facts?.metadata.version, '1.0')
  })
})

describe('findings', () => {
  for (const [why, change, expected] of [
    ['METADATA of another project', { METADATA: 'Metadata-Version: 2.1\nName: bar\nVersion: 1.0\n' }, ['error name']],
    ['METADATA of another version', { METADATA: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.1\n' }, ['error version']],
    ['no METADATA', { METADATA: undefined }, ['error metadata']],
    ['METADATA that is not UTF-8', { METADATA: Buffer.from('Name: f\xf6o', 'latin1') }, ['error metadata']],
    ['empty METADATA', { METADATA: '' }, ['error metadata-version', 'error name', 'error version']],
    ['METADATA of a newer minor version', { METADATA: metadata('').replace('2.1', '2.7') }, ['warning metadata-version']],
    ['METADATA of a much newer minor version', { METADATA: metadata('').replace('2.1', '2.10') }, ['warning metadata-version']],
    ['an unsound Requires-Python', { METADATA: metadata('Requires-Python: >=3.6.*\n') }, ['warning requires-python']],
    ['no WHEEL', { WHEEL: undefined }, ['error wheel-file']],
    ['WHEEL of a newer minor version', { WHEEL: wheel('py3-none-any', '1.9') }, ['warning wheel-version']],
    ['WHEEL with another tag', { WHEEL: wheel('py2-none-any') }, ['error tags', 'error tags']],
    ['WHEEL with a build tag', { WHEEL: `${wheel('py3-none-any')}Build: 1\n` }, ['warning build-tag']],
    ['no RECORD', { RECORD: undefined }, ['error record']],
    ['an unreadable RECORD', { RECORD: 'foo.py\n' }, ['error record']],
    ['an empty RECORD', { RECORD: '' }, ['error record-unlisted']],
    ['RECORD of other files', { RECORD: 'bar.py,,\nfoo-1.0.dist-info/RECORD,,\n' }, ['error record-missing', 'error record-unlisted']],
    ['a .dist-info of another project', { folder: 'bar-1.0.dist-info' }, ['error dist-info']],
    ['a .dist-info of another version', { folder: 'foo-1.1.dist-info' }, ['error dist-info']],
    ['a .dist-info of no version', { folder: 'foo.dist-info' }, ['error dist-info']],
    ['a .dist-info spelled otherwise', { folder: 'FOO-1.0.0.dist-info' }, []],
    ['a hostile member', { files: { '../evil.py': 'x' } }, ['error member-path']],
    ['native code for any platform', { files: { 'foo/x.so': 'x' } }, ['warning native']],
  ] as const satisfies readonly (readonly [string, WheelChange, readonly string[]])[]) {
    it(`${why}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(findings(file, change), expected))
  }

  for (const [why, name, change, expected] of [
    ['a name that is none', 'foo-1.0.whl', {}, ['error file-name']],
    ['a build tag that WHEEL lacks', 'foo-1.0-2-py3-none-any.whl', { WHEEL: wheel('py3-none-any') }, ['warning build-tag']],
    ['another build tag', 'foo-1.0-2-py3-none-any.whl', { WHEEL: `${wheel('py3-none-any')}Build: 3\n` }, ['warning build-tag']],
    ['tags in another order', 'foo-1.0-py2.py3-none-any.whl', { WHEEL: wheel('py3-none-any py2-none-any') }, []],
    ['tags compressed', 'foo-1.0-py2.py3-none-any.whl', { WHEEL: wheel('py2.py3-none-any') }, []],
    ['tags of another case', 'foo-1.0-py3-none-Win32.whl', { WHEEL: wheel('py3-none-win32') }, ['notice platform']],
    ['a tag less', 'foo-1.0-py2.py3-none-any.whl', { WHEEL: wheel('py3-none-any') }, ['error tags']],
    ['native code for one platform', 'foo-1.0-py3-none-win32.whl', { files: { 'foo.dll': 'x' } }, []],
    ['no native code for one platform', 'foo-1.0-py3-none-win32.whl', { files: { 'foo.py': '' } }, ['warning native-missing']],
    ['no native code for one Python', 'foo-1.0-cp312-cp312-win32.whl', { files: { 'foo.py': '' } }, ['error native-missing']],
    [
      'native code where pure code belongs',
      'foo-1.0-cp312-cp312-win32.whl',
      { files: { 'foo.pyd': '' }, WHEEL: `${wheel('cp312-cp312-win32')}Root-Is-Purelib: true\n` },
      ['warning wheel-file'],
    ],
    ['abi3 lost', 'foo-1.0-cp312-cp312-linux_x86_64.whl', { files: { 'foo.abi3.so': '' } }, ['warning abi3']],
  ] as const) {
    it(`${why}: ${expected.join(', ') || 'none'}`, () => {
      const contents = wheelContents(name === 'foo-1.0.whl' ? file : name, change)
      assert.deepEqual(inspectWheel(name, contents).findings.map(brief), expected)
    })
  }

  it('tells of what was seen of native code', () => {
    const name = 'foo-1.0-cp38-abi3-linux_x86_64.whl'
    const { look, seen } = nativeLook(name)
    look.see('foo.abi3.so', elfBytes({ machine: 183, symbols: [{ name: '_PyLong_Sign' }] }))
    const { findings: found } = inspectWheel(name, wheelContents(name, { files: { 'foo.abi3.so': '' } }), seen)
    assert.deepEqual(found.map(brief), ['error machine', 'error abi3'])
  })

  it('names the file in each', () => {
    const { findings: found } = inspectWheel(file, wheelContents(file, { WHEEL: undefined, RECORD: undefined }))
    assert.deepEqual(
      found.map((one) => one.file),
      [file, file],
    )
  })

  it('has no .dist-info', () => {
    const contents = { ...wheelContents(file), entries: [{ path: 'foo.py', size: 1 }], members: new Map() }
    const { facts, findings: found } = inspectWheel(file, contents)
    assert.equal(facts, undefined)
    assert.deepEqual(found.map(brief), ['error dist-info'])
  })

  it('has a second .dist-info', () => {
    const contents = wheelContents(file, { files: { 'foo.py': '', 'bar-1.0.dist-info/METADATA': metadata('') } })
    const { facts, findings: found } = inspectWheel(file, contents)
    assert.equal(facts, undefined)
    assert.deepEqual(found.map(brief), ['error dist-info'])
  })

  it('still has facts of a wheel with other faults', () => {
    assert.ok(inspectWheel(file, wheelContents(file, { RECORD: undefined, WHEEL: undefined })).facts !== undefined)
    assert.ok(inspectWheel(file, wheelContents(file, { METADATA: undefined })).facts === undefined)
  })

  it('does not take a .dist-info deeper in', () =>
    assert.deepEqual(findings(file, { files: { 'foo/bar-1.0.dist-info/METADATA': '', 'foo/__init__.py': '' } }), []))
})
