import assert from 'node:assert/strict'
import { auditFiles, auditLeaving, auditStored, storedAt, type StoredFacts } from '../../../core/index/audit-files.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile, documentOf } from './documents.ts'

const name = 'demo-1.0-py3-none-any.whl'
const key = `packages/${name}`
const other = sha256Of('other')

interface Given extends Omit<Partial<StoredFacts>, 'size'> {
  readonly sizes?: Readonly<Record<string, number>>
}

const facts = ({ sizes = { [key]: 5 }, ...known }: Given = {}): StoredFacts => ({
  digests: new Map(),
  metadata: new Map(),
  ...known,
  size: (at) => sizes[at],
})
const file = (change: Partial<DocumentFile> = {}): DocumentFile => documentFile(name, { size: 5, ...change })
const both = { [key]: 5, [`${key}.metadata`]: 9 }

describe('the files of a document are audited', () => {
  const rows: [says: string, files: DocumentFile[], given: Given, kinds: string[]][] = [
    ['stored as told', [file()], {}, []],
    ['of the bytes that are told', [file()], { digests: new Map([[key, sha256Of(name)]]) }, []],
    ['of other bytes', [file()], { digests: new Map([[key, other]]) }, ['file-bytes']],
    ['not stored', [file()], { sizes: {} }, ['file-missing']],
    ['not stored, and what is said of its metadata then does not matter', [file({ metadata: other })], { sizes: {} }, ['file-missing']],
    ['of another size', [file({ size: 4 })], {}, ['file-size']],
    ['of an unknown size', [documentFile(name)], {}, ['file-untold']],
    ['of an unknown hash, whatever the store tells', [unhashed()], { digests: new Map([[key, other]]) }, ['file-untold']],
    ['at a whole address', [file({ url: `https://a.example/packages/${name}` })], {}, []],
    ['at another folder of the store', [file({ url: `../../old/${name}` })], { sizes: { [`old/${name}`]: 5 } }, []],
    ['at an address elsewhere, while it is here', [file({ url: `https://a.example/${name}` })], {}, ['file-misled']],
    ['at the address of another file', [file({ url: '../../packages/x.whl' })], {}, ['file-misled']],
    ['at an address elsewhere', [file({ url: `https://a.example/${name}` })], { sizes: {} }, ['file-elsewhere']],
    [
      'at an address elsewhere, while another file has its name here',
      [file({ url: 'https://a.example/' })],
      { sizes: { [key]: 6 } },
      ['file-elsewhere'],
    ],
    ['with metadata as told', [file({ metadata: other })], { sizes: both, metadata: new Map([[key, { sha256: other }]]) }, []],
    ['with metadata that nobody has read', [file({ metadata: other })], { sizes: both }, []],
    ['with metadata that is not there', [file({ metadata: other })], {}, ['metadata-missing']],
    ['with metadata without a hash that is not there', [file({ metadata: true })], {}, ['metadata-missing']],
    [
      'with other metadata',
      [file({ metadata: other })],
      { sizes: both, metadata: new Map([[key, { sha256: sha256Of('x') }]]) },
      ['metadata-bytes'],
    ],
    ['with metadata that nobody announces', [file()], { sizes: both }, ['metadata-untold']],
    ...(
      [
        ['>=3.8', '>=3.8', []],
        ['>=3.8,<4', '>=3.8, <4', []],
        ['>=3.8', '>=3.9', ['requires-python']],
        [undefined, '>=3.9', ['requires-python']],
        ['>=3.8', undefined, ['requires-python']],
      ] as const
    ).map(([told, is, kinds]): (typeof rows)[number] => [
      `asking for ${told ?? 'no'} Python where its metadata has ${is ?? 'none'}`,
      [file({ metadata: other, ...(told === undefined ? {} : { requiresPython: told }) })],
      { sizes: both, metadata: new Map([[key, { sha256: other, requiresPython: is }]]) },
      [...kinds],
    ]),
    ['listed twice', [file(), file()], {}, ['file-twice']],
    ['listed in two spellings with the same bytes', [file(), twin(file().sha256)], twins(), ['spelled-twice']],
    ['listed in two spellings with other bytes', [file(), twin(other)], twins(), ['file-twice']],
    ['listed in two spellings, of one of which the hash is unknown', [file(), twin(undefined)], twins(), ['file-twice', 'file-untold']],
  ]
  for (const [says, files, given, kinds] of rows)
    it(says, () => {
      const found = auditFiles(documentOf(files), facts(given))
      assert.deepEqual(
        found.map((one) => one.kind),
        kinds,
      )
      for (const one of found) assert.equal(one.project, 'demo')
    })
})

describe('what is stored and not listed is audited', () => {
  const rows: [says: string, document: Parameters<typeof documentOf>[1] | undefined, stored: string, kinds: string[]][] = [
    ['a listed file', { files: [file()] }, name, []],
    ['a file that nobody lists', {}, name, ['file-unlisted']],
    ['a file of no document at all', undefined, name, ['file-unlisted']],
    ['a file that is to be removed', { leaving: [key], deleted: [name] }, name, []],
    ['a file that was deleted', { deleted: [name] }, name, ['file-leftover']],
    ['a file that was deleted, in another spelling', { deleted: [name] }, 'Demo-1.0-py3-none-any.whl', ['file-leftover']],
    ['a listed file in another spelling', { files: [file()] }, 'Demo-1.0-py3-none-any.whl', ['file-copy']],
    ['a listed file whose address leads elsewhere', { files: [file({ url: 'https://a.example/x' })] }, name, []],
  ]
  for (const [says, change, stored, kinds] of rows)
    it(says, () =>
      assert.deepEqual(
        auditStored(change && documentOf([], change), [{ key: `packages/${stored}`, filename: stored, size: 5 }]).map((one) => one.kind),
        kinds,
      ),
    )

  it('bytes that a document still has to remove', () =>
    assert.deepEqual(
      auditLeaving(documentOf([], { leaving: ['packages/a', 'packages/b'] })).map((one) => [one.kind, one.key]),
      [
        ['file-leaving', 'packages/a'],
        ['file-leaving', 'packages/b'],
      ],
    ))

  it('a file lies where its address leads, if that bears its name', () => {
    assert.equal(storedAt(file(), undefined), key)
    assert.equal(storedAt(file({ url: '../../packages/a%2Bb' }), undefined), undefined)
    assert.equal(storedAt(documentFile('a+b.whl'), undefined), 'packages/a+b.whl')
    const served = documentFile('a+b.whl', { url: 'https://cdn.example.com/wheels/a%2Bb.whl' })
    assert.equal(storedAt(served, 'https://cdn.example.com/wheels/'), 'packages/a+b.whl')
    for (const elsewhere of [undefined, 'https://cdn.example.com/other']) assert.equal(storedAt(served, elsewhere), undefined)
  })
})

function unhashed(): DocumentFile {
  const { sha256: _, ...rest } = file({ hashes: { md5: 'x' } })
  return rest
}

function twin(sha256: DocumentFile['sha256']): DocumentFile {
  const { sha256: _, ...rest } = documentFile('Demo-1.0-py3-none-any.whl', { size: 5 })
  return { ...rest, ...(sha256 === undefined ? {} : { sha256 }) }
}

function twins(): Given {
  return { sizes: { [key]: 5, 'packages/Demo-1.0-py3-none-any.whl': 5 } }
}
