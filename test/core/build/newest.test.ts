import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { newestMember } from '../../../core/build/newest.ts'

interface Member {
  readonly name: string
  readonly time: number
  readonly text?: string
  /** `0` a file, `5` a folder, `x` a pax header. */
  readonly type?: string
}

/** A ustar archive of members, with the two zero blocks at its end. */
function tar(members: readonly Member[]): Uint8Array {
  const blocks = members.flatMap(({ name, time, text = '', type = '0' }) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write(`${time.toString(8).padStart(11, '0')}\0`, 136)
    header.write(type, 156)
    return [header, Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)])]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

describe('the time of an sdist', () => {
  it('is that of its newest file', () =>
    assert.equal(
      newestMember(
        tar([
          { name: 'a', time: 1000, text: 'one' },
          { name: 'b', time: 3000, text: 'x'.repeat(513) },
          { name: 'c', time: 2000 },
        ]),
      ),
      3000,
    ))
  it('does not count folders and headers, which bear the time of packing', () =>
    assert.equal(
      newestMember(
        tar([
          { name: 'd/', time: 9000, type: '5' },
          { name: 'h', time: 8000, type: 'x', text: '20 mtime=1000.5\n' },
          { name: 'd/a', time: 1000 },
        ]),
      ),
      1000,
    ))
  it('counts files of the oldest archives', () => assert.equal(newestMember(tar([{ name: 'a', time: 1000, type: '\0' }])), 1000))
  it('is unknown of an empty archive', () => assert.equal(newestMember(tar([])), undefined))
  it('is unknown of anything else', () => assert.equal(newestMember(Buffer.from('PK\u0003\u0004')), undefined))
  it('is unknown of a broken archive', () => assert.equal(newestMember(tar([{ name: 'a', time: 1 }]).subarray(0, 30)), undefined))
  it('is what could be read of one that is cut off inside', () => {
    const whole = Buffer.alloc(512)
    whole.write('a', 0)
    whole.write('00000001000\0', 124)
    whole.write('00000001750\0', 136)
    whole.write('0', 156)
    assert.equal(newestMember(gzipSync(whole)), 1000)
  })
})
