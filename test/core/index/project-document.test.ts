import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { mergeProject } from '../../../core/index/merge-project.ts'
import {
  documentKey,
  formatProject,
  listingOf,
  parseProject,
  type ProjectDocument,
  renderJson,
} from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const name = normalizeName('demo')
const file = (filename: string, bytes = filename): DocumentFile => ({
  filename,
  url: `../../packages/${filename}`,
  sha256: sha256Of(bytes),
  size: bytes.length,
  uploadTime: '2026-11-20T12:00:00.000000Z',
  yanked: false,
  metadata: sha256Of('metadata'),
  kept: {},
  hashes: {},
})
const add = (now: ProjectDocument | undefined, ...files: DocumentFile[]): ProjectDocument => {
  const merged = mergeProject(now, name, [{ kind: 'add', files }])
  return merged === 'unchanged' ? assert.fail('unchanged') : merged
}
const parse = (text: string): ProjectDocument => parseProject(text, 'test', name)
const page = (more: object): string => JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo', files: [], ...more })

describe('mergeProject', () => {
  const one = file('demo-1.0-py3-none-any.whl')
  const two = file('demo-2.0-py3-none-any.whl')

  it('begins a project with serial 1', () => {
    const document = add(undefined, two, one)
    assert.deepEqual([document.serial, document.files.map((entry) => entry.filename)], [1, [one.filename, two.filename]])
  })

  it('says when its work is done already', () => {
    const document = add(undefined, one)
    assert.equal(mergeProject(document, name, [{ kind: 'add', files: [one] }]), 'unchanged')
    assert.equal(mergeProject(document, name, []), 'unchanged')
  })

  it('leaves what is there as it is: time, yank, notes', () => {
    const there = { ...one, yanked: 'broken', uploadTime: '2020-01-01T00:00:00.000000Z', kept: { provenance: 'p' } }
    const document = add({ ...add(undefined, one), files: [there] }, two, one)
    assert.deepEqual(document.files[0], there)
  })

  it('keeps a name for the bytes that had it first, and for deleted ones', () => {
    const first = add(undefined, one)
    assert.equal(mergeProject(first, name, [{ kind: 'add', files: [file(one.filename, 'other')] }]), 'unchanged')
    const gone: ProjectDocument = { ...first, files: [], deleted: [one.filename] }
    const after = add(gone, one)
    assert.deepEqual(after, { ...gone, serial: gone.serial + 1, leaving: [`packages/${one.filename}`] }, 'bytes that were put again go')
    assert.equal(mergeProject(after, name, [{ kind: 'add', files: [one] }]), 'unchanged')
    assert.equal(mergeProject(undefined, name, [{ kind: 'add', files: [] }]), 'unchanged')
  })

  it('takes one of two new files of one name', () => {
    assert.equal(add(undefined, one, file(one.filename, 'other')).files.length, 1)
  })

  const names = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map((minor) => `demo-1.${minor}-py3-none-any.whl`))
  it('gives the same files whatever the order, and nothing new the second time', () => {
    fc.assert(
      fc.property(names, names, (left, right) => {
        const merge = (...lists: string[][]): ProjectDocument | undefined =>
          lists.reduce<ProjectDocument | undefined>((now, list) => {
            const next = mergeProject(now, name, [{ kind: 'add', files: list.map((one) => file(one)) }])
            return next === 'unchanged' ? now : next
          }, undefined)
        assert.deepEqual(merge(left, right)?.files, merge(right, left)?.files)
        assert.deepEqual(merge(left, right, left), merge(left, right))
      }),
    )
  })
})

describe("a project's document", () => {
  it('lies beside its page', () => assert.equal(documentKey(name), 'simple/demo/index.json'))

  it('is read back as it was written, and written back byte for byte', () => {
    const document = {
      ...add(undefined, file('demo-1.0-py3-none-any.whl')),
      shown: { serial: 1, pages: new Map([['simple/demo/', 'etag']]) },
    }
    assert.deepEqual(parse(formatProject(document)), document)
    assert.equal(formatProject(parse(formatProject(document))), formatProject(document))
  })

  it('is the page that readers take, but for what only writers need', () => {
    const document = { ...add(undefined, file('demo-1.0-py3-none-any.whl')), shown: { serial: 1, pages: new Map([['k', 'e']]) } }
    const { _shown, ...rest } = JSON.parse(formatProject(document)) as Record<string, unknown>
    assert.deepEqual(_shown, { serial: 1, pages: { k: 'e' } })
    assert.deepEqual(JSON.parse(renderJson(document)), rest)
  })

  it('tells each version once, normalised, of wheels and sdists', () => {
    const names = [
      'demo-1.0-py3-none-any.whl',
      'demo-1.0.tar.gz',
      'demo-2.0RC1-py3-none-any.whl',
      'demo-2.0-1-py3-none-any.whl',
      'what.exe',
    ]
    const { versions } = JSON.parse(formatProject(add(undefined, ...names.map((one) => file(one))))) as { versions: string[] }
    assert.deepEqual(versions, ['1.0', '2.0', '2.0rc1'])
  })

  it('keeps what it does not know, everywhere', () => {
    const foreign = {
      filename: 'demo-1.0.zip',
      url: 'u',
      hashes: { blake2b: 'ab', md5: 'cd' },
      _x: [1, null, { y: true }],
      'gpg-sig': false,
    }
    const text = page({ files: [foreign], meta: { 'api-version': '1.3' }, 'project-status': { status: 'archived' }, _z: 1.5 })
    const after = JSON.parse(formatProject(parse(text))) as Record<string, unknown>
    assert.deepEqual([after['files'], after['project-status'], after['_z'], after['_serial']], [[foreign], { status: 'archived' }, 1.5, 0])
  })

  for (const [written, expected] of [
    [{ 'core-metadata': true }, true],
    [{ 'core-metadata': false }, undefined],
    [{ 'core-metadata': {} }, true],
    [{ 'core-metadata': { sha256: sha256Of('m') } }, sha256Of('m')],
    [{ 'dist-info-metadata': { sha256: sha256Of('m') } }, sha256Of('m')],
    [{}, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(written)} of the metadata`, () => {
      const text = page({ files: [{ filename: 'a', url: 'u', hashes: {}, ...written }] })
      assert.equal(parse(text).files[0]?.metadata, expected)
    })
  }

  for (const [yanked, expected] of [
    [true, true],
    [false, false],
    ['', true],
    ['why', 'why'],
    [null, false],
  ] as const) {
    it(`reads yanked ${JSON.stringify(yanked)} as ${JSON.stringify(expected)}`, () => {
      const listing = listingOf(parse(page({ files: [{ filename: 'a', url: 'u', hashes: {}, yanked }] })))
      assert.equal(listing.files[0]?.yanked, expected)
    })
  }

  it('tells readers of deleted files', () => {
    assert.deepEqual(listingOf(parse(page({ _deleted: [{ filename: 'a', since: 'later' }] }))).deleted, ['a'])
  })

  for (const [what, text] of [
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['no api version', '{"name":"demo","files":[]}'],
    ['API 2', page({ meta: { 'api-version': '2.0' } })],
    ['a version that is none', page({ meta: { 'api-version': '1.x' } })],
    ['another project', page({ name: 'other' })],
    ['no files', page({ files: undefined })],
    ['a file without a name', page({ files: [{ url: 'u', hashes: {} }] })],
    ['a file without hashes', page({ files: [{ filename: 'a', url: 'u' }] })],
    ['a hash that is none', page({ files: [{ filename: 'a', url: 'u', hashes: { sha256: 'x' } }] })],
    ['a size in words', page({ files: [{ filename: 'a', url: 'u', hashes: {}, size: '12' }] })],
    ['a serial in words', page({ _serial: 'one' })],
    ['a serial beyond counting', page({ _serial: 1e300 })],
    ['a serial before the first', page({ _serial: -1 })],
    ['half a serial', page({ _serial: 1.5 })],
    ['nested without end', page({}).replace('{', `{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`)],
  ] as const) {
    it(`is not ${what}`, () =>
      assert.equal(
        problemCode(() => parse(text)),
        'INDEX_INVALID',
      ))
  }

  it('is refused in a few words, whatever it claims to be', () => {
    const version = page({ meta: { 'api-version': 'x'.repeat(1e6) } })
    assert.throws(
      () => parse(version),
      (error) => error instanceof Error && error.message.length < 300,
    )
  })

  it('may spell its name as it likes', () => assert.equal(parse(page({ name: 'DEMO' })).name, 'demo'))
})
