// What OPTIONS {collection}/_apis/{area} answers: where a typed client finds each resource, by the resource's well-known id.

const locations = [
  location('0cd358e1-9217-4d94-8269-1c1ee6f93dcf', 'build', 'Builds', '{project}/_apis/{area}/{resource}/{buildId}', 7),
  location('1db06c96-014e-44e1-ac91-90b2d4b3e984', 'build', 'artifacts', '{project}/_apis/{area}/builds/{buildId}/{resource}', 5),
  location('6e6114b2-8161-44c8-8f6c-c5505782427f', 'build', 'tags', '{project}/_apis/{area}/builds/{buildId}/{resource}/{*tag}', 3),
  location(
    '8baac422-4c6e-4de5-8532-db96d92acffa',
    'build',
    'Timeline',
    '{project}/_apis/{area}/builds/{buildId}/{resource}/{timelineId}',
    3,
  ),
  location('f2192269-89fa-4f94-baf6-8fb128c55159', 'build', 'attachments', '{project}/_apis/{area}/builds/{buildId}/{resource}/{type}', 2),
  location(
    'af5122d3-3438-485e-a25a-2dbbfde84ee6',
    'build',
    'attachments',
    '{project}/_apis/{area}/builds/{buildId}/{timelineId}/{recordId}/{resource}/{type}/{name}',
    2,
  ),
]

const areas = ['build', 'pipelines', 'distributedtask']

/** The resource locations of an area, those that are served here; undefined for an area that nobody here asks for. */
export function locationsOf(area: string): object[] | undefined {
  return areas.includes(area.toLowerCase()) ? locations.filter((one) => one.area === area.toLowerCase()) : undefined
}

function location(id: string, area: string, resourceName: string, routeTemplate: string, resourceVersion: number) {
  return { id, area, resourceName, routeTemplate, resourceVersion, minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' }
}
