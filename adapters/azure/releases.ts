import type { Field } from '../../core/json.ts'
import type { Releases } from '../../core/ports.ts'
import type { Fact } from '../../core/release/evidence.ts'
import { areas, areaUrl } from './area.ts'
import type { Connection, Patience } from './connection.ts'
import { readIntervention, readRelease } from './read-release.ts'
import { readService } from './read-service.ts'

/** Classic releases of the connection's project (REST release/releases and release/manualinterventions 7.1), which lie on a host of their own. */
export function azureReleases(connection: Connection, patience: Patience = {}): Releases {
  const read = async <T>(path: string, what: string, as: (answer: Field) => T): Promise<Fact<T>> => {
    const area = await areaUrl(connection, areas.release, patience)
    return area.kind === 'unknown' ? area : await readService({ ...connection, collectionUri: area.value }, path, what, as, patience)
  }
  return {
    // 7: approvals of people, automated ones and what the stage asked for then.
    release: async (id) => await read(`release/releases/${id}?approvalFilters=7&api-version=7.1`, `the release ${id}`, readRelease),
    interventions: async (release) =>
      await read(
        `release/releases/${release}/manualinterventions?api-version=7.1`,
        `the manual interventions of release ${release}`,
        (answer) =>
          answer
            .get('value')
            .list()
            .map((one) => readIntervention(one)),
      ),
  }
}
