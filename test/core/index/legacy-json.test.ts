import assert from 'node:assert/strict'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { renderLegacyJson } from '../../../core/index/legacy-json.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile, documentOf } from './documents.ts'

interface Page {
  readonly info: { readonly version: string; readonly [key: string]: unknown }
  readonly releases: Readonly<Record<string, readonly { readonly filename: string }[]>>
  readonly urls: readonly { readonly filename: string; readonly [key: string]: unknown }[]
  readonly [key: string]: unknown
}

const page = (files: readonly DocumentFile[], change: Partial<ProjectDocument> = {}): Page =>
  JSON.parse(renderLegacyJson(documentOf(files, change))) as Page
const wheel = (version: string, change: Partial<DocumentFile> = {}): DocumentFile =>
  documentFile(`demo-${version}-py3-none-any.whl`, change)
const names = (files: readonly { readonly filename: string }[]): string[] => files.map(({ filename }) => filename)

describe("PyPI's older JSON", () => {
  it('tells of a wheel what https://docs.pypi.org/api/json/ tells, as far as an index knows it', () => {
    const file = wheel('1.0', {
      size: 4661,
      requiresPython: '>=3.9',
      uploadTime: '2024-11-06T22:37:09.220617Z',
      metadata: sha256Of('METADATA'),
    })
    assert.deepEqual(page([file], { about: { version: '1.0', summary: 'A demo.' } }), {
      info: { name: 'demo', version: '1.0', summary: 'A demo.', requires_python: '>=3.9', yanked: false, yanked_reason: null },
      last_serial: 1,
      _serial: 1,
      releases: { '1.0': [told(file)] },
      urls: [told(file)],
      vulnerabilities: [],
    })
  })

  const told = (file: DocumentFile): unknown => ({
    comment_text: '',
    'core-metadata': { sha256: sha256Of('METADATA') },
    digests: { sha256: file.sha256 },
    filename: file.filename,
    has_sig: false,
    packagetype: 'bdist_wheel',
    python_version: 'py3',
    requires_python: '>=3.9',
    size: 4661,
    upload_time: '2024-11-06T22:37:09',
    upload_time_iso_8601: '2024-11-06T22:37:09.220617Z',
    url: '../../packages/demo-1.0-py3-none-any.whl',
    yanked: false,
    yanked_reason: null,
  })

  it('tells of an sdist that it is one', () => {
    const [sdist] = page([documentFile('demo-1.0.tar.gz')]).urls
    assert.deepEqual([sdist?.['packagetype'], sdist?.['python_version'], sdist?.['core-metadata']], ['sdist', 'source', false])
  })

  it('says null of what is not known, and tells all pythons of a wheel', () => {
    const [file] = page([documentFile('demo-1.0-py2.py3-none-any.whl', { metadata: true })]).urls
    assert.deepEqual(
      ['size', 'upload_time', 'upload_time_iso_8601', 'requires_python', 'core-metadata', 'python_version'].map((key) => file?.[key]),
      [null, null, null, null, {}, 'py2.py3'],
    )
  })

  for (const [what, files, newest] of [
    ['the newest', ['1.0', '1.10', '1.9'], '1.10'],
    ['the newest final one, before newer pre-releases', ['1.0', '2.0rc1', '2.0.dev1', '1.1.post1'], '1.1.post1'],
    ['the newest pre-release where none is final', ['1.0.dev1', '1.0rc1', '1.0a1'], '1.0rc1'],
    ['the newest that is not yanked', ['1.0', '2.0!'], '1.0'],
    ['a pre-release before a yanked final one', ['1.0!', '2.0a1'], '2.0a1'],
    ['the newest where all are yanked', ['1.0!', '2.0!'], '2.0'],
    ['a local version after its public one', ['1.0', '1.0+cpu'], '1.0+cpu'],
  ] as const)
    it(`is of ${what}`, () => {
      const listed = files.map((version) => wheel(version.replace('!', ''), { yanked: version.endsWith('!') }))
      const { info, urls } = page(listed)
      assert.deepEqual([info.version, names(urls)], [newest, [`demo-${newest}-py3-none-any.whl`]])
    })

  it('has every release, oldest first, with all of its files in whatever spelling', () => {
    const files = ['demo-1.0.tar.gz', 'demo-1.0.0-py3-none-any.whl', 'demo-0.9-py3-none-any.whl'].map((name) => documentFile(name))
    const { releases, urls } = page(files)
    assert.deepEqual(
      Object.entries(releases).map(([version, ours]) => [version, names(ours)]),
      [
        ['0.9', ['demo-0.9-py3-none-any.whl']],
        ['1.0', ['demo-1.0.tar.gz', 'demo-1.0.0-py3-none-any.whl']],
      ],
    )
    assert.equal(urls.length, 2)
  })

  it('tells of a yank and its reason, of a release only when all of it is yanked', () => {
    const bad = wheel('1.0', { yanked: 'broken' })
    const { info, urls } = page([bad])
    assert.deepEqual(
      [info['yanked'], info['yanked_reason'], urls[0]?.['yanked'], urls[0]?.['yanked_reason']],
      [true, 'broken', true, 'broken'],
    )
    const half = page([bad, documentFile('demo-1.0.tar.gz')])
    assert.deepEqual([half.info['yanked'], half.info['yanked_reason'], half.urls[0]?.['yanked_reason']], [false, null, 'broken'])
    assert.deepEqual(
      [page([wheel('1.0', { yanked: true })]).info['yanked'], page([wheel('1.0', { yanked: true })]).info['yanked_reason']],
      [true, null],
    )
  })

  it('is empty of a project without files, of a quarantined one, and of names that tell no version', () => {
    for (const empty of [page([]), page([wheel('1.0')], { status: { status: 'quarantined' } }), page([documentFile('demo.exe')])])
      assert.deepEqual([empty.info.version, empty.info['yanked'], empty.releases, empty.urls], ['', false, {}, []])
  })

  it('gives the same bytes for the same document', () => {
    assert.equal(renderLegacyJson(documentOf([wheel('1.0')])), renderLegacyJson(documentOf([wheel('1.0')])))
  })
})
