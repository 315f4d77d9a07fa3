import assert from 'node:assert/strict'
import fc from 'fast-check'
import { adoptedEntry, completedEntry, contradiction, type ReadFile, storedFiles, storedListings } from '../../../core/index/adoption.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import { keyOfUrl } from '../../../core/index/layout.ts'
import { isKnown, mergeProject } from '../../../core/index/merge-project.ts'
import { emptyProject, formatProject, parseProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import type { StoredObject } from '../../../core/store.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { satisfies, type Wish } from '../../../core/python/satisfies.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile } from './documents.ts'

const mergeAdopted = (
  now: ProjectDocument | undefined,
  name: ProjectName,
  files: readonly DocumentFile[],
): ReturnType<typeof mergeProject> => mergeProject(now, name, [{ kind: 'adopt', files }])
const object = (key: string): StoredObject => ({ key, size: 7 })
const files = (...names: readonly string[]): ReturnType<typeof storedFiles> => storedFiles(names.map((name) => object(`packages/${name}`)))
const entry = (filename: string, is: Partial<FileEntry> = {}): FileEntry => ({
  filename,
  url: `https://old.invalid/packages/${filename}`,
  yanked: false,
  ...is,
})
const spam = normalizeName('spam')
const wheel = 'spam-1.0-py3-none-any.whl'

describe('files below packages/', () => {
  for (const [name, is] of [
    [wheel, true],
    ['spam-1.0.tar.gz', true],
    ['spam-1.0.zip', true],
    ['spam-1.0-py2.7.egg', true],
    [`${wheel}.metadata`, false],
    [`${wheel}.asc`, false],
    [`spam/${wheel}`, false],
    ['', false],
    ['index.html', false],
  ] as const)
    it(`${is ? 'hold' : 'do not hold'} a distribution: '${name}'`, () => assert.equal(files(name).length, is ? 1 : 0))

  const wish = (is: Partial<Wish>): Wish => {
    const version = parseVersion('6.0')
    assert.ok(version)
    return {
      project: normalizeName('zope.interface'),
      version,
      python: 'cp311',
      abi: '',
      platform: 'freebsd_13_1_release_amd64',
      build: 0,
      pure: false,
      ...is,
    }
  }
  const spellings: [what: string, file: string, wish: Partial<Wish>, satisfied: boolean][] = [
    ['case of the platform', 'zope.interface-6.0-cp311-cp311-freebsd_13_1_RELEASE_amd64.whl', {}, true],
    ['dots of the project', 'zope.interface-6.0-cp311-cp311-freebsd_13_1_release_amd64.whl', {}, true],
    ['underscores and case of the project', 'Zope_Interface-6.0-cp311-cp311-freebsd_13_1_release_amd64.whl', {}, true],
    ['the version', 'zope.interface-6.0.0-cp311-cp311-freebsd_13_1_release_amd64.whl', {}, true],
    ['a build tag', 'zope.interface-6.0-3-cp311-cp311-freebsd_13_1_release_amd64.whl', {}, true],
    ['a lower build tag than wished', 'zope.interface-6.0-3-cp311-cp311-freebsd_13_1_release_amd64.whl', { build: 4 }, false],
    ['the stable ABI of a lower python', 'zope.interface-6.0-cp37-abi3-freebsd_13_1_release_amd64.whl', {}, true],
    ['the stable ABI of a higher python', 'zope.interface-6.0-cp312-abi3-freebsd_13_1_release_amd64.whl', {}, false],
    ['compressed tags', 'zope.interface-6.0-cp310.cp311-cp310.cp311-freebsd_13_1_release_amd64.whl', {}, true],
    ['another platform', 'zope.interface-6.0-cp311-cp311-freebsd_14_0_release_amd64.whl', {}, false],
  ]
  for (const [what, file, is, satisfied] of spellings)
    it(`are ${satisfied ? 'enough for' : 'no substitute for'} a wheel that differs in ${what}`, () => {
      const asked = wish(is)
      const listing = storedListings([object(`packages/${file}`), object('packages/other-6.0-py3-none-any.whl')]).get(asked.project)
      const found = (listing?.files ?? []).some((one) => {
        const name = parseWheelName(one.filename)
        return name !== undefined && satisfies(name, asked)
      })
      assert.equal(found, satisfied)
    })

  it('are one project in all its spellings', () => {
    const listings = storedListings(files('a.b-1.0-py3-none-any.whl', 'A_B-2.0-py3-none-any.whl', 'a-b-3.0.tar.gz'))
    assert.deepEqual(
      [...listings].map(([name, { files: listed }]) => [name, listed.length]),
      [['a-b', 3]],
    )
  })
})

describe('an adopted file', () => {
  const read: ReadFile = {
    filename: wheel,
    key: `packages/${wheel}`,
    size: 3,
    sha256: sha256Of('abc'),
    modified: '2024-01-02T03:04:05.678Z',
  }
  const metadata = { bytes: new Uint8Array(), sha256: sha256Of(''), requiresPython: '>=3.8' }
  const of = (file: ReadFile, old: Partial<FileEntry> | undefined, filesUrl?: string): DocumentFile =>
    adoptedEntry(file, old && entry(wheel, old), filesUrl)

  it('is told by its own bytes', () => {
    const {
      kept: _kept,
      hashes: _hashes,
      ...told
    } = of({ ...read, metadata }, { requiresPython: '>=2', size: 99, metadata: sha256Of('old') })
    assert.deepEqual(told, {
      filename: wheel,
      url: `../../packages/${wheel}`,
      sha256: sha256Of('abc'),
      size: 3,
      requiresPython: '>=3.8',
      uploadTime: '2024-01-02T03:04:05.678000Z',
      yanked: false,
      metadata: sha256Of(''),
    })
  })
  const fields: [what: string, file: ReadFile, old: Partial<FileEntry> | undefined, told: Partial<DocumentFile>][] = [
    ['keeps a yank', read, { yanked: 'bad' }, { yanked: 'bad' }],
    ['keeps a yank without a reason', read, { yanked: true }, { yanked: true }],
    ['keeps what only the old page knows of an sdist', read, { requiresPython: '>=2' }, { requiresPython: '>=2' }],
    ['keeps the time of the old page', read, { uploadTime: '2020-01-01T00:00:00Z' }, { uploadTime: '2020-01-01T00:00:00Z' }],
    ['takes no other time for one', read, { uploadTime: 'yesterday' }, { uploadTime: '2024-01-02T03:04:05.678000Z' }],
    ['stands without a page', read, undefined, { yanked: false }],
  ]
  for (const [what, file, old, told] of fields)
    it(what, () => {
      const found = of(file, old)
      for (const [key, value] of Object.entries(told)) assert.deepEqual({ ...found }[key as keyof DocumentFile], value)
    })
  it('has the hash that was told, where nobody has read all of it', () => {
    const unread = { filename: wheel, key: `packages/${wheel}`, size: 3 }
    assert.equal(of(unread, { sha256: sha256Of('abc') }).sha256, sha256Of('abc'))
    assert.ok(!('sha256' in of(unread, {})))
    assert.equal(contradiction({ sha256: undefined }, entry(wheel, { sha256: sha256Of('x') })), undefined)
  })
  it('lies where it is stored, also beside its page of s3pypi, whatever filesUrl says', () => {
    const key = 'a-b/a_b-1.0+x-py3-none-any.whl'
    const file = { ...read, filename: 'a_b-1.0+x-py3-none-any.whl', key }
    for (const filesUrl of [undefined, 'https://cdn.example']) {
      const { url } = adoptedEntry(file, undefined, filesUrl)
      assert.equal(url, '../../a-b/a_b-1.0%2Bx-py3-none-any.whl')
      assert.equal(keyOfUrl(url), key)
    }
  })
  for (const url of [
    '../../../../etc/x.whl',
    '../../%2e%2e/%2e%2e/etc/x.whl',
    '../../packages/%2e%2e/x.whl',
    '../../packages/a%00b.whl',
    '../../packages/a%5Cb.whl',
    '../../packages/..%2F..%2F..%2Fx.whl',
    '../../packages//x.whl',
    '//evil.example/x.whl',
    'javascript:alert(1)',
  ])
    it(`has no key where ${url} leads`, () => assert.equal(keyOfUrl(url), undefined))
  it('completes what was listed, and changes nothing of that', () => {
    const listed = documentFile(wheel, { yanked: 'bad', uploadTime: '2020-01-01T00:00:00Z', kept: { _x: 1 } })
    const { sha256: _sha256, ...bare } = listed
    const whole = of({ ...read, metadata }, undefined)
    assert.deepEqual(completedEntry(bare, whole), { ...whole, ...bare })
    assert.equal(completedEntry(bare, whole).sha256, sha256Of('abc'))
  })
  it('lies where filesUrl says', () => assert.equal(of(read, undefined, 'https://cdn.example/').url, `https://cdn.example/${wheel}`))

  it('contradicts its old page by another hash only', () => {
    const page = (sha256?: FileEntry['sha256']): FileEntry => entry(wheel, sha256 === undefined ? {} : { sha256 })
    assert.equal(contradiction(read, page(sha256Of('abc'))), undefined)
    assert.equal(contradiction(read, page()), undefined)
    assert.equal(contradiction(read, undefined), undefined)
    assert.match(contradiction(read, page(sha256Of('x'))) ?? '', /other bytes/)
  })
})

describe('a document with adopted files', () => {
  const file = (filename: string, text = filename): DocumentFile =>
    adoptedEntry({ filename, key: `packages/${filename}`, size: text.length, sha256: sha256Of(text) }, undefined, undefined)
  const adopt = (now: ProjectDocument | undefined, ...names: readonly string[]): ProjectDocument => {
    const merged = mergeAdopted(
      now,
      spam,
      names.map((name) => file(name)),
    )
    assert.ok(merged !== 'unchanged')
    return merged
  }

  it('lists both of two spellings, sorted, and reads back as it is', () => {
    const document = adopt(undefined, wheel, 'Spam-1.0-py3-none-any.whl')
    assert.deepEqual(
      document.files.map(({ filename }) => filename),
      ['Spam-1.0-py3-none-any.whl', wheel],
    )
    assert.deepEqual(parseProject(formatProject(document), 'x', spam), document)
  })
  it('keeps what was published meanwhile', () => {
    const document = adopt(adopt(undefined, wheel), 'spam-2.0-py3-none-any.whl')
    assert.deepEqual([document.serial, document.files.length], [2, 2])
    assert.equal(mergeAdopted(document, spam, [file(wheel, 'other bytes')]), 'unchanged')
  })
  it('does not bring back what was deleted', () => {
    const document = { ...emptyProject(spam), deleted: ['Spam-1.0-py3-none-any.whl'] }
    assert.ok(isKnown(wheel, document))
    assert.equal(mergeAdopted(document, spam, [file(wheel)]), 'unchanged')
  })
  it('is the same in whatever order and however often files are merged', () => {
    const names = fc.uniqueArray(
      fc.constantFrom(wheel, 'a.egg', 'spam-2.0.tar.gz', 'Spam-1.0-py3-none-any.whl', 'spam-3.0-py3-none-any.whl'),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(names, names, (some, others) => {
        const merged = (first: readonly string[], second: readonly string[]): readonly DocumentFile[] => {
          const once = adopt(undefined, ...first)
          const twice = mergeAdopted(
            once,
            spam,
            second.map((name) => file(name)),
          )
          return twice === 'unchanged' ? once.files : twice.files
        }
        assert.deepEqual(merged(some, others), merged(others, some))
      }),
    )
  })
})
