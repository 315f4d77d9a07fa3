import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type DocumentFile, entryOf, fileOf, parseDocumentFile, versionOf } from '../../../core/index/document-file.ts'
import { Field } from '../../../core/json.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'

const parse = (value: unknown): DocumentFile => parseDocumentFile(new Field(value, 'test', 'INDEX_INVALID'))

describe('a file of a document', () => {
  const digest = fc.string().map((text) => sha256Of(text))
  const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

  it('is read back as it was written', () => {
    const file = fc.record(
      {
        filename: fc.string({ minLength: 1 }),
        url: fc.webUrl(),
        sha256: digest,
        size: fc.nat(),
        requiresPython: fc.constantFrom('>=3.8', '<4'),
        uploadTime: fc.constant('2026-11-20T12:00:00.000000Z'),
        yanked: fc.oneof(fc.boolean(), fc.string({ minLength: 1 })),
        metadata: fc.oneof(digest, fc.constant(true as const)),
        build: fc.record(
          { run: fc.string(), commit: fc.string(), madeBy: fc.string(), recipe: digest },
          { requiredKeys: ['run', 'commit'], noNullPrototype: true },
        ),
        kept: fc.constantFrom({}, { provenance: 'https://p', _x: [1] }),
        hashes: fc.constantFrom({}, { md5: 'ab' }),
      },
      { requiredKeys: ['filename', 'url', 'yanked', 'kept', 'hashes'], noNullPrototype: true },
    )
    fc.assert(fc.property(file, (one) => assert.deepEqual(parse(JSON.parse(JSON.stringify(fileOf(one as DocumentFile)))), one)))
  })

  it('tells readers of the recipe, and of nothing else that was noted', () => {
    const recipe = sha256Of('recipe')
    const told = { filename: 'a', url: 'u', hashes: { md5: 'ab' }, _build: { run: '1', commit: 'c', recipe }, _x: 1 }
    assert.deepEqual(entryOf(parse(told)), { filename: 'a', url: 'u', yanked: false, recipe })
    assert.deepEqual(entryOf(parse({ ...told, _build: { run: '1', commit: 'c' } })), { filename: 'a', url: 'u', yanked: false })
  })

  it('has a hash map even when it has no hash, and no key without a value', () => {
    assert.equal(
      JSON.stringify(fileOf(parse({ filename: 'a', url: 'u', hashes: {}, yanked: false }))),
      '{"filename":"a","url":"u","hashes":{}}',
    )
  })

  it('never writes the old name of the metadata', () => {
    fc.assert(
      fc.property(optional(digest), (metadata) => {
        const written = fileOf(
          parse({ filename: 'a', url: 'u', hashes: {}, 'dist-info-metadata': metadata === undefined ? false : { sha256: metadata } }),
        )
        assert.deepEqual(JSON.parse(JSON.stringify(written)), {
          filename: 'a',
          url: 'u',
          hashes: {},
          ...(metadata === undefined ? {} : { 'core-metadata': { sha256: metadata } }),
        })
      }),
    )
  })
})

describe('versionOf', () => {
  for (const [filename, expected] of [
    ['demo-1.0-py3-none-any.whl', '1.0'],
    ['demo-1.0.tar.gz', '1.0'],
    ['Demo-1.0RC1-py3-none-any.whl', '1.0rc1'],
    ['demo.exe', undefined],
  ] as const) {
    it(`of ${filename} is ${expected}`, () => assert.equal(versionOf(filename, normalizeName('demo')), expected))
  }
})
