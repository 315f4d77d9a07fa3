import assert from 'node:assert/strict'
import { judgeDescription } from '../../../../core/release/preflight/description.ts'
import { codesOf, readFile } from '../../../fakes/read-file.ts'

const codes = (metadata: string, name = 'spam-1.0-py3-none-any.whl'): string[] =>
  codesOf(judgeDescription(readFile({ name, metadata }).metadata))

describe('what metadata say', () => {
  for (const [metadata, expected] of [
    ['', []],
    [`Summary: ${'s'.repeat(512)}`, []],
    [`Summary: ${'\u{1F40D}'.repeat(512)}`, []],
    [`Summary: ${'s'.repeat(513)}`, ['summary']],
    ['Summary: one\n  two', ['summary']],
    ['Requires-Python: >=3.8, !=3.9.*', []],
    ['Requires-Python: 3.8', ['requires-python']],
    ['Requires-Python: >=3.8.*', ['requires-python']],
    ['Requires-Dist: ham (>=1,<2) ; extra == "x"', []],
    ['Requires-Dist: ham>=1.0.*', ['requires-dist']],
    ['Requires-Dist: ham eggs', ['requires-dist']],
    ['Requires-Dist: -ham', ['requires-dist']],
    ['Requires-Dist: ham @ https://example.org/ham.whl', ['direct-url']],
    ['Requires-Dist: ham @ git+https://example.org/ham ; python_version < "3"', ['direct-url']],
    ['Provides-Dist: ham @ https://example.org/ham.whl', ['direct-url']],
    ['Obsoletes-Dist: ham eggs', ['requires-dist']],
    ['Requires-Dist: ham x\nRequires-Dist: eggs @ https://example.org/e.whl', ['direct-url', 'requires-dist']],
    ['Provides-Extra: docs\nProvides-Extra: x.y-z', []],
    ['Provides-Extra: -docs', ['extra']],
    ['Provides-Extra: do cs', ['extra']],
    ['Description-Content-Type: text/markdown', []],
    ['Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM', []],
    ['Description-Content-Type: text/markdown; charset="UTF-8"; variant=CommonMark', []],
    ['Description-Content-Type: text/x-rst; charset=UTF-8', []],
    ['Description-Content-Type: text/plain', []],
    ['Description-Content-Type: text/x-rst; charset=latin-1', ['content-type']],
    ['Description-Content-Type: text/markdown; charset=utf-8', []],
    ['Description-Content-Type: text/markdown; variant=gfm', ['content-type']],
    ['Description-Content-Type: text/markdown; variant=Pandoc', ['content-type']],
    ['Description-Content-Type: text/html', ['content-type']],
    ['Description-Content-Type: markdown', ['content-type']],
  ] as const)
    it(`${expected.length === 0 ? 'takes' : 'refuses'} '${metadata.slice(0, 60).replaceAll('\n', '|')}'`, () =>
      assert.deepEqual(codes(metadata), expected))

  it('takes no local version', () => {
    assert.deepEqual(codes('', 'spam-1.0+cu12-py3-none-any.whl'), ['local-version'])
    assert.deepEqual(codes('', 'spam-1.0rc1-py3-none-any.whl'), [])
  })
})
