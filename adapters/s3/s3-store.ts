import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { setTimeout as pause } from 'node:timers/promises'
import type { OnDisk } from '../../core/ports.ts'
import type { ETag, ObjectStore, PutCondition, StoredObject } from '../../core/store.ts'
import { delay, patient } from '../../core/retry.ts'
import { parseSha256, type Sha256 } from '../../core/sha256.ts'
import { openBody } from './body.ts'
import { saveBody } from './save-body.ts'
import { s3Client, type S3Location } from './client.ts'
import { failureOf, isHeadMissing, isMissing, isRefusal, isTransient, told } from './told.ts'

/**
 * A bucket, or a prefix in one, as a store. One PutObject a file (up to 5 GiB), with its SHA-256 for the server to check; conditions by
 * If-None-Match and If-Match. What the server says no to is `STORE_REFUSED`, no answer `STORE_UNREACHABLE`, 501 `STORE_UNSAFE`.
 * Whether the server honours conditions at all must be tried once: some ignore them in silence.
 */
export function s3Store(location: S3Location): ObjectStore {
  const bucket = { ...location, client: s3Client(location) }
  return {
    name: location.name,
    list: (prefix) => list(bucket, prefix),
    head: async (key) => await head(bucket, key),
    get: async (key) => await get(bucket, key),
    range: async (key, from, length) => await range(bucket, key, from, length),
    fetch: async (key, to) => await fetchTo(bucket, key, to),
    put: async (key, body, how) => await put(bucket, key, body, how),
    delete: async (key, when) => await remove(bucket, key, when),
  }
}

interface Bucket extends S3Location {
  readonly client: S3Client
}

type How = Parameters<ObjectStore['put']>[2]

async function put(bucket: Bucket, key: string, body: Uint8Array | OnDisk, how: How): ReturnType<ObjectStore['put']> {
  const where = { Bucket: bucket.bucket, Key: keyIn(bucket, key), ContentType: how.type, CacheControl: how.cache }
  try {
    const stored = await again(async () => await send(bucket, { ...where, ...condition(how.when) }, body))
    return { kind: 'stored', etag: bare(stored.ETag) }
  } catch (error) {
    const failure = failureOf(error)
    // A key that is gone cannot match: 404 says so on Amazon, 412 elsewhere.
    if (isRefusal(failure) || (how.when !== 'always' && isMissing(failure))) return { kind: 'refused' }
    throw told(error, bucket.name, `to store ${key}`)
  }
}

async function send(bucket: Bucket, where: PutObjectCommandInput, body: Uint8Array | OnDisk): Promise<PutObjectCommandOutput> {
  const { bytes, broken } = await openBody(body)
  try {
    return await bucket.client.send(new PutObjectCommand({ ...where, Body: bytes, ...payload(body) }), { abortSignal: broken })
  } catch (error) {
    throw broken.aborted ? broken.reason : error
  }
}

function payload(
  body: Uint8Array | OnDisk,
): Pick<PutObjectCommandInput, 'ContentLength' | 'ChecksumSHA256' | 'ChecksumAlgorithm' | 'Metadata'> {
  if (body instanceof Uint8Array) return { ContentLength: body.length }
  const checksum = Buffer.from(body.sha256, 'hex').toString('base64')
  // A checksum without its algorithm's name is dropped by some servers; the metadata is for those that keep no checksum at all.
  return { ContentLength: body.size, ChecksumSHA256: checksum, ChecksumAlgorithm: 'SHA256', Metadata: { sha256: body.sha256 } }
}

/** ETags go bare: some servers never match a quoted one (Ceph 16). */
function condition(when: PutCondition): { IfNoneMatch?: string; IfMatch?: string } {
  if (when === 'always') return {}
  return when === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: when.etag }
}

async function head(bucket: Bucket, key: string): ReturnType<ObjectStore['head']> {
  const request = new HeadObjectCommand({ Bucket: bucket.bucket, Key: keyIn(bucket, key), ChecksumMode: 'ENABLED' })
  const found = await ifThere(bucket, `to tell of ${key}`, async () => await bucket.client.send(request), isHeadMissing)
  if (found === undefined) return undefined
  const sha256 = digestOf(found.ChecksumSHA256, found.ChecksumType) ?? parseSha256(found.Metadata?.['sha256'] ?? '')
  return { size: found.ContentLength ?? 0, etag: bare(found.ETag), ...(sha256 === undefined ? {} : { sha256 }) }
}

async function get(bucket: Bucket, key: string): ReturnType<ObjectStore['get']> {
  return await ifThere(bucket, `to give ${key}`, async () => {
    const found = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.bucket, Key: keyIn(bucket, key) }))
    return { bytes: (await found.Body?.transformToByteArray()) ?? new Uint8Array(), etag: bare(found.ETag) }
  })
}

async function range(bucket: Bucket, key: string, from: number, length: number): ReturnType<ObjectStore['range']> {
  return await ifThere(bucket, `to give a part of ${key}`, async () => {
    try {
      const Range = `bytes=${from}-${from + length - 1}`
      const found = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.bucket, Key: keyIn(bucket, key), Range }))
      return (await found.Body?.transformToByteArray()) ?? new Uint8Array()
    } catch (error) {
      if (failureOf(error).status === 416) return new Uint8Array()
      throw error
    }
  })
}

async function fetchTo(bucket: Bucket, key: string, to: string): ReturnType<ObjectStore['fetch']> {
  return await ifThere(bucket, `to give ${key}`, async () => {
    const found = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.bucket, Key: keyIn(bucket, key) }))
    return await saveBody(found.Body, to)
  })
}

async function remove(bucket: Bucket, key: string, when: ETag | undefined): Promise<void> {
  const request = { Bucket: bucket.bucket, Key: keyIn(bucket, key), ...(when === undefined ? {} : { IfMatch: when }) }
  try {
    await bucket.client.send(new DeleteObjectCommand(request))
  } catch (error) {
    const failure = failureOf(error)
    if (!isRefusal(failure) && !isMissing(failure)) throw told(error, bucket.name, `to delete ${key}`)
  }
}

async function* list(bucket: Bucket, prefix: string): AsyncGenerator<StoredObject> {
  try {
    for await (const page of paginateListObjectsV2({ client: bucket.client }, { Bucket: bucket.bucket, Prefix: keyIn(bucket, prefix) })) {
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        const modified = LastModified === undefined ? {} : { modified: LastModified.toISOString() }
        yield { key: Key.slice(keyIn(bucket, '').length), size: Size, ...modified }
      }
    }
  } catch (error) {
    throw told(error, bucket.name, 'to list its keys')
  }
}

async function ifThere<T>(bucket: Bucket, what: string, read: () => Promise<T>, missing = isMissing): Promise<T | undefined> {
  try {
    return await again(read)
  } catch (error) {
    if (missing(failureOf(error))) return undefined
    throw told(error, bucket.name, what)
  }
}

/** The SDK tries again by itself, but neither a body that is a stream nor an answer that breaks off; so once more for those. */
async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const wait = isTransient(error) ? delay({ ...patient, attempts: 2 }, attempt, Math.random()) : undefined
      if (wait === undefined) throw error
      await pause(wait)
    }
  }
}

function keyIn(bucket: Bucket, key: string): string {
  return bucket.prefix === '' ? key : `${bucket.prefix}/${key}`
}

function bare(etag: string | undefined): ETag {
  return (etag ?? '').replaceAll('"', '')
}

/** A checksum of parts is not the file's (S3 User Guide, "Checking object integrity"). */
function digestOf(checksum: string | undefined, type: string | undefined): Sha256 | undefined {
  if (checksum === undefined || type === 'COMPOSITE' || checksum.includes('-')) return undefined
  return parseSha256(Buffer.from(checksum, 'base64').toString('hex'))
}
