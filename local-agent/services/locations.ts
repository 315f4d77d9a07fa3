/** Where a typed client finds each resource, by the resource's well-known id. */
export const locations: readonly object[] = [
  location('0cd358e1-9217-4d94-8269-1c1ee6f93dcf', 'Builds', '{project}/_apis/{area}/{resource}/{buildId}', 7),
  location('1db06c96-014e-44e1-ac91-90b2d4b3e984', 'artifacts', '{project}/_apis/{area}/builds/{buildId}/{resource}', 5),
  location('6e6114b2-8161-44c8-8f6c-c5505782427f', 'tags', '{project}/_apis/{area}/builds/{buildId}/{resource}', 3),
  location('8baac422-4c6e-4de5-8532-db96d92acffa', 'Timeline', '{project}/_apis/{area}/builds/{buildId}/{resource}/{timelineId}', 3),
]

function location(id: string, resourceName: string, routeTemplate: string, resourceVersion: number): object {
  return { id, area: 'build', resourceName, routeTemplate, resourceVersion, minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' }
}
