import assert from 'node:assert/strict'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { RowResult } from '../../../core/build/result.ts'
import { besidesTable } from '../../../core/build/tell-besides.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { built, failed } from './results.ts'

const file = (name: string, is: Partial<BuiltFile> = {}): BuiltFile => ({
  name,
  size: 9_300_000,
  sha256: sha256Of(name),
  project: 'spam',
  version: '1.0',
  tags: [],
  source: 'libs/spam',
  seconds: 1,
  origin: 'extra',
  made_with: 'spam-1.0-py3-none-any.whl',
  release: true,
  ...is,
})
const withBesides = (...besides: BuiltFile[]): RowResult => {
  const result = built('spam')
  assert.ok(result.kind === 'built')
  return { ...result, besides }
}

describe('what a job has left besides its wheels', () => {
  it('is not told of where there is nothing', () => assert.deepEqual(besidesTable([built('spam'), failed('eggs', 'no.')]), []))
  it('is told with the wheel that it was made with, or with its source', () => {
    const sdist = file('spam-1.0.tar.gz', { origin: 'built' })
    const [told = ''] = besidesTable([withBesides(file('tool-x64.exe'), sdist)])
    assert.match(told, /^### Besides: 2 files\n/)
    assert.match(told, /<code>tool-x64\.exe<\/code> \| 9\.3 MB \| <code>\w{12}<\/code> \| after spam-1\.0-py3-none-any\.whl \|/)
    assert.match(told, /<code>spam-1\.0\.tar\.gz<\/code> .* \| libs\/spam \|/)
  })
  it('is told once where two rows share it, also of a row that was kept', () => {
    const kept: RowResult = { ...withBesides(), kind: 'kept', attempt: 1, besides: [file('tool.exe')] } as RowResult
    assert.match(besidesTable([withBesides(file('tool.exe')), kept]).join(''), /^### Besides: 1 file\n/)
  })
  it('can add no markup', () => {
    const [told = ''] = besidesTable([withBesides(file('a|<b>.exe'))])
    assert.ok(!told.includes('<b>') && !told.includes('a|'))
  })
})
