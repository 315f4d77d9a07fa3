import { createHash, createHmac } from 'node:crypto'
import type { Request } from './server.ts'

/** Who may use a bucket. Without `secretAccessKey` the signature is not recomputed. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string | undefined
}

/** The S3 error code that a request deserves for who has signed it, if any (AWS Signature Version 4, "Create a signed AWS API request"). */
export function refusal(request: Request, keys: Keys): 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | undefined {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/((\d{8})\/([^/]+)\/s3\/aws4_request),(?: ?SignedHeaders=([^,]+),)? ?Signature=(\w+)$/
  const [, id, scope = '', day = '', region = '', signed = '', signature] = form.exec(request.headers.authorization ?? '') ?? []
  if (id === undefined) return 'AccessDenied'
  if (id !== keys.accessKeyId) return 'InvalidAccessKeyId'
  if (keys.secretAccessKey === undefined) return undefined
  const time = String(request.headers['x-amz-date'])
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical(request, signed))].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`)
  return hmac(key, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch'
}

function canonical({ method, url, headers }: Request, signed: string): string {
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const lines = signed.split(';').map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replaceAll(/ +/g, ' ')}\n`,
  )
  return [method, url.pathname, query.join('&'), lines.join(''), signed, String(headers['x-amz-content-sha256'])].join('\n')
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
