import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { readCandidate, type ReadCandidate } from '../../../flows/index-change/read-candidate.ts'
import { pkgInfo, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

const more = 'Requires-Python: >=3.9\nSummary: A can of it\n'
const build = { run: '7', commit: 'c0ffee' }

describe('readCandidate', () => {
  let folder: string
  before(() => (folder = mkdtempSync(join(tmpdir(), 'candidate-'))))
  after(() => rmSync(folder, { recursive: true }))
  const read = async (name: string, bytes: Uint8Array): Promise<ReadCandidate> => {
    writeFileSync(join(folder, name), bytes)
    return await readCandidate(join(folder, name), build, { wheelFiles, sdistFiles })
  }

  it('tells of a wheel what an index does, with its METADATA as it stands in it', async () => {
    const name = 'My_Spam-1.0-py3-none-any.whl'
    const metadata = `Metadata-Version: 2.1\nName: My_Spam\nVersion: 1.0\n${more}`
    const bytes = wheelBytes(name, { METADATA: metadata })
    const { candidate, findings } = await read(name, bytes)
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      [],
    )
    assert.deepEqual(candidate, {
      filename: name,
      project: 'my-spam',
      file: { path: join(folder, name), size: bytes.length, sha256: sha256Of(bytes) },
      metadata: { bytes: candidate?.metadata?.bytes, sha256: sha256Of(metadata) },
      requiresPython: '>=3.9',
      summary: 'A can of it',
      build,
    })
    assert.equal(Buffer.from(candidate?.metadata?.bytes ?? []).toString(), metadata)
  })

  it('tells of an sdist the same, without METADATA beside it', async () => {
    const bytes = sdistBytes('spam-1.0.tar.gz', { 'PKG-INFO': pkgInfo('spam', '1.0', more) })
    const { candidate } = await read('spam-1.0.tar.gz', bytes)
    assert.deepEqual(candidate, {
      filename: 'spam-1.0.tar.gz',
      project: 'spam',
      file: { path: join(folder, 'spam-1.0.tar.gz'), size: bytes.length, sha256: sha256Of(bytes) },
      requiresPython: '>=3.9',
      summary: 'A can of it',
      build,
    })
  })

  for (const name of ['spam-1.0-py3-none-any.whl', 'spam-1.0.tar.gz'])
    it(`has nothing to list of what is no ${name}, and says why`, async () => {
      const { candidate, findings } = await read(name, Buffer.from('neither zip nor tar'))
      assert.equal(candidate, undefined)
      assert.ok(findings.some(({ severity }) => severity === 'error'))
    })
})
