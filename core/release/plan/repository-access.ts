import type { StoreAccess } from '../../store-access.ts'
import { parseStoreLocation } from '../../store-location.ts'
import type { Repository } from './repository.ts'

/** How a store is got at: its place is the plan's, what is needed to sign in is the job's own. */
export function repositoryAccess(
  { store, endpointUrl }: Repository & { readonly kind: 'store' },
  { region, awsConnection }: { readonly region: string | undefined; readonly awsConnection: string | undefined },
): StoreAccess {
  return {
    location: parseStoreLocation(store, 'repository'),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === '' ? {} : { endpointUrl }),
    ...(awsConnection === undefined ? {} : { connection: awsConnection }),
  }
}
