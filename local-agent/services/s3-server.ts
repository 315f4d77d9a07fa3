import { createHash } from 'node:crypto'
import { type Answer, FaultScript, type RequestRecord } from './faults.ts'
import { listen, type Request } from './server.ts'
import { readUpload, type S3Object } from './s3-body.ts'
import { FolderBucket } from './s3-folder.ts'
import { refusal } from './s3-signature.ts'
import { listing, s3Error } from './s3-xml.ts'

/**
 * `buckets` are kept in memory, those of `folders` in the folder by their name. `conditional`: what becomes of If-Match and If-None-Match on a write. `works` as on AWS, `ignored` as by s3rver,
 * `refused` (501) as by Swift. `pageSize` is the most keys in one answer of a list. `port`: tried first.
 */
export interface S3Options {
  readonly buckets?: readonly string[]
  readonly folders?: Readonly<Record<string, string>>
  readonly accessKeyId?: string
  /** Without it the signature is not recomputed. */
  readonly secretAccessKey?: string
  /** Whether who has no keys may read objects, as by a bucket policy with s3:GetObject and s3:ListBucket (so that a missing key is 404, and not 403). */
  readonly publicRead?: boolean
  readonly conditional?: 'works' | 'ignored' | 'refused'
  readonly pageSize?: number
  readonly faults?: FaultScript
  readonly port?: number | undefined
}

/** A running S3. `url` is the endpoint, for path-style clients; `buckets` may be read and changed by a test. */
export interface S3Server {
  readonly url: string
  readonly buckets: ReadonlyMap<string, Map<string, S3Object>>
  readonly requests: readonly RequestRecord[]
  close(): Promise<void>
}

/** Serves buckets, every request whole or not at all, to whoever signs with the access key (`test`). */
export async function startS3Server(options: S3Options): Promise<S3Server> {
  const faults = options.faults ?? new FaultScript()
  const buckets = new Map((options.buckets ?? []).map((name) => [name, new Map<string, S3Object>()]))
  for (const [name, folder] of Object.entries(options.folders ?? {})) buckets.set(name, new FolderBucket(folder))
  const service = await listen((request) => withId(answer(buckets, options, request)), faults, options.port)
  return { url: service.url, buckets, requests: faults.requests, close: () => service.close() }
}

function answer(buckets: S3Server['buckets'], options: S3Options, request: Request): Answer {
  const { pathname, searchParams } = request.url
  const [bucket = '', ...rest] = pathname.slice(1).split('/')
  const key = decodeURIComponent(rest.join('/'))
  const objects = buckets.get(bucket)
  const { accessKeyId = 'test', secretAccessKey } = options
  const stranger = refusal(request, { accessKeyId, secretAccessKey })
  if (stranger !== undefined && !mayRead(options, request, key)) return s3Error(stranger, pathname)
  if (objects === undefined) return s3Error('NoSuchBucket', pathname)
  if (key === '') return ofBucket(bucket, objects, options, request)
  if ([...searchParams.keys()].some((name) => name !== 'x-id')) return s3Error('NotImplemented', pathname)
  return ofObject(objects, key, options, request)
}

function mayRead({ publicRead }: S3Options, { method, headers }: Request, key: string): boolean {
  return publicRead === true && key !== '' && headers.authorization === undefined && (method === 'GET' || method === 'HEAD')
}

function ofBucket(bucket: string, objects: Map<string, S3Object>, options: S3Options, { method, url }: Request): Answer {
  if (method === 'HEAD') return { status: 200 }
  if (method !== 'GET' || url.searchParams.get('list-type') !== '2') return s3Error('NotImplemented', url.pathname)
  return listing(bucket, objects, url.searchParams, options.pageSize ?? 1000)
}

function ofObject(objects: Map<string, S3Object>, key: string, options: S3Options, request: Request): Answer {
  const unmet = request.method === 'GET' || request.method === 'HEAD' ? undefined : unmetCondition(objects.get(key), options, request)
  if (unmet !== undefined) return s3Error(unmet, request.url.pathname)
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return get(objects.get(key), request)
    case 'PUT':
      return put(objects, key, request)
    case 'DELETE':
      objects.delete(key)
      return { status: 204 }
    default:
      return s3Error('NotImplemented', request.url.pathname)
  }
}

function get(object: S3Object | undefined, request: Request): Answer {
  if (object === undefined) return s3Error('NoSuchKey', request.url.pathname)
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, range } = request.headers
  const about = { etag: object.etag, 'last-modified': object.modified.toUTCString(), 'accept-ranges': 'bytes' }
  if (ifMatch !== undefined && !sameTag(ifMatch, object.etag)) return s3Error('PreconditionFailed', request.url.pathname)
  if (ifNoneMatch !== undefined && sameTag(ifNoneMatch, object.etag)) return { status: 304, headers: about }
  const sums = request.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined
  const kept = Object.entries(object.headers).filter(([name]) => sums || !name.startsWith('x-amz-checksum-'))
  const headers = { ...Object.fromEntries(kept), ...about }
  return range === undefined ? { status: 200, headers, body: object.bytes } : ranged(object.bytes, range, headers)
}

function ranged(bytes: Buffer, range: string, headers: Record<string, string>): Answer {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  const from = first === '' ? Math.max(bytes.length - Number(last), 0) : Number(first)
  const to = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1)
  if (first + last === '' || from > to) return s3Error('InvalidRange')
  const body = bytes.subarray(from, to + 1)
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` }, body }
}

const keptHeaders = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires']

function put(objects: Map<string, S3Object>, key: string, request: Request): Answer {
  if (request.headers['x-amz-copy-source'] !== undefined) return s3Error('NotImplemented', request.url.pathname)
  const upload = readUpload(request)
  if (typeof upload === 'string') return s3Error(upload, request.url.pathname)
  const kept = Object.entries(request.headers).filter(
    (entry): entry is [string, string] => keptHeaders.includes(entry[0]) || entry[0].startsWith('x-amz-meta-'),
  )
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((one) => one.trim())
  const encoding = encodings.filter((one) => one !== 'aws-chunked').join(',')
  const etag = `"${createHash('md5').update(upload.bytes).digest('hex')}"`
  const headers = {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(encoding && { 'content-encoding': encoding }),
    ...upload.checksums,
  }
  objects.set(key, { bytes: upload.bytes, etag, headers, modified: new Date() })
  return { status: 200, headers: { etag, ...upload.checksums } }
}

/** A write's conditions (S3 user guide, "conditional requests"); a DELETE of what is not there meets them all. */
function unmetCondition(object: S3Object | undefined, options: S3Options, { method, headers }: Request) {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers
  if (options.conditional === 'ignored' || (ifMatch === undefined && ifNoneMatch === undefined)) return undefined
  if (options.conditional === 'refused' || (ifNoneMatch !== undefined && ifNoneMatch !== '*')) return 'NotImplemented'
  if (ifNoneMatch !== undefined && object !== undefined) return 'PreconditionFailed'
  if (ifMatch === undefined) return undefined
  if (object === undefined) return method === 'DELETE' ? undefined : 'NoSuchKey'
  return sameTag(ifMatch, object.etag) ? undefined : 'PreconditionFailed'
}

function sameTag(asked: string, etag: string): boolean {
  return asked === '*' || asked.replaceAll('"', '') === etag.replaceAll('"', '')
}

function withId(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'x-amz-request-id': '0' } }
}
