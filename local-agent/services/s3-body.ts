// What S3 keeps, and the body of a PUT: how it is framed, and the digests it is checked against.

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Request } from './server.ts'

/** An object as the server keeps it; `etag` is quoted, `headers` are what GET gives back (type, cache, metadata, checksums). */
export interface S3Object {
  readonly bytes: Buffer
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
  readonly modified: Date
}

/** An uploaded object: its bytes without framing, and the checksums that came with it, in header or trailer. */
export interface Upload {
  readonly bytes: Buffer
  readonly checksums: Readonly<Record<string, string>>
}

const digests: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
  'x-amz-checksum-crc32': (bytes) => {
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(bytes))
    return sum.toString('base64')
  },
}

/** The upload in a request; a text is the S3 error code that it deserves. */
export function readUpload(
  request: Request,
): Upload | 'BadDigest' | 'IncompleteBody' | 'MissingContentLength' | 'XAmzContentSHA256Mismatch' {
  const { headers } = request
  if (headers['content-length'] === undefined && headers['x-amz-decoded-content-length'] === undefined) return 'MissingContentLength'
  const framed = String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const read = framed ? unframe(request.body) : { bytes: request.body, trailers: {} }
  if (read === undefined || (framed && read.bytes.length !== Number(headers['x-amz-decoded-content-length']))) return 'IncompleteBody'
  if (!signedBodyFits(request)) return 'XAmzContentSHA256Mismatch'
  const said = Object.entries({ ...headers, ...read.trailers }).filter((entry): entry is [string, string] => entry[0] in digests)
  if (said.some(([name, value]) => digests[name]?.(read.bytes) !== value)) return 'BadDigest'
  return { bytes: read.bytes, checksums: Object.fromEntries(said.filter(([name]) => name !== 'content-md5')) }
}

function signedBodyFits({ headers, body }: Request): boolean {
  const signed = String(headers['x-amz-content-sha256'] ?? '')
  return !/^[0-9a-f]{64}$/.test(signed) || signed === createHash('sha256').update(body).digest('hex')
}

/** aws-chunked: `size[;chunk-signature=…]` CRLF bytes CRLF, ended by size 0 and trailers. */
function unframe(body: Buffer): { bytes: Buffer; trailers: Record<string, string> } | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line = body.indexOf('\r\n', at)
    const size = line === -1 ? Number.NaN : Number.parseInt(body.toString('latin1', at, line), 16)
    if (!(line + 2 + size <= body.length)) return undefined
    if (size === 0) return { bytes: Buffer.concat(chunks), trailers: trailersOf(body.toString('latin1', line + 2)) }
    chunks.push(body.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}

function trailersOf(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
}
