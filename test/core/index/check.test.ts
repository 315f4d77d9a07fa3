import assert from 'node:assert/strict'
import {
  type Check,
  isPage,
  judgeBare,
  judgeCache,
  judgeFile,
  judgeMetadata,
  judgeMissing,
  judgeRoot,
  remedyOf,
} from '../../../core/index/check.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import type { WebAnswer } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'

const at = 'https://me:secret@wheels.example.com/simple/demo/'
const bytes = new TextEncoder().encode('a wheel')
const file: FileEntry = {
  filename: 'demo-1.0-py3-none-any.whl',
  url: 'https://wheels.example.com/packages/demo-1.0-py3-none-any.whl',
  sha256: sha256Of(bytes),
  size: bytes.length,
  yanked: false,
  metadata: sha256Of('METADATA'),
}

const answer = (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = '', url = at): WebAnswer => ({
  status,
  headers,
  url,
  bytes: typeof body === 'string' ? new TextEncoder().encode(body) : body,
})

describe('the check of an index from outside', () => {
  describe('of a missing project', () => {
    for (const [status, result, remedy] of [
      [404, 'ok', /^$/],
      [403, 'wrong', /s3:ListBucket.*origin access control/],
      [401, 'wrong', /secret variable/],
      [200, 'wrong', /answer 404/],
      [410, 'wrong', /answer 404/],
      [400, 'wrong', /answer 404/],
    ] as const)
      it(`finds ${status} ${result}`, () => {
        const check = judgeMissing(answer(status))
        assert.equal(check.result, result)
        assert.match(check.remedy, remedy)
      })

    it('says why 403 is worse than it looks', () => assert.match(judgeMissing(answer(403)).says, /uv stops/))
  })

  describe('of the root page', () => {
    for (const [status, type, result] of [
      [200, 'text/html; charset=utf-8', 'ok'],
      [200, 'application/vnd.pypi.simple.v1+json', 'ok'],
      [200, 'application/json', 'note'],
      [404, 'text/plain', 'note'],
      [403, 'application/xml', 'note'],
    ] as const)
      it(`finds ${status} ${type} ${result}, for no installer reads it`, () =>
        assert.equal(judgeRoot(answer(status, { 'content-type': type })).result, result))
  })

  describe('without the slash', () => {
    const bare = at.slice(0, -1)
    for (const [what, given, result] of [
      ['a redirect', answer(200), 'ok'],
      ['an answer of its own', answer(200, {}, '', bare), 'note'],
      ['404', answer(404, {}, '', bare), 'note'],
      ['403', answer(403, {}, '', bare), 'note'],
    ] as const)
      it(`finds ${what} ${result}`, () => assert.equal(judgeBare(given, bare).result, result))
  })

  describe('of Cache-Control', () => {
    for (const [control, result] of [
      ['max-age=0, must-revalidate', 'ok'],
      ['max-age=600', 'ok'],
      ['public, max-age=601', 'warning'],
      ['max-age=86400, must-revalidate', 'warning'],
      ['max-age=86400, no-cache', 'ok'],
      ['no-store', 'ok'],
      ['public', 'ok'],
      ['', 'note'],
    ] as const)
      it(`finds '${control}' ${result}`, () =>
        assert.equal(judgeCache(answer(200, control === '' ? {} : { 'cache-control': control })).result, result))

    it('says for how long a file may stay unseen', () =>
      assert.match(judgeCache(answer(200, { 'cache-control': 'max-age=3600' })).says, /60 minutes/))
  })

  describe('of a file', () => {
    const other = new TextEncoder().encode('a whee1')
    const head = (length?: number): WebAnswer => answer(200, length === undefined ? {} : { 'content-length': String(length) })
    for (const [what, given, whole, result] of [
      ['the very bytes', answer(200, {}, bytes), true, 'ok'],
      ['other bytes of the same length', answer(200, {}, other), true, 'wrong'],
      ['fewer bytes', answer(200, {}, bytes.subarray(1)), true, 'wrong'],
      ['compressed bytes', answer(200, { 'content-encoding': 'gzip' }, bytes), true, 'wrong'],
      ['identity', answer(200, { 'content-encoding': 'identity' }, bytes), true, 'ok'],
      ['404', answer(404), true, 'wrong'],
      ['403', answer(403), true, 'wrong'],
      ['the right length', head(bytes.length), false, 'ok'],
      ['another length', head(bytes.length + 1), false, 'wrong'],
      ['no length', head(), false, 'ok'],
      ['405 to HEAD, which installers do not need', answer(405), false, 'unchecked'],
      ['405 to GET', answer(405), true, 'wrong'],
    ] as const)
      it(`finds ${what} ${result}`, () => assert.equal(judgeFile(file, given, whole).result, result))

    it('takes a file without hash or size as it comes', () => {
      const { sha256: _sha256, size: _size, ...bare } = file
      assert.equal(judgeFile(bare, answer(200, {}, other), true).result, 'ok')
    })
  })

  describe('of metadata', () => {
    for (const [what, given, metadata, result] of [
      ['the bytes announced', answer(200, {}, 'METADATA'), file.metadata, 'ok'],
      ['other bytes', answer(200, {}, 'other'), file.metadata, 'wrong'],
      ['any bytes where no hash was announced', answer(200, {}, 'other'), true, 'ok'],
      ['404', answer(404), file.metadata, 'wrong'],
    ] as const)
      it(`finds ${what} ${result}`, () =>
        assert.equal(judgeMetadata({ ...file, ...(metadata === undefined ? {} : { metadata }) }, given).result, result))
  })

  it('takes for pages what pip takes, by how the type begins', () => {
    const takes = (type?: string): boolean => isPage(type === undefined ? {} : { 'content-type': type })
    for (const type of [
      'text/html',
      'Text/HTML; charset=utf-8',
      'application/vnd.pypi.simple.v1+json',
      'application/vnd.pypi.simple.v1+html; x',
    ])
      assert.equal(takes(type), true, type)
    for (const type of ['application/json', 'binary/octet-stream', 'text/plain', '', undefined]) assert.equal(takes(type), false, type)
  })

  it('has something to do for every status, and other things for other statuses', () => {
    const remedies = [401, 403, 404, 410].map((status) => remedyOf(status, 'pages'))
    assert.equal(new Set(remedies).size, 4)
    assert.ok(remedies.every((one) => one.length > 20))
  })

  it('never shows a user or a password', () => {
    const checks: Check[] = [
      judgeMissing(answer(403)),
      judgeRoot(answer(404)),
      judgeBare(answer(404, {}, '', at.slice(0, -1)), at.slice(0, -1)),
      judgeCache(answer(200)),
    ]
    assert.doesNotMatch(JSON.stringify(checks), /secret@|me:/)
  })
})
