import type { ObjectStore } from '../../core/store.ts'
import type { Bucket } from './bucket.ts'
import { s3Client, type S3Location } from './client.ts'
import { list } from './list-keys.ts'
import { persistence, waitingUntil } from './persist.ts'
import { fetchTo, get, head, range } from './read-object.ts'
import { inRegion } from './region.ts'
import { put, remove } from './write-object.ts'

/**
 * A bucket, or a prefix in one, as a store. One PutObject an object (up to 5 GiB), with its SHA-256 for the server to check; conditions by
 * If-None-Match and If-Match. What the server says no to is `STORE_REFUSED`, no answer `STORE_UNREACHABLE`, 501 `STORE_UNSAFE`, bytes that
 * arrived as others `HASH_MISMATCH`. Whether the server honours conditions at all must be tried once: some ignore them in silence.
 */
export function s3Store(location: S3Location, persist = persistence(waitingUntil(location.signal))): ObjectStore {
  const client = s3Client(location)
  const bucket: Bucket = { ...location, client, persist: inRegion(client, persist) }
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
