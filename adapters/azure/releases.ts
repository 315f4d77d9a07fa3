import { unknown } from '../../core/release/evidence.ts'
import type { Releases } from '../../core/ports.ts'
import type { Connection } from './connection.ts'

/** Classic releases of the connection's project (REST release/releases and release/manualinterventions 7.1), which lie on a host of their own. */
export function azureReleases(_connection: Connection): Releases {
  return {
    release: async (id) => await Promise.resolve(unknown(`the release ${id} is not read yet`)),
    interventions: async (id) => await Promise.resolve(unknown(`the release ${id} is not read yet`)),
  }
}
