import assert from 'node:assert/strict'
import { readForeignPage, readHtmlPage, readJsonPage } from '../../../core/index/foreign-page.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const page = 'https://index.test/simple/spam/'
const digest = sha256Of('spam')
const html = (anchor: string, head = ''): ReturnType<typeof readHtmlPage> =>
  readHtmlPage(`<!DOCTYPE html><html><head>${head}</head><body>${anchor}</body></html>`, page)
const json = (files: unknown, more: object = {}): ReturnType<typeof readJsonPage> =>
  readJsonPage(JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'spam', files, ...more }), page)

describe('readHtmlPage', () => {
  const table: [anchor: string, expected: object, why: string][] = [
    ['<a href="spam-1.0.tar.gz">spam-1.0.tar.gz</a>', { url: `${page}spam-1.0.tar.gz` }, 'a relative address'],
    ['<a href="../../files/spam-1.0.tar.gz">x</a>', { url: 'https://index.test/files/spam-1.0.tar.gz' }, 'one that climbs'],
    ['<A HREF=//cdn.test/spam-1.0.tar.gz>x</A>', { url: 'https://cdn.test/spam-1.0.tar.gz' }, 'capitals, no quotes, no scheme'],
    [`<a href="spam-1.0.tar.gz#sha256=${digest}">x</a>`, { url: `${page}spam-1.0.tar.gz`, sha256: digest }, 'a hash'],
    [
      `<a href="spam-1.0.tar.gz#egg=spam&amp;sha256=${digest}">x</a>`,
      { url: `${page}spam-1.0.tar.gz`, sha256: digest },
      'a hash among others',
    ],
    ['<a href="spam-1.0.tar.gz#md5=abc">x</a>', { url: `${page}spam-1.0.tar.gz` }, 'no other hash'],
    [
      '<a href="spam-1.0.tar.gz" data-requires-python="&gt;=3.8, &lt;4">x</a>',
      { url: `${page}spam-1.0.tar.gz`, requiresPython: '>=3.8, <4' },
      'Requires-Python',
    ],
    ['<a href="spam-1.0.tar.gz" data-requires-python="">x</a>', { url: `${page}spam-1.0.tar.gz` }, 'an empty Requires-Python as none'],
    [
      '<a href="spam-1.0.tar.gz" data-yanked="bad &quot;one&quot;">x</a>',
      { url: `${page}spam-1.0.tar.gz`, yanked: 'bad "one"' },
      'a yank with its reason',
    ],
    [
      '<a href="spam-1.0.tar.gz" data-size="12" data-upload-time="2026-01-01T00:00:00Z">x</a>',
      { url: `${page}spam-1.0.tar.gz`, size: 12, uploadTime: '2026-01-01T00:00:00Z' },
      'what uv reads besides',
    ],
    [
      '<a href="spam-1.0.tar.gz" data-size="big" data-upload-time="soon">x</a>',
      { url: `${page}spam-1.0.tar.gz` },
      'no size and time that are none',
    ],
    ['<a href="spam-1.0.tar.gz" data-yanked="">x</a>', { url: `${page}spam-1.0.tar.gz`, yanked: true }, 'a yank without'],
    ['<a href="spam-1.0.tar.gz" data-yanked>x</a>', { url: `${page}spam-1.0.tar.gz`, yanked: true }, 'a bare yank'],
    [
      `<a href="spam-1.0.tar.gz" data-core-metadata="sha256=${digest}">x</a>`,
      { url: `${page}spam-1.0.tar.gz`, metadata: digest },
      'metadata (PEP 714)',
    ],
    [
      '<a href="spam-1.0.tar.gz" data-dist-info-metadata="true">x</a>',
      { url: `${page}spam-1.0.tar.gz`, metadata: true },
      'metadata (PEP 658)',
    ],
    ['<a href="spam-1.0.tar.gz" data-core-metadata="false">x</a>', { url: `${page}spam-1.0.tar.gz` }, 'that there is none'],
  ]
  for (const [anchor, expected, why] of table)
    it(`reads ${why}`, () =>
      assert.deepEqual(html(anchor), { files: [{ filename: 'spam-1.0.tar.gz', yanked: false, ...expected }], deleted: [] }))

  it('reads escaped names', () => assert.equal(html('<a href="spam-1.0%2Blocal.tar.gz">x</a>').files[0]?.filename, 'spam-1.0+local.tar.gz'))
  it('heeds <base>', () =>
    assert.equal(html('<a href="spam-1.0.zip">x</a>', '<base href="/other/">').files[0]?.url, 'https://index.test/other/spam-1.0.zip'))
  it('finds none in a page without links', () => assert.deepEqual(html('<p>nothing</p>').files, []))
  it('passes over links that are no files', () =>
    assert.deepEqual(
      html('<a>x</a><a href="">x</a><a href="/">x</a><a href="mailto:a@b">x</a><a href="javascript:x()">x</a><a href="a%2Fb.whl">x</a>')
        .files,
      [],
    ))
  it('takes what broken pages hold', () => assert.equal(html('<a href="spam-1.0.zip">x<a href="spam-1.1.zip"><div></a>').files.length, 2))
  it('is no page whose elements are nested without end, which would take hours to read', () => {
    for (const element of ['<div>', '<svg>', '<b>'])
      assert.equal(
        problemCode(() => html(element.repeat(1001))),
        'INDEX_INVALID',
      )
    assert.equal(html('<a href="x.zip">x</a><br><div><p>x</p></div>'.repeat(5000)).files.length, 5000)
    assert.equal(html('<a href="x.zip">x<br>'.repeat(5000)).files.length, 5000)
  })
  it('takes version 1 of the API, and no other', () => {
    assert.equal(html('', '<meta name="pypi:repository-version" content="1.4">').files.length, 0)
    assert.throws(() => html('', '<meta name="pypi:repository-version" content="2.0">'), { code: 'INDEX_INVALID' })
  })
})

describe('readJsonPage', () => {
  const file = { filename: 'spam-1.0.tar.gz', url: '/f/spam-1.0.tar.gz', hashes: { sha256: digest } }
  const base = { filename: 'spam-1.0.tar.gz', url: 'https://index.test/f/spam-1.0.tar.gz', sha256: digest, yanked: false }
  const table: [more: object, expected: object, why: string][] = [
    [{}, {}, 'the least'],
    [{ hashes: {} }, { sha256: undefined }, 'no hash'],
    [{ hashes: { md5: 'x' } }, { sha256: undefined }, 'no other hash'],
    [
      { size: 12, 'upload-time': '2026-01-01T00:00:00.000000Z' },
      { size: 12, uploadTime: '2026-01-01T00:00:00.000000Z' },
      'size and time (PEP 700)',
    ],
    [{ 'requires-python': '>=3.9' }, { requiresPython: '>=3.9' }, 'Requires-Python'],
    [{ 'requires-python': null }, {}, 'null as none'],
    [{ yanked: true }, { yanked: true }, 'a yank'],
    [{ yanked: 'bad' }, { yanked: 'bad' }, 'a yank with its reason'],
    [{ yanked: '' }, { yanked: true }, 'a yank with an empty one'],
    [{ 'core-metadata': { sha256: digest } }, { metadata: digest }, 'metadata (PEP 714)'],
    [{ 'core-metadata': false, 'dist-info-metadata': true }, { metadata: true }, 'metadata (PEP 658)'],
    [{ url: 'spam-1.0.tar.gz' }, { url: `${page}spam-1.0.tar.gz` }, 'a relative address'],
    [{ 'gpg-sig': true, _mine: [1], provenance: null }, {}, 'keys that it does not know'],
  ]
  for (const [more, expected, why] of table)
    it(`reads ${why}`, () => {
      const { sha256, ...rest } = { ...base, ...expected }
      assert.deepEqual(json([{ ...file, ...more }]).files, [sha256 === undefined ? rest : { ...rest, sha256 }])
    })

  it('reads what our own index has deleted', () =>
    assert.deepEqual(json([], { _deleted: [{ filename: 'spam-0.9.tar.gz' }] }), { files: [], deleted: ['spam-0.9.tar.gz'] }))

  it('drops names that are no plain file names', () => assert.deepEqual(json([{ ...file, filename: '../../etc/passwd' }]).files, []))

  const refused: [given: () => unknown, why: string][] = [
    [() => readJsonPage('<html>', page), 'what is no JSON'],
    [() => readJsonPage('[]', page), 'a list'],
    [() => json('x'), 'files that are a text'],
    [() => json([{ ...file, filename: 1 }]), 'a name that is a number'],
    [() => json([{ ...file, hashes: { sha256: 'abc' } }]), 'a hash that is none'],
    [() => json([{ ...file, url: 'ftp://x/spam-1.0.tar.gz' }]), 'an address of another kind'],
    [() => json([], { meta: { 'api-version': '2.0' } }), 'another major version'],
  ]
  for (const [given, why] of refused) it(`refuses ${why}`, () => assert.throws(given, { code: 'INDEX_INVALID' }))
})

describe('readForeignPage', () => {
  const jsonText = JSON.stringify({
    meta: { 'api-version': '1.0' },
    name: 'spam',
    files: [{ filename: 'a-1.zip', url: 'a-1.zip', hashes: {} }],
  })
  const htmlText = '<a href="a-1.zip">a-1.zip</a>'
  const table: [type: string, text: string][] = [
    ['application/vnd.pypi.simple.v1+json', jsonText],
    ['application/vnd.pypi.simple.v1+json; charset=utf-8', jsonText],
    ['application/json', jsonText],
    ['binary/octet-stream', ` ${jsonText}`],
    ['', jsonText],
    ['text/html; charset=utf-8', htmlText],
    ['application/vnd.pypi.simple.v1+html', htmlText],
    ['', htmlText],
  ]
  for (const [type, text] of table)
    it(`reads ${type === '' ? 'without a type' : type}`, () =>
      assert.equal(readForeignPage({ type, text, url: page }).files[0]?.url, `${page}a-1.zip`))

  const unreadable: [why: string, type: string, text: string][] = [
    ['an answer of something between', 'text/plain', 'upstream connect error or disconnect'],
    ['such an answer without a type', '', 'Service temporarily unavailable'],
    ['nothing at all', 'text/html', ''],
    ['nothing at all, without a type', '', ' '],
    ['text that says it is HTML', 'text/html', 'Bad gateway'],
    [
      'a page for signing in',
      'text/html',
      '<html><body><form action="/login"><input type="password"></form><a href="/help">Help</a></body></html>',
    ],
    ['JSON cut short', 'application/vnd.pypi.simple.v1+json', jsonText.slice(0, -3)],
  ]
  for (const [why, type, text] of unreadable)
    it(`never takes ${why} for a project without files`, () =>
      assert.throws(() => readForeignPage({ type, text, url: page }), { code: 'INDEX_INVALID' }))

  it('takes a page whose project has no file, and files beside a form for searching', () => {
    assert.deepEqual(readForeignPage({ type: 'text/html', text: '<!DOCTYPE html><title>Links for a</title>', url: page }).files, [])
    assert.equal(readForeignPage({ type: 'text/html', text: `<form></form>${htmlText}`, url: page }).files.length, 1)
    assert.equal(readForeignPage({ type: 'text/html', text: `Links for a: ${htmlText}`, url: page }).files.length, 1)
  })

  it('leaves no user and password in an address', () => {
    for (const text of [jsonText, htmlText])
      assert.equal(
        readForeignPage({ type: '', text, url: 'https://me:secret@index.test/simple/a/' }).files[0]?.url,
        'https://index.test/simple/a/a-1.zip',
      )
    assert.throws(
      () => readForeignPage({ type: 'application/json', text: '{', url: 'https://me:secret@index.test/simple/a/' }),
      (error) => error instanceof Error && !error.message.includes('secret'),
    )
  })
})
