import assert from 'node:assert/strict'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { smallPng } from '../../scripts/small-png.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

function part(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name), body])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** A picture three pixels wide whose rows are filtered already. */
function picture(kind: 2 | 6, ...rows: number[][]): Buffer {
  const head = Buffer.from([0, 0, 0, 3, 0, 0, 0, rows.length, 8, kind, 0, 0, 0])
  return Buffer.concat([
    Buffer.from(signature),
    part('IHDR', head),
    part('IDAT', deflateSync(Buffer.from(rows.flat()))),
    part('IEND', Buffer.alloc(0)),
  ])
}

/** The colours of an indexed picture, pixel by pixel; each part's sum is checked on the way. */
function coloursOf(png: Buffer): string[] {
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    const body = png.subarray(at + 8, at + 8 + length)
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)))
    parts.set(png.toString('latin1', at + 4, at + 8), body)
    at += 12 + length
  }
  const [palette = Buffer.alloc(0), data = Buffer.alloc(0)] = [parts.get('PLTE'), parts.get('IDAT')]
  const width = png.readUInt32BE(16)
  const rows = inflateSync(data)
  return [...rows].flatMap((place, at) => (at % (width + 1) === 0 ? [] : [palette.toString('hex', 3 * place, 3 * place + 3)]))
}

describe('a picture in few colours', () => {
  it('is the picture, however its rows were filtered', () => {
    const plain = [10, 20, 30, 40, 50, 60, 70, 80, 90]
    const png = picture(
      2,
      [0, ...plain],
      [1, 10, 20, 30, 30, 30, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    )
    const row = ['0a141e', '28323c', '46505a']
    assert.deepEqual(coloursOf(smallPng(png)), [...row, ...row, ...row, ...row, ...row])
  })

  it('leaves out opacity', () =>
    assert.deepEqual(coloursOf(smallPng(picture(6, [0, 1, 2, 3, 255, 4, 5, 6, 255, 1, 2, 3, 255]))), ['010203', '040506', '010203']))

  it('has the nearest of its frequent colours where it had a rare one', () => {
    const rows = Array.from({ length: 64 }, (_, at) => [0, ...[1, 2, 3].flatMap(() => [0, at * 4, 0])])
    const png = picture(2, ...rows, [0, 0, 0, 0, 0, 0, 0, 3, 9, 1])
    assert.equal(coloursOf(smallPng(png)).at(-1), '000800')
  })
})
