import type { ObjectStore } from '../core/store.ts'
import { Problem } from '../core/problem.ts'
import { type StoreAccess, storeName } from '../core/store-access.ts'
import type { StoreLocation } from '../core/store-location.ts'
import { type AwsAccess, type AwsEndpoint, readAwsAccess } from './aws/aws-access.ts'
import { folderStore } from './folder/folder-store.ts'
import { unconditional } from './unconditional-store.ts'

/** What opening a store needs of the agent: the service connection that an input names, the job's identity for it, and a mask for secrets. */
export interface Connections {
  endpoint(input: string): AwsEndpoint | undefined
  identity(input: string): Promise<string>
  secret(value: string): void
}

/** How a store is to be used. */
export interface StoreUse {
  /** Whether pages may be kept gzipped; yes by default. */
  readonly compress?: boolean
  /** `none`: nobody else writes meanwhile, so that a bucket's server need not know conditions. */
  readonly concurrency?: 'many' | 'none'
  /** Once aborted, nothing is waited for to be tried again. */
  readonly signal?: AbortSignal
}

/** Opens a store that can be written. A simple index on the web cannot: `NOT_SUPPORTED`; a connection that cannot be used is `CREDENTIALS`. */
export async function openStore(access: StoreAccess, connections: Connections, how: StoreUse = {}): Promise<ObjectStore> {
  const { location } = access
  if (location.kind === 'folder') return folderStore(location.path)
  if (location.kind === 'https')
    throw new Problem(
      'NOT_SUPPORTED',
      `${storeName(access)} is an index on the web, which can only be read.`,
      'Write s3://bucket/prefix or a folder.',
    )
  const bucket = await openBucket(access, location, connections, how)
  return how.concurrency === 'none' ? unconditional(bucket) : bucket
}

async function openBucket(
  access: StoreAccess,
  location: Extract<StoreLocation, { kind: 's3' }>,
  connections: Connections,
  how: StoreUse,
): Promise<ObjectStore> {
  const connection = access.connection ?? ''
  const endpoint = connection === '' ? undefined : connections.endpoint(connection)
  const aws = endpoint && readAwsAccess(endpoint)
  for (const secret of secretsOf(aws)) connections.secret(secret)
  // A sibling bundle: the SDK is loaded where a bucket is used, and nowhere else.
  const { awsBucket } = await import('./aws/aws-bucket.ts')
  const region = access.region ?? endpoint?.parameters['region']
  const bucket = {
    name: storeName(access),
    bucket: location.bucket,
    prefix: location.prefix,
    ...(region === undefined || region === '' ? {} : { region }),
    ...(access.endpointUrl === undefined ? {} : { endpointUrl: access.endpointUrl }),
    compress: how.compress ?? true,
    ...(how.signal === undefined ? {} : { signal: how.signal }),
  }
  return awsBucket(bucket, aws, {
    identity: async () => await connections.identity(connection),
    secret: (value) => connections.secret(value),
  })
}

function secretsOf(aws: AwsAccess | undefined): string[] {
  const keys = aws === undefined || aws.kind === 'oidc' ? undefined : aws.keys
  return [keys?.secretAccessKey, keys?.sessionToken].filter((secret) => secret !== undefined)
}
