import assert from 'node:assert/strict'
import fc from 'fast-check'
import { zip } from '../../../local-agent/services/zip-writer.ts'
import { unzip } from './unzip.ts'

describe('the zip writer', () => {
  it('writes what another reader reads, whatever the members', async () => {
    const path = fc.array(fc.stringMatching(/^[a-zäß0-9 _+-]{1,12}$/), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.string({ unit: 'grapheme' })), async (members) => {
        const bytes = zip(Object.entries(members).map(([name, content]) => [name, Buffer.from(content)] as const))
        assert.deepEqual(await unzip(bytes), { ...members })
      }),
      { numRuns: 50 },
    )
  })

  it('writes the same bytes for the same members', () => {
    const once = (): Buffer =>
      zip([
        ['a/', new Uint8Array()],
        ['a/b', Buffer.from('c')],
      ])
    assert.deepEqual(once(), once())
  })
})
