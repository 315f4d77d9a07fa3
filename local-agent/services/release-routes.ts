import type { ReleaseRecord } from '../release-record.ts'
import type { Answer } from './faults.ts'
import { interventionShape, releaseShape } from './release-shapes.ts'
import { json, type Request, type Route } from './server.ts'

/** The area that classic releases are, which lies at a host of its own (REST core/resourceAreas). */
export const releaseArea = 'efc2f575-36ef-48e9-b672-0c6fb4a48ac5'

/** Where the local service has that area: at the collection's origin, but not below the collection. */
export const releaseRoot = '/vsrm/local/'

/** Answers for classic releases, as they stand at that moment. `missing` is the answer for what there is not. */
export function releaseRoutes(releases: readonly ReleaseRecord[], missing: (typeKey: string, message: string) => Answer): Route[] {
  const ofRelease = (path: string, answer: (release: ReleaseRecord, request: Request) => Answer): Route => ({
    method: 'GET',
    path: new RegExp(`^${releaseRoot}([^/]+)/_apis/release/releases/([^/]+)${path}/?$`, 'i'),
    answer: (request, project = '', id = '') => {
      const found = releases.find(
        (one) => String(one.id) === id && [one.project.id, one.project.name].some((name) => isSame(name, project)),
      )
      if (found !== undefined) return answer(found, request)
      return missing('ReleaseNotFoundException', `VS402945: Release with ID ${id} does not exist.`)
    },
  })
  return [
    ofRelease('', (release, { url }) => {
      const filters = Number(url.searchParams.get('approvalFilters') ?? '7')
      return json(200, releaseShape(release, filters, `${url.origin}${releaseRoot}`))
    }),
    ofRelease('/manualinterventions', (release) => {
      const value = release.interventions.map((one) => interventionShape(release, one))
      return json(200, { count: value.length, value })
    }),
  ]
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
