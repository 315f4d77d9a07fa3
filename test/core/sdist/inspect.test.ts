import assert from 'node:assert/strict'
import type { SdistContents } from '../../../core/sdist/contents.ts'
import { inspectSdist, keepSdistMember } from '../../../core/sdist/inspect.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { pkgInfo } from '../../fakes/sdist-bytes.ts'

const contents = (folder: string, info: string | Uint8Array | undefined, more: readonly string[] = []): SdistContents => {
  const paths = [`${folder}/setup.py`, ...(info === undefined ? [] : [`${folder}/PKG-INFO`]), ...more]
  const members = new Map(info === undefined ? [] : [[`${folder}/PKG-INFO`, new Uint8Array(Buffer.from(info))]])
  return { size: 7, sha256: sha256Of('x'), entries: paths.map((path) => ({ path, kind: 'file' })), members }
}
const found = (file: string, read: SdistContents): string[] =>
  inspectSdist(file, read).findings.map(({ code, severity }) => `${severity} ${code}`)

describe('an sdist', () => {
  it('is sound as PEP 625 has it', () => {
    const info = pkgInfo('My.Demo', '1.0', 'Requires-Python: >=3.9\nSummary: one\n')
    const { facts, findings } = inspectSdist('my_demo-1.0.tar.gz', contents('my_demo-1.0', info))
    assert.deepEqual(findings, [])
    assert.deepEqual(
      [facts?.project, facts?.version.canonical, facts?.metadata.requiresPython, facts?.metadata.summary, facts?.size, facts?.sha256],
      ['my-demo', '1.0', '>=3.9', 'one', 7, sha256Of('x')],
    )
  })

  for (const [file, name, version, project = name] of [
    ['My.Demo-1.0.tar.gz', 'My.Demo', '1.0', 'my-demo'],
    ['my-demo-1.0.tar.gz', 'my-demo', '1.0'],
    ['foo-bar-1.0-1.tar.gz', 'foo-bar', '1.0.post1'],
    ['demo-1.0.zip', 'demo', '1.0'],
    ['demo-1.0-beta.tar.gz', 'demo', '1.0b0'],
    ['demo-v1.00.tar.gz', 'demo', '1.0'],
  ] as const)
    it(`takes the old name ${file} for ${project} ${version}, with a warning`, () => {
      const read = contents(file.replace(/\.(?:tar\.gz|zip)$/, ''), pkgInfo(name, version))
      const { facts, findings } = inspectSdist(file, read)
      assert.deepEqual(
        findings.map(({ code, severity }) => `${severity} ${code}`),
        ['warning file-name'],
      )
      assert.deepEqual([facts?.project, facts?.version.canonical], [project, version])
    })

  const info = pkgInfo('demo', '1.0')
  for (const [what, code, file, read] of [
    ['of another project inside', 'error name', 'demo-1.0.tar.gz', contents('demo-1.0', pkgInfo('other', '1.0'))],
    ['of no name inside', 'error name', 'demo-1.0.tar.gz', contents('demo-1.0', pkgInfo('', '1.0'))],
    ['of another version inside', 'error version', 'demo-1.0.tar.gz', contents('demo-1.0', pkgInfo('demo', '1.1'))],
    ['of no version inside', 'error version', 'demo-1.0.tar.gz', contents('demo-1.0', pkgInfo('demo', 'one'))],
    ['without PKG-INFO', 'error metadata', 'demo-1.0.tar.gz', contents('demo-1.0', undefined)],
    ['whose PKG-INFO is not UTF-8', 'error metadata', 'demo-1.0.tar.gz', contents('demo-1.0', new Uint8Array([0xff]))],
    ['whose PKG-INFO lies deeper', 'error metadata', 'demo-1.0.tar.gz', contents('demo-1.0', undefined, ['demo-1.0/src/PKG-INFO'])],
    ['with two folders on top', 'error top-folder', 'demo-1.0.tar.gz', contents('demo-1.0', info, ['other/x'])],
    ['with a file beside the folder', 'error top-folder', 'demo-1.0.tar.gz', contents('demo-1.0', info, ['setup.py'])],
    ['without a folder', 'error top-folder', 'demo-1.0.tar.gz', { ...contents('x', info), entries: [{ path: 'PKG-INFO', kind: 'file' }] }],
    ['without a member', 'error top-folder', 'demo-1.0.tar.gz', { ...contents('x', info), entries: [] }],
    ['whose folder is named otherwise', 'warning top-folder', 'demo-1.0.tar.gz', contents('source', info)],
    ['with a member that climbs', 'error member-path', 'demo-1.0.tar.gz', contents('demo-1.0', info, ['demo-1.0/../../x'])],
    ['with a file twice', 'error member-duplicate', 'demo-1.0.tar.gz', contents('demo-1.0', info, ['demo-1.0/PKG-INFO'])],
    ['of newer metadata', 'warning metadata-version', 'demo-1.0.tar.gz', contents('demo-1.0', info.replace('2.2', '2.9'))],
    ['of metadata that nobody knows', 'error metadata-version', 'demo-1.0.tar.gz', contents('demo-1.0', info.replace('2.2', '3.0'))],
    [
      'with a Requires-Python that is none',
      'warning requires-python',
      'demo-1.0.tar.gz',
      contents('demo-1.0', pkgInfo('demo', '1.0', 'Requires-Python: 3.x\n')),
    ],
    ['whose name has no version', 'error file-name', 'demo.tar.gz', contents('demo', info)],
    ['whose name holds white space', 'error file-name', 'demo-1.0 .tar.gz', contents('demo-1.0 ', info)],
    ['whose name is of no project', 'error file-name', '_-1.0.tar.gz', contents('_-1.0', info)],
  ] as const)
    it(`is told when it is one ${what}`, () => assert.deepEqual(found(file, read), [code]))

  it('names the file in every finding, and has no facts without PKG-INFO', () => {
    const { facts, findings } = inspectSdist('demo-1.0.tar.gz', contents('demo-1.0', undefined))
    assert.deepEqual([facts, findings.map(({ file }) => file)], [undefined, ['demo-1.0.tar.gz']])
  })

  it('is read for PKG-INFO of the folder on top', () => {
    assert.deepEqual(['d/PKG-INFO', 'PKG-INFO', 'd/e/PKG-INFO', 'd/PKG-INFO/x'].filter(keepSdistMember), ['d/PKG-INFO'])
  })
})
