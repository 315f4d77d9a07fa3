import assert from 'node:assert/strict'
import type { FileEntry } from '../../../../core/index/entry.ts'
import { parseMetadata } from '../../../../core/python/metadata.ts'
import { diffRelease, metadataToRead, type OldMetadata } from '../../../../core/release/diff/release-diff.ts'
import { sha256Of } from '../../../../core/sha256.ts'

const entry = (filename: string, change: Partial<FileEntry> = {}): FileEntry => ({ filename, url: '', yanked: false, size: 10, ...change })
const listing = (...files: FileEntry[]): { files: FileEntry[]; deleted: string[] } => ({ files, deleted: [] })
const planned = (name: string): { name: string; size: number; sha256: ReturnType<typeof sha256Of> } => ({
  name,
  size: 20,
  sha256: sha256Of(name),
})
const release = { project: 'spam', version: '2.0', files: [planned('spam-2.0-py3-none-any.whl')] }
const now = parseMetadata('Name: spam\nVersion: 2.0\nRequires-Python: >=3.9\nRequires-Dist: eggs')
const old: OldMetadata = { kind: 'read', metadata: parseMetadata('Name: spam\nVersion: 1.0\nRequires-Python: >=3.8') }
const unread: OldMetadata = { kind: 'unread', why: 'nobody serves them' }

describe('what a release changes', () => {
  it('is all new where it is the first', () => {
    const diff = diffRelease(release, now, undefined, unread)
    assert.deepEqual([diff.first, diff.last, diff.files, diff.fields, diff.unread], [true, undefined, undefined, [], ''])
  })
  it('is told by files and by metadata', () => {
    const diff = diffRelease(release, now, listing(entry('spam-1.0.tar.gz')), old)
    assert.deepEqual([diff.first, diff.last, diff.there, diff.newer], [false, '1.0', 0, undefined])
    assert.deepEqual([diff.files?.gained, diff.files?.lost], [['py3-none-any'], ['sdist']])
    assert.deepEqual(
      diff.fields.map(({ field }) => field),
      ['Requires-Python', 'Requires-Dist'],
    )
  })
  it('is told by Requires-Python of the index where no metadata can be read, and says why', () => {
    const diff = diffRelease(release, now, listing(entry('spam-1.0.tar.gz', { requiresPython: '>=3.7' })), unread)
    assert.deepEqual(diff.fields, [{ field: 'Requires-Python', gone: ['>=3.7'], added: ['>=3.9'] }])
    assert.equal(diff.unread, 'nobody serves them')
  })
  it('counts files of the same version that are there already, each once', () => {
    const held = listing(entry('spam-1.0.tar.gz'), entry('spam-2.0.tar.gz'), entry('spam-2.0-py3-none-any.whl'))
    const diff = diffRelease(release, now, held, old)
    assert.deepEqual([diff.there, diff.files?.now, diff.files?.lost], [2, { files: 2, bytes: 30 }, []])
  })
  it('says so where its own files tell nothing', () => {
    const diff = diffRelease(release, undefined, listing(entry('spam-1.0.tar.gz')), old)
    assert.deepEqual(diff.fields, [])
    assert.match(diff.unread, /none of its own/)
  })
})

describe('the metadata that are read of the version before', () => {
  const sha256 = sha256Of('m')
  for (const [what, files, expected] of [
    [
      'of the first wheel that has them with a hash',
      [entry('spam-1.0-cp39-cp39-win32.whl', { metadata: true }), entry('spam-1.0-py3-none-any.whl', { metadata: sha256 })],
      'spam-1.0-py3-none-any.whl',
    ],
    ['none without a hash', [entry('spam-1.0-py3-none-any.whl', { metadata: true })], undefined],
    ['none of an sdist, which may build others', [entry('spam-1.0.tar.gz', { metadata: sha256 })], undefined],
    ['none of another version', [entry('spam-1.0.tar.gz'), entry('spam-0.9-py3-none-any.whl', { metadata: sha256 })], undefined],
  ] as const)
    it(`are ${what}`, () => assert.equal(metadataToRead(release, listing(...files))?.file.filename, expected))
  it('are none where nothing is published', () => assert.equal(metadataToRead(release, undefined), undefined))
})
