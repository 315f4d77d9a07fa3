import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { Problem } from '../../core/problem.ts'
import type { StoredObject } from '../../core/store.ts'
import { type Bucket, keyIn } from './bucket.ts'
import { told } from './told.ts'

/** As `ObjectStore.list`: page after page, each tried again by itself. A server that tells of more and not where it goes on is `STORE_REFUSED`: keys would be missed. */
export async function* list(bucket: Bucket, prefix: string): AsyncGenerator<StoredObject> {
  for (let token: string | undefined; ;) {
    const page = await pageOf(bucket, prefix, token)
    yield* page.objects
    if (page.more === undefined) return
    if (page.more === '' || page.more === token) throw endless(bucket)
    token = page.more
  }
}

/** A page of the list; `more` where it goes on, empty when the server does not say. */
async function pageOf(
  bucket: Bucket,
  prefix: string,
  token: string | undefined,
): Promise<{ objects: StoredObject[]; more: string | undefined }> {
  const from = token === undefined ? {} : { ContinuationToken: token }
  const request = { Bucket: bucket.bucket, Prefix: keyIn(bucket, prefix), ...from }
  try {
    const page = await bucket.persist(async () => await bucket.client.send(new ListObjectsV2Command(request)))
    const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
      key: Key.slice(keyIn(bucket, '').length),
      size: Size,
      ...(LastModified === undefined ? {} : { modified: LastModified.toISOString() }),
    }))
    return { objects, more: page.IsTruncated === true ? (page.NextContinuationToken ?? '') : undefined }
  } catch (error) {
    throw told(error, bucket.name, 'to list its keys')
  }
}

function endless({ name }: Bucket): Problem {
  return new Problem('STORE_REFUSED', `${name} tells of more keys and not where its list goes on.`, 'Check what answers at that address.')
}
