import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { judgePage, pageClients, type PageVerdict } from '../../../core/index/check-page.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { renderHtml } from '../../../core/index/html.ts'
import { emptyProject, formatProject, type ProjectDocument, renderJson } from '../../../core/index/project-document.ts'
import type { WebAnswer } from '../../../core/ports.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'

const one: DocumentFile = {
  filename: 'demo-1.0-py3-none-any.whl',
  url: '../../packages/demo-1.0-py3-none-any.whl',
  sha256: sha256Of('1.0'),
  size: 3,
  requiresPython: '>=3.8,<4',
  uploadTime: '2026-11-20T12:00:00.000000Z',
  yanked: false,
  metadata: sha256Of('m'),
  kept: {},
  hashes: {},
}
const two: DocumentFile = {
  ...one,
  filename: 'demo-1.0+cpu-py3-none-any.whl',
  url: '../../packages/demo-1.0%2Bcpu-py3-none-any.whl',
  yanked: 'broken "here"',
}
const three: DocumentFile = { ...one, filename: 'demo-2.0.tar.gz', url: '../../packages/demo-2.0.tar.gz', yanked: true }
const document: ProjectDocument = { ...emptyProject(normalizeName('demo')), serial: 7, files: [two, one, three] }

const json = 'application/vnd.pypi.simple.v1+json'
const html = 'text/html; charset=utf-8'
const answer = (text: string, type = json, change: Partial<WebAnswer> = {}): WebAnswer => ({
  status: 200,
  headers: { 'content-type': type },
  url: 'https://wheels.example.com/simple/demo/',
  bytes: new TextEncoder().encode(text),
  ...change,
})
const judge = (given: WebAnswer, now = document): PageVerdict => judgePage('pip', now, given)
const changed = (change: Partial<ProjectDocument>): string => renderJson({ ...document, ...change })

describe("the check of a project's page", () => {
  for (const [what, text, type] of [
    ['JSON', renderJson(document), json],
    ['the document itself', formatProject(document), json],
    ['HTML', renderHtml(document), html],
  ] as const)
    it(`finds what we write well: ${what}`, () => {
      const verdict = judge(answer(text, type))
      assert.deepEqual([verdict.check.result, verdict.late, verdict.files.size], ['ok', false, 3])
      assert.equal(verdict.files.get(two.filename)?.url, 'https://wheels.example.com/packages/demo-1.0%2Bcpu-py3-none-any.whl')
    })

  it('takes an empty Requires-Python for none, as HTML does', () => {
    const empty = { ...document, files: [{ ...one, requiresPython: '' }] }
    assert.deepEqual(
      [judge(answer(renderHtml(empty), html), empty).check.says, judge(answer(renderJson(empty)), empty).check.result],
      [`${html}, 1 file`, 'ok'],
    )
  })

  it('says what to do about a page that is kept gzipped and not said to be', () => {
    const { check, late } = judge(answer('', html, { bytes: gzipSync(renderHtml(document)) }))
    assert.deepEqual([check.result, late], ['wrong', false])
    assert.match(check.remedy, /Content-Encoding: gzip/)
  })

  it('finds an empty page of a quarantined project well, and one that still offers files wrong', () => {
    const quarantined = { ...document, status: { status: 'quarantined' } }
    assert.equal(judge(answer(renderJson(quarantined)), quarantined).check.result, 'ok')
    assert.equal(judge(answer(renderJson({ ...document, serial: 7 })), quarantined).check.result, 'wrong')
  })

  const { sha256: _sha256, ...unhashed } = one
  for (const [what, given, late] of [
    ['404, which a cache may keep', answer('', 'text/plain', { status: 404 }), true],
    ['403, which a cache may keep', answer('', 'text/plain', { status: 403 }), true],
    ['401', answer('', 'text/plain', { status: 401 }), false],
    ['application/json', answer(renderJson(document), 'application/json'), false],
    ['binary/octet-stream', answer(renderHtml(document), 'binary/octet-stream'), false],
    ['no type', answer(renderJson(document), json, { headers: {} }), false],
    ['JSON as HTML', answer(renderJson(document), html), true],
    ['HTML as JSON', answer(renderHtml(document), json), false],
    ['a page for signing in', answer('<form action="/login"></form>', html), false],
    ['another major version', answer(renderJson(document).replace('"1.4"', '"2.0"')), false],
    ['half a page', answer(renderJson(document).slice(0, 100)), false],
    ['an older serial', answer(changed({ serial: 6 })), true],
    ['a page without a file', answer(changed({ files: [one, three] })), true],
    ['a page with a file that is gone', answer(renderJson(document), json), false],
    ['another hash', answer(changed({ files: [two, { ...one, sha256: sha256Of('x') }, three] })), true],
    ['no hash', answer(changed({ files: [two, unhashed, three] })), true],
    ['another size', answer(changed({ files: [two, { ...one, size: 4 }, three] })), true],
    ['another Requires-Python', answer(changed({ files: [two, { ...one, requiresPython: '>=3.9' }, three] })), true],
    ['a yank that is missing', answer(changed({ files: [{ ...two, yanked: false }, one, three] })), true],
    ['a yank that was taken back', answer(changed({ files: [two, { ...one, yanked: true }, three] })), true],
    ['another hash of metadata', answer(changed({ files: [two, { ...one, metadata: sha256Of('x') }, three] })), true],
    ['a raw + in a link', answer(renderJson(document).replace('%2Bcpu', '+cpu')), true],
  ] as const) {
    const now = what === 'a page with a file that is gone' ? { ...document, files: [two, one] } : document
    it(`finds ${what} wrong${late ? ', and worth another try' : ''}`, () => {
      const verdict = judge(given, now)
      assert.deepEqual([verdict.check.result, verdict.late], ['wrong', late || now !== document])
      assert.notEqual(verdict.check.remedy, '')
    })
  }

  it('leaves a page of a later serial to the run that wrote it, but for its hashes', () => {
    const later = { serial: 9, files: [one, { ...three, yanked: false }] }
    assert.equal(judge(answer(changed(later))).check.result, 'ok')
    assert.equal(judge(answer(changed({ ...later, files: [{ ...one, sha256: sha256Of('x') }] }))).check.result, 'wrong')
  })

  it('tells how long a cache means to keep what it shows', () => {
    const headers = { 'content-type': json, age: '240', 'cache-control': 'max-age=3600' }
    assert.match(judge(answer(changed({ serial: 6 }), json, { headers })).check.says, /age: 240, cache-control: max-age=3600/)
  })

  it('names at most three differences', () => {
    const files = Array.from({ length: 20 }, (_, at) => ({ ...one, filename: `demo-${at}-py3-none-any.whl` }))
    assert.equal(judge(answer(renderJson(document)), { ...document, files }).check.says.split(';').length, 3)
  })

  it('asks as pip and as uv: JSON first, HTML taken', () => {
    assert.deepEqual(
      pageClients.map(({ name }) => name),
      ['pip', 'uv'],
    )
    for (const { headers } of pageClients) assert.match(headers['accept'] ?? '', /^application\/vnd\.pypi\.simple\.v1\+json, .*text\/html/)
  })
})
