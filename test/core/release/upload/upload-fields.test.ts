import assert from 'node:assert/strict'
import { parseMetadata } from '../../../../core/python/metadata.ts'
import { uploadFields } from '../../../../core/release/upload/upload-fields.ts'
import { sha256Of } from '../../../../core/sha256.ts'

const metadata = parseMetadata(`Metadata-Version: 2.4
Name: Spam.Eggs
Version: 1.0
Summary: All of it
Home-page: https://example.org
Author-email: a@example.org
License-Expression: MIT
License-File: LICENSE
License-File: NOTICE
Classifier: Programming Language :: Python
Classifier: License :: OSI Approved
Project-URL: Docs, https://docs.example.org
Project-URL: Home, https://example.org
Platform: any
Supported-Platform: linux
Keywords: a,b
Requires-Python: >=3.9
Requires-Dist: x
Requires-Dist: y>1; extra == 'z'
Provides-Extra: z
Dynamic: Version
Maintainer: UNKNOWN
X-Own: y
Content: other bytes
Filetype: sdist
Home_Page: https://other.example.org
Sha256-Digest: 00
Attestations: []
Name": x
Description-Content-Type: text/markdown

# Title

Text
`)
const sha256 = sha256Of('x')
const fieldsOf = (name: string): [string, string][] => uploadFields({ name, sha256 }, metadata).map(([key, value]) => [key, value])
const all = (name: string, field: string): string[] => fieldsOf(name).flatMap(([key, value]) => (key === field ? [value] : []))
const wheel = 'spam_eggs-1.0-1-cp39.cp310-abi3-manylinux_2_17_x86_64.whl'

describe('uploadFields', () => {
  for (const [field, ...values] of [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['metadata_version', '2.4'],
    ['name', 'Spam.Eggs'],
    ['version', '1.0'],
    ['filetype', 'bdist_wheel'],
    ['pyversion', 'cp39.cp310'],
    ['sha256_digest', sha256],
    ['summary', 'All of it'],
    ['home_page', 'https://example.org'],
    ['author_email', 'a@example.org'],
    ['license_expression', 'MIT'],
    ['license_file', 'LICENSE', 'NOTICE'],
    ['classifiers', 'Programming Language :: Python', 'License :: OSI Approved'],
    ['project_urls', 'Docs, https://docs.example.org', 'Home, https://example.org'],
    ['platform', 'any'],
    ['supported_platform', 'linux'],
    ['keywords', 'a,b'],
    ['requires_python', '>=3.9'],
    ['requires_dist', 'x', "y>1; extra == 'z'"],
    ['provides_extra', 'z'],
    ['dynamic', 'Version'],
    ['description_content_type', 'text/markdown'],
    ['classifier'],
    ['maintainer'],
    ['x_own'],
    ['content'],
    ['attestations'],
    ['name"'],
  ] as const)
    it(`${field}: ${values.join(' | ') || 'left out'}`, () => assert.deepEqual(all(wheel, field), values))

  it('has the description once', () => assert.deepEqual(all(wheel, 'description'), ['# Title\n\nText\n']))
  it('leaves out the License-File that setuptools wrote before there was one', () => {
    const of = (version: string): string[] =>
      uploadFields({ name: wheel, sha256 }, parseMetadata(`Metadata-Version: ${version}\nName: a\nVersion: 1\nLicense-File: LICENSE\n`))
        .filter(([name]) => name === 'license_file')
        .map(([, value]) => value)
    assert.deepEqual([of('2.1'), of('2.3'), of('2.4')], [[], [], ['LICENSE']])
  })
  it('tells an sdist as source', () => {
    assert.deepEqual(all('spam_eggs-1.0.tar.gz', 'filetype'), ['sdist'])
    assert.deepEqual(all('spam_eggs-1.0.tar.gz', 'pyversion'), ['source'])
  })
})
