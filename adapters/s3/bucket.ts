import type { S3Client } from '@aws-sdk/client-s3'
import type { ETag } from '../../core/store.ts'
import type { S3Location } from './client.ts'
import type { Persist } from './persist.ts'
import { failureOf, isMissing, told } from './told.ts'

/** A bucket, or a prefix in one, and how it is asked. */
export interface Bucket extends S3Location {
  readonly client: S3Client
  /** The one place where a request is tried again. */
  readonly persist: Persist
}

/** A key of the store as the bucket knows it. */
export function keyIn({ prefix }: Bucket, key: string): string {
  return prefix === '' ? key : `${prefix}/${key}`
}

/** An ETag without quotes: some servers never match a quoted one (Ceph 16). */
export function bare(etag: string | undefined): ETag {
  return (etag ?? '').replaceAll('"', '')
}

/** What a request answers; undefined where the server says that there is no such key. `what` is for messages: "to give KEY". */
export async function ifThere<T>(bucket: Bucket, what: string, read: () => Promise<T>, missing = isMissing): Promise<T | undefined> {
  try {
    return await bucket.persist(read)
  } catch (error) {
    if (missing(failureOf(error))) return undefined
    throw told(error, bucket.name, what)
  }
}
