import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from '@aws-sdk/client-s3'
import { Problem, reason } from '../../core/problem.ts'
import { parseSha256, type Sha256 } from '../../core/sha256.ts'
import type { ObjectStore } from '../../core/store.ts'
import { bare, type Bucket, ifThere, keyIn } from './bucket.ts'
import { unpack } from './gzip.ts'
import { collect, save } from './read-body.ts'
import { failureOf, isHeadMissing } from './told.ts'

/** As `ObjectStore.head`; the SHA-256 is the server's own, or the one that was noted when the object was put. */
export async function head(bucket: Bucket, key: string): ReturnType<ObjectStore['head']> {
  const request = new HeadObjectCommand({ Bucket: bucket.bucket, Key: keyIn(bucket, key), ChecksumMode: 'ENABLED' })
  const found = await ifThere(bucket, `to tell of ${key}`, async () => await bucket.client.send(request), isHeadMissing)
  if (found === undefined) return undefined
  const sha256 = digestOf(found.ChecksumSHA256, found.ChecksumType) ?? parseSha256(found.Metadata?.['sha256'] ?? '')
  const known = sha256 === undefined ? {} : { sha256 }
  return { size: found.ContentLength ?? 0, etag: bare(found.ETag), ...known, ...serviceOf(found) }
}

/** As `ObjectStore.get`. */
export async function get(bucket: Bucket, key: string): ReturnType<ObjectStore['get']> {
  return await ifThere(bucket, `to give ${key}`, async () => {
    const found = await ask(bucket, key)
    const stored = await collect({ body: found.Body, length: found.ContentLength })
    const bytes = await unpack(stored, found.ContentEncoding).catch((error: unknown) => {
      throw unsound(bucket, key, `is gzipped and cannot be unpacked: ${reason(error)}`)
    })
    return { bytes, etag: bare(found.ETag), ...serviceOf(found) }
  })
}

/** As `ObjectStore.range`; of a server that gives the whole object instead, the part is taken. */
export async function range(bucket: Bucket, key: string, from: number, length: number): ReturnType<ObjectStore['range']> {
  if (length <= 0) return (await head(bucket, key)) && new Uint8Array()
  return await ifThere(bucket, `to give a part of ${key}`, async () => {
    try {
      const found = await ask(bucket, key, `bytes=${from}-${from + length - 1}`)
      const start = firstOf(found.ContentRange)
      if (start > from) throw unsound(bucket, key, `was asked for from byte ${from} and is given from byte ${start}`)
      return await collect({ body: found.Body, length: found.ContentLength }, from - start, length)
    } catch (error) {
      if (failureOf(error).status === 416) return new Uint8Array()
      throw error
    }
  })
}

/** As `ObjectStore.fetch`. */
export async function fetchTo(bucket: Bucket, key: string, to: string): ReturnType<ObjectStore['fetch']> {
  return await ifThere(bucket, `to give ${key}`, async () => {
    const found = await ask(bucket, key)
    return await save({ body: found.Body, length: found.ContentLength }, to)
  })
}

async function ask(bucket: Bucket, key: string, part?: string): Promise<GetObjectCommandOutput> {
  const request = { Bucket: bucket.bucket, Key: keyIn(bucket, key), ...(part === undefined ? {} : { Range: part }) }
  return await bucket.client.send(new GetObjectCommand(request))
}

/** The first byte of an answer: 0 of one that does not say that it is a part. */
function firstOf(range: string | undefined): number {
  return Number(/^bytes (\d+)-/.exec(range ?? '')?.[1] ?? 0)
}

function serviceOf({ ContentType, CacheControl }: Pick<GetObjectCommandOutput, 'ContentType' | 'CacheControl'>): {
  type?: string
  cache?: string
} {
  return { ...(ContentType === undefined ? {} : { type: ContentType }), ...(CacheControl === undefined ? {} : { cache: CacheControl }) }
}

/** A checksum of parts is not the file's (S3 User Guide, "Checking object integrity"). */
function digestOf(checksum: string | undefined, type: string | undefined): Sha256 | undefined {
  if (checksum === undefined || type === 'COMPOSITE' || checksum.includes('-')) return undefined
  return parseSha256(Buffer.from(checksum, 'base64').toString('hex'))
}

function unsound({ name }: Bucket, key: string, says: string): Problem {
  return new Problem(
    'STORE_REFUSED',
    `${name}: ${key} ${says}.`,
    'Check what stands between this agent and the store, and the object itself.',
  )
}
