import assert from 'node:assert/strict'
import type { SdistFiles } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'
import { inspectSdistFile } from '../../flows/inspect-sdist.ts'
import { rejectedCode } from '../fakes/problem-code.ts'
import { pkgInfo } from '../fakes/sdist-bytes.ts'

const failing = (error: Error): { sdistFiles: SdistFiles } => ({ sdistFiles: { open: () => Promise.reject(error) } })

describe('inspecting an sdist on disk', () => {
  it('asks for PKG-INFO alone', async () => {
    const sdistFiles: SdistFiles = {
      open: (_path, keep) => {
        const paths = ['demo-1.0/PKG-INFO', 'demo-1.0/setup.py']
        const members = new Map(paths.filter(keep).map((path) => [path, new TextEncoder().encode(pkgInfo('demo', '1.0'))]))
        assert.equal(members.size, 1)
        return Promise.resolve({ size: 1, sha256: sha256Of(''), entries: paths.map((path) => ({ path, kind: 'file' })), members })
      },
    }
    const { facts, findings } = await inspectSdistFile('/x/demo-1.0.tar.gz', { sdistFiles })
    assert.deepEqual([facts?.project, findings], ['demo', []])
  })

  it('makes a finding of an archive that cannot be read', async () => {
    const problem = new Problem('FILE_INVALID', 'demo-1.0.tar.gz is no sound sdist: it ends.', '')
    const { facts, findings } = await inspectSdistFile('/x/demo-1.0.tar.gz', failing(problem))
    assert.deepEqual(
      [facts, findings],
      [undefined, [{ file: 'demo-1.0.tar.gz', code: 'archive', severity: 'error', says: 'it is no sound sdist: it ends' }]],
    )
  })

  it('passes on whatever else fails', async () => {
    assert.equal(await rejectedCode(inspectSdistFile('x', failing(new Problem('STORE_REFUSED', '', '')))), 'STORE_REFUSED')
    await assert.rejects(inspectSdistFile('x', failing(new Error('ours'))), /ours/)
  })
})
