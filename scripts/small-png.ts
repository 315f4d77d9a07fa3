import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The same picture in its 64 most frequent colours, each other pixel in the nearest of them: a third of the bytes, for pages of text. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 64)
    .map(([colour]) => colour)
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]))
  const rows = Buffer.alloc(height * (width + 1))
  pixels.forEach((pixel, at) => (rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = places.get(pixel) ?? 0))
  const head = Buffer.from([...word(width), ...word(height), 8, 3, 0, 0, 0])
  const colours = Buffer.from(palette.flatMap((colour) => [...word(colour)].slice(1)))
  return Buffer.concat([
    signature,
    part('IHDR', head),
    part('PLTE', colours),
    part('IDAT', deflateSync(rows, { level: 9 })),
    part('IEND', Buffer.alloc(0)),
  ])
}

function nearest(palette: readonly number[], colour: number): number {
  const far = (other: number): number => [0, 8, 16].reduce((sum, by) => sum + (((colour >> by) & 255) - ((other >> by) & 255)) ** 2, 0)
  return palette.reduce((best, other, at) => (far(other) < far(palette[best] ?? 0) ? at : best), 0)
}

/** What a browser writes: eight bits a channel, red, green and blue, with or without opacity. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3]
  const bodies: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') bodies.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(bodies))
  const stride = width * channels
  const bytes = Buffer.alloc(height * stride)
  for (let y = 0; y < height; y++) unfilter(raw.subarray(y * (stride + 1)), bytes, y * stride, stride, channels)
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * channels, 3))
  return { width, height, pixels }
}

/** Takes back what was done to a row for better packing: https://www.w3.org/TR/png-3/#9Filters */
function unfilter(row: Buffer, bytes: Buffer, begin: number, stride: number, channels: number): void {
  for (let x = 0; x < stride; x++) {
    const left = x < channels ? 0 : (bytes[begin + x - channels] ?? 0)
    const up = bytes[begin + x - stride] ?? 0
    const corner = x < channels ? 0 : (bytes[begin + x - stride - channels] ?? 0)
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][row[0] ?? 0] ?? 0
    bytes[begin + x] = (row[x + 1] ?? 0) + guess
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [a = 0, b = 0, c = 0] = [left, up, corner].map((one) => Math.abs(left + up - corner - one))
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function part(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  return Buffer.concat([word(body.length), named, word(crc32(named))])
}
