import assert from 'node:assert/strict'
import { describeWheel } from '../../../core/wheel/describe.ts'
import { wheelMembers, type WheelChange } from '../../fakes/wheel-bytes.ts'

const file = 'spam-1.0-py3-none-any.whl'
const described = (change: WheelChange = {}, name = file): ReturnType<typeof describeWheel> => {
  const all = wheelMembers(file, change)
  const members = new Map([...all].filter(([path]) => path.endsWith('/METADATA')))
  return describeWheel(name, { entries: [...all].map(([path, bytes]) => ({ path, size: bytes.length })), members })
}

describe('a wheel of which only METADATA was read', () => {
  it('is described by it', () => {
    const { metadata, says } = described()
    assert.deepEqual([metadata?.fields.name, metadata?.fields.version, says], ['spam', '1.0', ''])
    assert.match(Buffer.from(metadata?.bytes ?? []).toString(), /^Metadata-Version/)
  })
  it('is not judged by what was not read', () => assert.equal(described({ WHEEL: undefined, RECORD: '' }).says, ''))
  const wrong: [what: string, change: WheelChange, name: string, says: RegExp, readable: boolean][] = [
    ['of another project', { METADATA: 'Metadata-Version: 2.1\nName: eggs\nVersion: 1.0\n' }, file, /eggs/, true],
    ['without METADATA', { METADATA: undefined }, file, /METADATA is missing/, false],
    ['whose METADATA is no UTF-8', { METADATA: Uint8Array.of(0xff, 0xfe) }, file, /METADATA is missing or is not UTF-8/, false],
    ['whose name is none', {}, 'spam.whl', /name is none/, false],
    ['whose folder is of another version', {}, 'spam-2.0-py3-none-any.whl', /folder/, true],
    ['without a .dist-info folder', { folder: 'spam' }, file, /no \.dist-info/, false],
  ]
  for (const [what, change, name, says, readable] of wrong)
    it(`${what} is told to be so${readable ? ', and described all the same' : ''}`, () => {
      const found = described(change, name)
      assert.match(found.says, says)
      assert.equal(found.metadata !== undefined, readable)
    })
})
