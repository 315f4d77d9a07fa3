import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readHtmlPage, readJsonPage } from '../../core/index/foreign-page.ts'
import { renderHtml } from '../../core/index/html.ts'
import type { DocumentFile } from '../../core/index/document-file.ts'
import { mergeProject } from '../../core/index/merge-project.ts'
import { formatProject } from '../../core/index/project-document.ts'
import { normalizeName } from '../../core/python/name.ts'
import { sha256Of } from '../../core/sha256.ts'

const name = normalizeName('spam')
const page = 'https://index.test/simple/spam/'
const text = fc.string({ minLength: 1, maxLength: 12 }).filter((one) => one.trim() === one)
const digest = fc.string().map((one) => sha256Of(one))
const version = fc.tuple(fc.nat(99), fc.nat(99)).map(([major, minor]) => `${major}.${minor}`)

const file: fc.Arbitrary<DocumentFile> = fc
  .record(
    {
      version,
      end: fc.constantFrom('.tar.gz', '-py3-none-any.whl', '-cp312-cp312-linux_x86_64.whl', '+local.1.tar.gz'),
      sha256: digest,
      size: fc.nat(),
      requiresPython: fc.option(fc.constantFrom('>=3.8', '>=3.8,<4', '!=3.9.*', '<"4"&'), { nil: undefined }),
      yanked: fc.oneof(fc.boolean(), text),
      metadata: fc.option(fc.oneof(digest, fc.constant<true>(true)), { nil: undefined }),
    },
    { noNullPrototype: true },
  )
  .map(({ version, end, requiresPython, metadata, ...more }) => ({
    filename: `spam-${version}${end}`,
    url: `../../packages/${encodeURIComponent(`spam-${version}${end}`)}`,
    ...more,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(metadata === undefined ? {} : { metadata }),
    kept: {},
    hashes: {},
  }))

describe('our own pages, read as anybody`s', () => {
  it('tell the same in JSON and in HTML', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ filename }) => filename, maxLength: 6 }), (files) => {
        const document = mergeProject(undefined, name, [{ kind: 'add', files }])
        if (document === 'unchanged') return
        const json = readJsonPage(formatProject(document), page)
        const expected = document.files.map(({ kept: _kept, hashes: _hashes, ...one }) => ({ ...one, url: new URL(one.url, page).href }))
        assert.deepEqual(json, { files: expected, deleted: [] })
        const html = readHtmlPage(renderHtml(document), page)
        assert.deepEqual(html.files, expected)
      }),
    )
  })
})
