import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { S3Object } from '../../../local-agent/services/s3-body.ts'
import { FolderBucket } from '../../../local-agent/services/s3-folder.ts'

const object = (text: string, headers = {}): S3Object => ({
  bytes: Buffer.from(text),
  etag: '"-"',
  headers: { 'content-type': 'text/plain', ...headers },
  modified: new Date(),
})

describe('a bucket in a folder', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bucket-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is there again, with what its headers were and ETags that are its bytes', () => {
    new FolderBucket(folder).set('simple/a/index.json', object('{}', { 'x-amz-meta-sha256': 'ab' }))
    const again = new FolderBucket(folder)
    const { bytes, etag, headers } = again.get('simple/a/index.json') ?? assert.fail()
    assert.deepEqual([bytes.toString(), etag], ['{}', '"99914b932bd37a50b983c5e7c90ae93b"'])
    assert.deepEqual(headers, { 'content-type': 'text/plain', 'x-amz-meta-sha256': 'ab' })
    assert.equal(readFileSync(join(folder, 'simple/a/index.json'), 'utf8'), '{}')
  })

  it('is any folder of files, with their times', () => {
    mkdirSync(join(folder, 'packages'))
    writeFileSync(join(folder, 'packages', 'a-1.whl'), 'x')
    const found = new FolderBucket(folder).get('packages/a-1.whl')
    assert.deepEqual(found?.modified, statSync(join(folder, 'packages', 'a-1.whl')).mtime)
    assert.equal(found?.headers['content-type'], 'binary/octet-stream')
  })

  it('forgets what is deleted, headers and all', () => {
    const bucket = new FolderBucket(folder)
    bucket.set('a/b', object('x'))
    assert.deepEqual([bucket.delete('a/b'), bucket.delete('a/b'), bucket.size], [true, false, 0])
    const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.deepEqual([left, new FolderBucket(folder).size], [[], 0])
  })

  it('lists nothing that was being written when its server was killed, and meets new bytes with no headers of before', () => {
    const bucket = new FolderBucket(folder)
    bucket.set('a', object('old', { 'x-amz-checksum-sha256': 'of old' }))
    writeFileSync(join(folder, 'b.%new'), 'half')
    mkdirSync(join(folder, '.headers', 'a.%new'))
    assert.throws(() => bucket.set('a', object('new')))
    const again = new FolderBucket(folder)
    assert.deepEqual([...again.keys()], ['a'])
    assert.deepEqual([String(again.get('a')?.bytes), again.get('a')?.headers], ['new', { 'content-type': 'binary/octet-stream' }])
  })

  it('keeps the key of anything, and nothing outside of its folder', () => {
    const part = fc.oneof(fc.constantFrom('', '.', '..', '.headers', '%', '%-', '%%-', 'a b', 'ü+&'), fc.stringMatching(/^[\w%.-]{1,20}$/))
    const keys = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `k${parts.join('/')}`)
    fc.assert(
      fc.property(keys, (key) => {
        const inner = join(folder, 'inner')
        rmSync(inner, { recursive: true, force: true })
        new FolderBucket(inner).set(key, object('x'))
        assert.deepEqual([[...new FolderBucket(inner).keys()], readdirSync(folder)], [[key], ['inner']])
      }),
      { numRuns: 100 },
    )
  })
})
