// S3's answers in XML: errors and the list of ListObjectsV2.

import type { Answer } from './faults.ts'
import type { S3Object } from './s3-body.ts'

const statuses = {
  AccessDenied: 403,
  BadDigest: 400,
  ConditionalRequestConflict: 409,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidRange: 416,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  XAmzContentSHA256Mismatch: 400,
} as const

/** An error as S3 words it, also for fault scripts: `s3Error('SlowDown')`, `s3Error('ConditionalRequestConflict')`. */
export function s3Error(code: keyof typeof statuses, resource = ''): Answer {
  const body = `<Error><Code>${code}</Code><Message>${code}</Message><Resource>${escape(resource)}</Resource><RequestId>0</RequestId></Error>`
  return xml(statuses[code], body)
}

/** The page of a bucket's list that the query asks for, keys in the order of their UTF-8 bytes, at most `most` of them. */
export function listing(bucket: string, objects: ReadonlyMap<string, S3Object>, query: URLSearchParams, most: number): Answer {
  const ask = (name: string): string => query.get(name) ?? ''
  const encode = query.get('encoding-type') === 'url' ? urlEncode : escape
  const token = Buffer.from(ask('continuation-token'), 'base64url').toString()
  const keys = [...objects.keys()].filter((key) => key.startsWith(ask('prefix')) && isAfter(key, ask('start-after'))).sort(byBytes)
  const names = [...new Set(keys.map((key) => rolledUp(key, ask('prefix'), ask('delimiter'))))].filter((name) => isAfter(name, token))
  const maxKeys = Math.min(Number(query.get('max-keys') ?? 1000), most)
  const shown = names.slice(0, maxKeys)
  const cut = shown.length < names.length
  const next = cut ? tag('NextContinuationToken', Buffer.from(shown.at(-1) ?? '').toString('base64url')) : ''
  const head = [
    tag('Name', bucket) + tag('Prefix', encode(ask('prefix'))),
    query.has('delimiter') ? tag('Delimiter', encode(ask('delimiter'))) : '',
    tag('MaxKeys', maxKeys) + tag('KeyCount', shown.length) + tag('IsTruncated', cut) + next,
    query.has('encoding-type') ? tag('EncodingType', 'url') : '',
    query.has('continuation-token') ? tag('ContinuationToken', ask('continuation-token')) : '',
  ]
  const items = shown.map((name) =>
    item(name, objects.get(name), encode, ask('delimiter') !== '' && isPrefix(name, ask('prefix'), ask('delimiter'))),
  )
  return xml(200, `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${[...head, ...items].join('')}</ListBucketResult>`)
}

function item(name: string, object: S3Object | undefined, encode: (text: string) => string, prefix: boolean): string {
  if (prefix || object === undefined) return tag('CommonPrefixes', tag('Prefix', encode(name)))
  const about = tag('LastModified', object.modified.toISOString()) + tag('ETag', escape(object.etag)) + tag('Size', object.bytes.length)
  return tag('Contents', tag('Key', encode(name)) + about + tag('StorageClass', 'STANDARD'))
}

/** The key, or what it has in common with others up to the first delimiter behind the prefix. */
function rolledUp(key: string, prefix: string, delimiter: string): string {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at === -1 ? key : key.slice(0, at + delimiter.length)
}

function isPrefix(name: string, prefix: string, delimiter: string): boolean {
  return name.includes(delimiter, prefix.length)
}

function isAfter(name: string, mark: string): boolean {
  return mark === '' || byBytes(name, mark) > 0
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function tag(name: string, content: string | number | boolean): string {
  return `<${name}>${content}</${name}>`
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` }
}

/** As S3 does: a blank is a plus, a slash stays. */
function urlEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2F', '/')
}

/** Text as XML and HTML have it, in attributes too. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
