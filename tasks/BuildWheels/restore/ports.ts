import type { StoreAccess } from '../../../core/store-access.ts'
import type { CacheStore } from '../../../core/store.ts'
import type { Ports } from '../ports.ts'

/** The world as the mode `restore` needs it: no host, no programs. */
export interface RestorePorts extends Pick<
  Ports,
  'artifacts' | 'cancelled' | 'clock' | 'files' | 'log' | 'pipeline' | 'sdistFiles' | 'wheelFiles' | 'workspace'
> {
  readonly cacheBy: (access: StoreAccess | undefined, writes: boolean) => (() => Promise<CacheStore>) | undefined
}
