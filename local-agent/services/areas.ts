import { json, type Request, type Route } from './server.ts'

/** Answers where the areas of the service lie, by their ids; null for one that is not known (REST core/resourceAreas). */
export function areaRoute(areas: Readonly<Record<string, string>>, { url }: Request): Route {
  return {
    method: 'GET',
    path: /^\/local\/_apis\/resourceAreas\/([^/]+)\/?$/i,
    answer: (_, id = '') => {
      const location = areas[id.toLowerCase()]
      // A path stands for a place at the service's own origin.
      return json(200, location === undefined ? null : { id, name: 'area', locationUrl: new URL(location, url.origin).href })
    },
  }
}
