import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput, type PutObjectCommandOutput } from '@aws-sdk/client-s3'
import { gzipPays } from '../../core/gzip-pays.ts'
import type { OnDisk } from '../../core/ports.ts'
import { type Sha256, sha256Of } from '../../core/sha256.ts'
import type { ETag, ObjectStore, PutCondition } from '../../core/store.ts'
import { openBody } from './body.ts'
import { bare, type Bucket, keyIn } from './bucket.ts'
import { pack } from './gzip.ts'
import { failureOf, isMissing, isRefusal, isTransient, isTransientOrMet, told } from './told.ts'

type How = Parameters<ObjectStore['put']>[2]

/** As `ObjectStore.put`. A write whose answer was lost is sent again, and then finds itself there: whoever is refused looks. */
export async function put(bucket: Bucket, key: string, body: Uint8Array | OnDisk, how: How): ReturnType<ObjectStore['put']> {
  const { sent, encoding } = await encode(bucket, body, how)
  const about = { ContentType: how.type, CacheControl: how.cache, ...encoding, ...sumsOf(sent) }
  const request = { Bucket: bucket.bucket, Key: keyIn(bucket, key), ...about, ...condition(how.when) }
  const free = how.when === 'always'
  try {
    const stored = await bucket.persist(async () => await send(bucket, request, sent), free ? isTransientOrMet : isTransient)
    return { kind: 'stored', etag: bare(stored.ETag) }
  } catch (error) {
    const failure = failureOf(error)
    // A key that is gone cannot match: 404 says so on Amazon, 412 elsewhere.
    if (!free && (isRefusal(failure) || isMissing(failure))) return { kind: 'refused' }
    throw told(error, bucket.name, `to store ${key}`)
  }
}

/** As `ObjectStore.delete`. */
export async function remove(bucket: Bucket, key: string, when: ETag | undefined): Promise<void> {
  const request = { Bucket: bucket.bucket, Key: keyIn(bucket, key), ...(when === undefined ? {} : { IfMatch: when }) }
  try {
    await bucket.persist(async () => await bucket.client.send(new DeleteObjectCommand(request)), isTransientOrMet)
  } catch (error) {
    const failure = failureOf(error)
    if (!(when !== undefined && failure.status === 412) && !isMissing(failure)) throw told(error, bucket.name, `to delete ${key}`)
  }
}

async function encode(
  { compress }: Bucket,
  body: Uint8Array | OnDisk,
  how: How,
): Promise<{ readonly sent: Uint8Array | OnDisk; readonly encoding?: { readonly ContentEncoding: 'gzip' } }> {
  if (compress !== true || !(body instanceof Uint8Array) || !gzipPays(how, body.length)) return { sent: body }
  return { sent: await pack(body), encoding: { ContentEncoding: 'gzip' } }
}

async function send(bucket: Bucket, request: PutObjectCommandInput, body: Uint8Array | OnDisk): Promise<PutObjectCommandOutput> {
  const { bytes, broken } = await openBody(body)
  try {
    return await bucket.client.send(signed({ ...request, Body: bytes }, body), { abortSignal: broken })
  } catch (error) {
    throw broken.aborted ? broken.reason : error
  }
}

/** Has the signature cover the bytes of a stream too, as the SDK does of itself only for what is in memory: servers without checksums check those. */
function signed(request: PutObjectCommandInput, body: Uint8Array | OnDisk): PutObjectCommand {
  const command = new PutObjectCommand(request)
  if (body instanceof Uint8Array) return command
  command.middlewareStack.add(
    (next) => async (args) => {
      const { request: sent } = args
      if (hasHeaders(sent)) sent.headers['x-amz-content-sha256'] = body.sha256
      return await next(args)
    },
    { step: 'build', name: 'signedBody' },
  )
  return command
}

function hasHeaders(value: unknown): value is { readonly headers: Record<string, string> } {
  return typeof value === 'object' && value !== null && 'headers' in value
}

/** A checksum without its algorithm's name is dropped by some servers; a file's is noted too, for those that keep no checksum at all. */
function sumsOf(
  body: Uint8Array | OnDisk,
): Pick<PutObjectCommandInput, 'ContentLength' | 'ChecksumSHA256' | 'ChecksumAlgorithm' | 'Metadata'> {
  if (!(body instanceof Uint8Array)) return { ...checksum(body.size, body.sha256), Metadata: { sha256: body.sha256 } }
  return checksum(body.length, sha256Of(body))
}

function checksum(size: number, sha256: Sha256): Pick<PutObjectCommandInput, 'ContentLength' | 'ChecksumSHA256' | 'ChecksumAlgorithm'> {
  return { ContentLength: size, ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'), ChecksumAlgorithm: 'SHA256' }
}

/** ETags go bare: some servers never match a quoted one (Ceph 16). */
function condition(when: PutCondition): { IfNoneMatch?: string; IfMatch?: string } {
  if (when === 'always') return {}
  return when === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: when.etag }
}
