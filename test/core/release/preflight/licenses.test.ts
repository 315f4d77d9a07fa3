import assert from 'node:assert/strict'
import { judgeLicenses } from '../../../../core/release/preflight/licenses.ts'
import { codesOf, type FileChange, readFile } from '../../../fakes/read-file.ts'

const codes = (metadata: string, change: FileChange = {}): string[] =>
  codesOf(judgeLicenses(readFile({ ...change, metadata: `Metadata-Version: 2.4\n${metadata}` })))
const folder = 'spam_eggs-1.0.dist-info/licenses'

describe('licences', () => {
  for (const expression of [
    'MIT',
    'Apache-2.0 OR MIT',
    'mit or apache-2.0',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    '(MIT AND (BSD-3-Clause OR ISC)) OR LicenseRef-Mine',
    'GPL-2.0+',
  ])
    it(`takes '${expression}'`, () => assert.deepEqual(codes(`License-Expression: ${expression}`), []))
  for (const expression of [
    'MIT License',
    'MIT/Apache-2.0',
    'MIT,',
    '(MIT',
    'MIT)',
    'OR MIT',
    'MIT OR',
    'MIT AND OR ISC',
    'MIT WITH',
    'WITH MIT',
    '()',
    'MIT OR (WITH)',
  ])
    it(`refuses '${expression}'`, () => assert.deepEqual(codes(`License-Expression: ${expression}`), ['license']))
  it('refuses an expression without end, soon', () => assert.deepEqual(codes(`License-Expression: ${'('.repeat(100_000)}MIT`), ['license']))

  it('refuses a licence beside an expression', () => {
    assert.deepEqual(codes('License: MIT\nLicense-Expression: MIT'), ['license'])
    assert.deepEqual(codes('License: UNKNOWN\nLicense-Expression: MIT'), [])
    assert.deepEqual(codes('License: MIT'), [])
  })

  it('looks for the files of a wheel below its own folder', () => {
    assert.deepEqual(codes('License-File: LICENSE', { more: [`${folder}/LICENSE`] }), [])
    assert.deepEqual(codes('License-File: a/COPYING', { more: [`${folder}/a/COPYING`] }), [])
    assert.deepEqual(codes('License-File: LICENSE', { more: ['spam_eggs-1.0.dist-info/LICENSE'] }), ['license-file'])
    assert.deepEqual(codes('License-File: LICENSE', { more: [`${folder}/license`] }), ['license-file'])
  })
  it('looks for the files of an sdist below its folder', () => {
    const name = 'spam_eggs-1.0.tar.gz'
    assert.deepEqual(codes('License-File: LICENSE', { name, more: ['spam_eggs-1.0/LICENSE'] }), [])
    assert.deepEqual(codes('License-File: LICENSE', { name, more: ['LICENSE'] }), ['license-file'])
  })
  it('looks for none where the metadata are older than the field', () =>
    assert.deepEqual(codesOf(judgeLicenses(readFile({ metadata: 'License-File: LICENSE\n' }))), []))
  for (const path of ['../LICENSE', 'a/../b', '/etc/passwd', 'C:/x', 'LICEN*', 'a\\b'])
    it(`refuses the path ${path}`, () =>
      assert.deepEqual(codes(`License-File: ${path}`, { more: [`${folder}/${path}`] }), ['license-file']))
})
