import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { boundedWheelFiles, wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import type { RandomAccess } from '../../../core/ports.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes, wheelMembers } from '../../fakes/wheel-bytes.ts'
import { zipBytes, type ZipMember } from '../../fakes/zip-bytes.ts'

const file = 'spam-1.0-py3-none-any.whl'
const path = 'spam-1.0.dist-info/METADATA'
const small = { members: 10, unpacked: 1e6, ratio: 100, large: 1e6, kept: 100_000, seen: 0 }

/** A file that counts what is read of it. */
function counting(bytes: Uint8Array): RandomAccess & { readonly reads: (readonly [from: number, length: number])[] } {
  const reads: [number, number][] = []
  return {
    size: bytes.length,
    reads,
    read: async (from, length) => {
      reads.push([from, length])
      return await Promise.resolve(bytes.subarray(from, from + length))
    },
  }
}
const textOf = async (access: RandomAccess): Promise<string> =>
  Buffer.from((await wheelFiles.metadata(file, access)).members.get(path) ?? []).toString()
const bulky = (name: string, size = 300_000): ZipMember => ({ path: name, bytes: randomBytes(size), stored: true })

describe('metadata of a wheel somewhere', () => {
  it('is one read of a small wheel', async () => {
    const access = counting(wheelBytes(file))
    const { entries, members } = await wheelFiles.metadata(file, access)
    assert.match(Buffer.from(members.get(path) ?? []).toString(), /^Metadata-Version: 2\.1\nName: spam\n/)
    assert.deepEqual(
      entries.map((entry) => entry.path),
      [...wheelMembers(file).keys()],
    )
    assert.equal(access.reads.length, 1)
  })

  it('is one read of the end of a large wheel', async () => {
    const own = [...wheelMembers(file)].map(([name, bytes]) => ({ path: name, bytes }))
    const access = counting(zipBytes([bulky('spam/data.bin'), ...own]))
    assert.match(await textOf(access), /Name: spam/)
    assert.deepEqual(access.reads, [[access.size - 66_560, 66_560]])
  })

  it('is a second read where it lies far from the end', async () => {
    const access = counting(zipBytes([bulky('a.bin'), { path, bytes: 'Name: spam\n' }, bulky('z.bin')]))
    assert.equal(await textOf(access), 'Name: spam\n')
    assert.equal(access.reads.length, 2)
  })

  it('is few reads of a wheel with thousands of members', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({ path: `spam/${'m'.repeat(60)}${at}.py`, bytes: '' }))
    const access = counting(zipBytes([{ path, bytes: 'Name: spam\n' }, ...many]))
    assert.equal(await textOf(access), 'Name: spam\n')
    assert.ok(access.reads.length < 12, String(access.reads.length))
  })

  it('is as it is on disk, whatever its length and place', async () => {
    const size = fc.integer({ min: 0, max: 200_000 })
    await fc.assert(
      fc.asyncProperty(size, size, size, async (before, own, behind) => {
        const bytes = Buffer.from('x'.repeat(own) + '\n')
        const access = counting(zipBytes([bulky('a', before), { path, bytes, stored: own % 2 === 0 }, bulky('z', behind)]))
        assert.equal(await textOf(access), bytes.toString())
        assert.ok(access.reads.every(([from, length]) => from >= 0 && from + length <= access.size))
      }),
      { numRuns: 30 },
    )
  })

  it('is nothing where there is none', async () => {
    const { members } = await wheelFiles.metadata(file, counting(zipBytes([{ path: 'spam.py', bytes: '' }])))
    assert.equal(members.size, 0)
  })

  const tight = boundedWheelFiles(small)
  const hostile: [what: string, bytes: Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['no zip', Buffer.from('no zip'.repeat(99))],
    ['a zip that was cut', wheelBytes(file).subarray(0, -30)],
    ['a zip whose end alone is there', wheelBytes(file).subarray(200)],
    ['two METADATA', zipBytes([1, 2].map(() => ({ path, bytes: 'Name: spam\n' })))],
    ['two .dist-info', zipBytes(['a-1', 'b-1'].map((one) => ({ path: `${one}.dist-info/METADATA`, bytes: '' })))],
    ['METADATA with a wrong checksum', zipBytes([{ path, bytes: 'Name: spam\n', declaredCrc: 1 }])],
    ['METADATA that grows beyond what it declares', zipBytes([{ path, bytes: 'x'.repeat(5000), declaredSize: 5 }])],
    ['METADATA with another name in front', zipBytes([{ path, bytes: '', localPath: 'other' }])],
    ['METADATA that is encrypted', zipBytes([{ path, bytes: 'x', flags: 1 }])],
    ['METADATA of an unknown method', zipBytes([{ path, bytes: 'x', method: 14 }])],
    ['METADATA that is too long', zipBytes([{ path, bytes: 'x'.repeat(100_001) }])],
    ['too many members', zipBytes(Array.from({ length: 11 }, (_, at) => ({ path: String(at), bytes: '' })))],
  ]
  for (const [what, bytes] of hostile)
    it(`is refused of ${what}`, async () => assert.equal(await rejectedCode(tight.metadata(file, counting(bytes))), 'WHEEL_INVALID'))

  it('is asked of no byte that the file does not have, whatever stands in it', async () => {
    const whole = wheelBytes(file)
    const end = whole.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
    const beyond = Buffer.from(whole)
    // Where the directory begins, as the end of a zip tells.
    beyond.writeUInt32LE(0x7f_ff_ff_f0, end + 16)
    const turned = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((places) => {
      const bytes = Buffer.from(whole)
      for (const [at, byte] of places) bytes[at] = byte
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(turned, async (bytes) => {
        const access = counting(bytes)
        const code = await rejectedCode(wheelFiles.metadata(file, access))
        assert.ok(code === undefined || code === 'WHEEL_INVALID')
        assert.ok(access.reads.every(([from, length]) => from >= 0 && length >= 0 && from + length <= access.size))
      }),
      { numRuns: 300, examples: [[beyond]] },
    )
  })

  it('is refused where too much would have to be read for it', async () => {
    const one = boundedWheelFiles({ ...small, kept: 40_000 })
    const access = counting(zipBytes([{ path, bytes: randomBytes(30_000), stored: true }, bulky('z', 100_000)]))
    assert.equal(await rejectedCode(one.metadata(file, access)), 'WHEEL_INVALID')
  })

  it('is refused of a file that is shorter than it was', async () => {
    const access = counting(wheelBytes(file))
    assert.equal(await rejectedCode(wheelFiles.metadata(file, { ...access, size: access.size + 10 })), 'WHEEL_INVALID')
  })

  it('throws on what the place of the file throws', async () => {
    for (const at of [0, 1]) {
      const inner = counting(zipBytes([bulky('a'), { path, bytes: 'Name: spam\n' }, bulky('z')]))
      const broken = new RangeError('the store is away')
      const read: RandomAccess['read'] = async (from, length) => {
        if (inner.reads.length === at) throw broken
        return await inner.read(from, length)
      }
      await assert.rejects(wheelFiles.metadata(file, { size: inner.size, read }), broken)
    }
  })
})
