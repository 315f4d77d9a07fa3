import type { ObjectStore } from '../../core/store.ts'
import type { S3Location } from '../s3/client.ts'
import { s3Store } from '../s3/s3-store.ts'
import type { AwsAccess } from './aws-access.ts'
import { roleCredentials, type RolePorts } from './role-credentials.ts'

/** A bucket, as whoever the access names; without one as whoever the SDK's own chain finds. All that needs the SDK is reached from here alone. */
export function awsBucket(location: S3Location, access: AwsAccess | undefined, ports: RolePorts): ObjectStore {
  if (access === undefined) return s3Store(location)
  return s3Store({ ...location, credentials: access.kind === 'keys' ? access.keys : roleCredentials(access, location.region, ports) })
}
