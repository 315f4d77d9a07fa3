import assert from 'node:assert/strict'
import { isFieldOf, isMetadataField, judgeFields } from '../../../../core/release/preflight/metadata-fields.ts'
import { codesOf, readFile } from '../../../fakes/read-file.ts'

const codes = (metadata: string): string[] => codesOf(judgeFields(readFile({ metadata }).metadata))
const of = (version: string, more = ''): string[] => codes(`Metadata-Version: ${version}\n${more}`)

describe('fields of the core metadata', () => {
  for (const version of ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5'])
    it(`takes version ${version}`, () => assert.deepEqual(of(version), []))
  for (const version of ['2.0', '0.9', '2.6', '3.0', '2', 'x'])
    it(`refuses version ${version}`, () => assert.deepEqual(of(version), ['metadata-version']))

  for (const [field, since, before] of [
    ['Classifier: Topic :: Games', '1.1', '1.0'],
    ['Download-URL: https://example.org', '1.1', '1.0'],
    ['Requires-Dist: ham', '1.2', '1.1'],
    ['Requires-Python: >=3', '1.2', '1.1'],
    ['Project-URL: a, https://example.org', '1.2', '1.1'],
    ['Maintainer: Ada', '1.2', '1.1'],
    ['Provides-Extra: x', '2.1', '1.2'],
    ['Description-Content-Type: text/plain', '2.1', '1.2'],
    ['Dynamic: Classifier', '2.2', '2.1'],
    ['License-Expression: MIT', '2.4', '2.3'],
    ['Import-Name: spam', '2.5', '2.4'],
    ['import-namespace: spam', '2.5', '2.4'],
  ] as const) {
    it(`has '${field}' since ${since}`, () => assert.deepEqual(of(since, field), []))
    it(`has no '${field}' in ${before}`, () => assert.deepEqual(of(before, field), ['field-too-new']))
  }

  it('passes over the License-File that setuptools wrote before there was one', () => {
    assert.deepEqual(of('2.1', 'License-File: LICENSE'), [])
    assert.equal(isFieldOf('License-File', '2.1'), false)
    assert.equal(isFieldOf('license-file', '2.4'), true)
  })
  it('passes over what no index is sent: empty, UNKNOWN, and fields of nobody', () =>
    assert.deepEqual(of('1.0', 'Requires-Python:\nRequires-Dist: UNKNOWN\nX-Mine: 1\nX-Mine: 2\n'), []))

  for (const field of ['Summary', 'Author', 'License', 'Keywords', 'Requires-Python', 'Home-page', 'Description-Content-Type'])
    it(`refuses a second ${field}`, () => assert.deepEqual(of('2.1', `${field}: a\n${field.toUpperCase()}: b`), ['field-repeated']))
  it('refuses a second name, of which each reader takes another', () => assert.deepEqual(of('2.1', 'Name: ham'), ['field-repeated']))
  for (const field of ['Classifier', 'Requires-Dist', 'Project-URL', 'Platform', 'Provides-Extra'])
    it(`takes a second ${field}`, () => assert.deepEqual(of('2.1', `${field}: a\n${field}: b`), []))

  for (const name of ['Requires-Dist', 'requires-python', 'LICENSE', 'License-File', 'Project-URL', 'Import-Name', 'Obsoletes'])
    it(`may say that ${name} is dynamic`, () => assert.deepEqual(of('2.2', `Dynamic: ${name}`), []))
  for (const name of ['Name', 'version', 'Metadata-Version', 'Dynamic', 'dependencies'])
    it(`must not say that ${name} is dynamic`, () => assert.deepEqual(of('2.2', `Dynamic: ${name}`), ['dynamic']))

  it('knows the fields of the specification as it spells them, and no other', () =>
    assert.deepEqual(
      ['name', 'requires-dist', 'import-namespace', 'requires_dist', 'content', 'filetype', 'classifiers', ''].filter(isMetadataField),
      ['name', 'requires-dist', 'import-namespace'],
    ))

  it('knows a field of any metadata whose version it does not know', () => assert.equal(isFieldOf('license-expression', '9.9'), true))
})
