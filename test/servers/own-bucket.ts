import type { S3Location } from '../../adapters/s3/client.ts'
import { s3Store } from '../../adapters/s3/s3-store.ts'
import type { ObjectStore } from '../../core/store.ts'

/** The bucket `bucket` of an S3 of ours, as the owner of its keys opens it, with whatever is to be different. */
export function ownBucket({ url }: { readonly url: string }, more: Partial<S3Location> = {}): ObjectStore {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  return s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'x', endpointUrl: url, credentials, ...more })
}
