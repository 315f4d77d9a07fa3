import { createHmac } from 'node:crypto'
import type { ArtifactRecord, RunRecord } from '../record.ts'
import type { ReleaseRecord } from '../release-record.ts'
import { areaRoute } from './areas.ts'
import { type Answer, FaultScript, type RequestRecord } from './faults.ts'
import { type FeedFolders, serveFeeds } from './feeds.ts'
import { listedRuns } from './builds-list.ts'
import { configurationShape, environmentResource, environmentShape, environmentsOf } from './check-shapes.ts'
import { approvalShape, artifactShape, buildShape, suiteShape, timelineShape, withAttempts } from './rest-shapes.ts'
import { releaseArea, releaseRoot, releaseRoutes } from './release-routes.ts'
import { locations } from './locations.ts'
import { dispatch, json, listen, type Request, type Route } from './server.ts'
import { zip } from './zip-writer.ts'

/** A running Azure DevOps. `url` is the collection with its slash at the end, as `System.CollectionUri` has it. */
export interface AzureDevOps {
  readonly url: string
  readonly requests: readonly RequestRecord[]
  close(): Promise<void>
}

/** `earlier`: runs that have ended, the latest first, of this project or another. `blobRedirect`: a download is answered by a 302 to another origin, which refuses whoever shows it an Authorization header. */
export interface AzureDevOpsOptions {
  readonly token: string
  readonly earlier?: readonly RunRecord[]
  readonly faults?: FaultScript
  readonly blobRedirect?: boolean
  readonly feeds?: FeedFolders
  /** Classic releases, which lie where the service says that their area does. */
  readonly releases?: readonly ReleaseRecord[]
  /** Where the service says that an area lies, by the area's id; else it knows no areas, as a server of one's own. */
  readonly areas?: Readonly<Record<string, string>>
}

/** What the service answers, status and all, to a token that has run out: the page to sign in. For fault scripts. */
export const signInPage: Answer = {
  status: 203,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>',
}

/** Answers what our tasks ask of one run, as it stands at that moment, and of earlier ones. Source: REST 7.1 build, pipelines/approvals, pipelines/checks. */
export async function startAzureDevOps(run: RunRecord, options: AzureDevOpsOptions): Promise<AzureDevOps> {
  const faults = options.faults ?? new FaultScript()
  const runs: readonly [RunRecord, ...RunRecord[]] = [run, ...(options.earlier ?? [])]
  const blob = options.blobRedirect === true ? await listen((request) => blobAnswer(runs, options.token, request), faults) : undefined
  const feeds = serveFeeds(options.feeds ?? {}, options.token)
  const released = releaseRoutes(options.releases ?? [], notFound)
  const areas = { ...(options.releases === undefined ? {} : { [releaseArea]: releaseRoot }), ...options.areas }
  const service = await listen(async (request) => {
    const ofFeed = await feeds(request)
    if (ofFeed !== undefined) return ofFeed
    if (request.headers.authorization !== `Bearer ${options.token}`)
      return { ...failure(401, 'UnauthorizedRequestException', 'TF400813: The user is not authorized.'), reason: 'Unauthorized' }
    const routes = routesOf(runs, `${request.url.origin}/local/`, options.token, blob?.url)
    return (
      (await dispatch([areaRoute(areas, request), ...released, ...routes], request)) ??
      notFound('VssResourceNotFoundException', 'No such resource.')
    )
  }, faults)
  return {
    url: `${service.url}/local/`,
    requests: faults.requests,
    close: async () => void (await Promise.all([service.close(), blob?.close()])),
  }
}

/** A route below a project, answered from its runs. */
type OfProject = (path: string, answer: (of: readonly RunRecord[], ...request: Parameters<Route['answer']>) => Answer) => Route

/** Each run is seen in its own project alone. */
function routesOf(runs: readonly [RunRecord, ...RunRecord[]], root: string, token: string, blob: string | undefined): Route[] {
  const [run] = runs
  const ofProject: OfProject = (path, answer) =>
    route('GET', `:project/_apis/${path}`, (request, project = '', ...rest) => {
      const of = runs.filter((one) => [one.project.id, one.project.name].some((name) => isSame(name, project)))
      if (of.length > 0) return answer(of, request, ...rest)
      return notFound('ProjectDoesNotExistWithNameException', `TF200016: The following project does not exist: ${project}.`)
    })
  const ofBuild = (path: string, answer: (build: RunRecord, ...request: Parameters<Route['answer']>) => Answer): Route =>
    ofProject(`build/builds/:build${path}`, (of, request, build = '', ...rest) => {
      const found = of.find((one) => String(one.buildId) === build)
      if (found !== undefined) return answer(found, request, ...rest)
      return notFound('BuildNotFoundException', `The requested build ${build} could not be found.`)
    })
  return [
    // No areas: then a client takes the collection for the host of every area, as on a server of one's own.
    route('GET', '_apis/resourceAreas', () => json(200, { count: 0, value: null })),
    route('OPTIONS', '_apis/build', () => listed(locations)),
    ofProject('build/builds', (of, { url }) => listed(listedRuns(of, url.searchParams).map((one) => buildShape(one, root)))),
    ofBuild('', (build) => json(200, buildShape(build, root))),
    ofBuild('/timeline', (build) => json(200, timelineShape(build))),
    ofBuild('/timeline/:timeline', (build, _request, id = '') =>
      isSame(id, build.planId)
        ? json(200, timelineShape(withAttempts(build)))
        : notFound('TimelineNotFoundException', `The timeline ${id} could not be found.`),
    ),
    ofBuild('/tags', (build) => listed([...build.tags])),
    ofBuild('/artifacts', (build, request) => artifacts(build, root, request, (name) => blob && signedUrl(blob, token, build, name))),
    ...gateRoutes(ofProject),
    // TaskApi.createOidcToken of azure-devops-node-api; azure-identity's AzurePipelinesCredential posts to it as System.OidcRequestUri, with api-version 7.1.
    route('POST', ':project/_apis/distributedtask/hubs/build/plans/:plan/jobs/:job/oidctoken', (request, _project, plan = '', job = '') => {
      if (plan !== run.planId) return notFound('TaskOrchestrationPlanNotFoundException', `Orchestration plan ${plan} was not found.`)
      const connection = request.url.searchParams.get('serviceConnectionId')
      return connection === null
        ? failure(400, 'ArgumentNullException', 'Value cannot be null.')
        : json(200, { oidcToken: oidcToken(run, connection, job) })
    }),
  ]
}

/** What guards stages: approvals, checks and environments. */
function gateRoutes(ofProject: OfProject): Route[] {
  return [
    ofProject('pipelines/approvals/:id', (of, request, id = '') => {
      const expanded = request.url.searchParams.get('$expand') === 'steps'
      const [found] = of.flatMap((one) =>
        one.approvals.filter((approval) => isSame(approval.id, id)).map((approval) => ({ one, approval })),
      )
      if (found === undefined) return notFound('ApprovalNotFoundException', `Approval with ID ${id} does not exist.`)
      return json(200, approvalShape(found.one, found.approval, expanded))
    }),
    ofProject('pipelines/checks/runs/:id', (of, request, id = '') => {
      const isIt = ({ type, id: own }: RunRecord['records'][number]): boolean => type === 'Checkpoint' && isSame(own, id)
      const [found] = of.map(withAttempts).flatMap((one) => one.records.filter(isIt).map((checkpoint) => ({ one, checkpoint })))
      if (found === undefined) return notFound('CheckSuiteNotFoundException', `Check suite ${id} does not exist.`)
      return previewOnly(request) ?? json(200, suiteShape(found.one, found.checkpoint))
    }),
    ofProject(
      'pipelines/checks/configurations',
      (of, request) => previewOnly(request) ?? listed(configurations(of, request.url.searchParams)),
    ),
    ofProject('pipelines/environments', (of, request) => previewOnly(request) ?? listed(environments(of, request.url.searchParams))),
  ]
}

function configurations(runs: readonly RunRecord[], asked: URLSearchParams): object[] {
  const ofType = isSame(asked.get('resourceType') ?? '', 'environment')
  return runs.slice(0, 1).flatMap(({ project }) =>
    environmentsOf(runs)
      .filter((name) => ofType && environmentResource(project, name).id === asked.get('resourceId'))
      .map((name) => configurationShape(project, name, asked.get('$expand') === 'settings')),
  )
}

function environments(runs: readonly RunRecord[], asked: URLSearchParams): object[] {
  const wanted = asked.get('name')
  return runs.slice(0, 1).flatMap(({ project }) =>
    environmentsOf(runs)
      .filter((name) => wanted === null || isSame(name, wanted))
      .map((name) => environmentShape(project, name)),
  )
}

function artifacts(run: RunRecord, root: string, request: Request, elsewhere: (artifact: string) => string | undefined): Answer {
  const name = request.url.searchParams.get('artifactName')
  if (name === null) return listed(run.artifacts.map((artifact) => artifactShape(run, artifact, root)))
  const artifact = run.artifacts.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (artifact === undefined)
    return notFound('ArtifactNotFoundException', `The artifact ${name} could not be found for build ${run.buildId}.`)
  const wantsZip = request.url.searchParams.get('$format') === 'zip' || (request.headers.accept ?? '').startsWith('application/zip')
  if (!wantsZip) return json(200, artifactShape(run, artifact, root))
  const location = elsewhere(artifact.name)
  return location === undefined ? zipped(artifact) : { status: 302, headers: { location } }
}

/** Resources still in preview refuse an api-version that does not say so. */
function previewOnly(request: Request): Answer | undefined {
  const accepted = /;\s*api-version=([^;,\s]+)/.exec(request.headers.accept ?? '')?.[1]
  const version = request.url.searchParams.get('api-version') ?? accepted
  if (version === undefined || version.includes('-preview')) return undefined
  const message = `The requested version "${version}" of the resource is under preview. The -preview flag must be supplied in the api-version.`
  return failure(400, 'VssInvalidPreviewVersionException', message)
}

/** The artifact's name is the one top folder of its zip. */
function zipped(artifact: ArtifactRecord): Answer {
  const files = [...artifact.files].map(([path, bytes]) => [`${artifact.name}/${path}`, bytes] as const)
  const body = zip([[`${artifact.name}/`, new Uint8Array()], ...files])
  return { status: 200, headers: { 'content-type': 'application/zip' }, body }
}

function blobAnswer(runs: readonly RunRecord[], token: string, request: Request): Answer {
  const [build = '', name = ''] = request.url.pathname
    .replace('/blob/', '')
    .split('/')
    .map((part) => decodeURIComponent(part))
  const artifact = runs.find((run) => String(run.buildId) === build)?.artifacts.find((one) => one.name === name)
  const refused = (code: string): Answer => ({
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code></Error>`,
  })
  if (request.headers.authorization !== undefined) return refused('InvalidAuthenticationInfo')
  if (artifact === undefined || request.url.searchParams.get('sig') !== signature(token, build, name))
    return refused('AuthenticationFailed')
  return zipped(artifact)
}

function signedUrl(origin: string, token: string, { buildId }: RunRecord, artifact: string): string {
  return `${origin}/blob/${buildId}/${encodeURIComponent(artifact)}?sig=${signature(token, String(buildId), artifact)}`
}

function signature(token: string, build: string, artifact: string): string {
  return createHmac('sha256', token).update(`${build}/${artifact}`).digest('hex')
}

/** Ids and names of the service do not heed case. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** `:name` stands for one part of the path; the paths of the service do not heed case. */
function route(method: string, template: string, answer: Route['answer']): Route {
  return { method, path: new RegExp(`^/local/${template.replaceAll(/:\w+/g, '([^/]+)')}/?$`, 'i'), answer }
}

/** A JWT in shape, with the claims that the service's tokens have (issuer, subject, audience), signed by nobody. */
function oidcToken(run: RunRecord, connection: string, job: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: 'https://vstoken.dev.azure.com/local',
    sub: `sc://local/${run.project.name}/${connection}`,
    aud: 'api://AzureADTokenExchange',
    job,
  }
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.${Buffer.from('unsigned').toString('base64url')}`
}

function listed(value: readonly unknown[]): Answer {
  return json(200, { count: value.length, value })
}

function notFound(typeKey: string, message: string): Answer {
  return failure(404, typeKey, message)
}

function failure(status: number, typeKey: string, message: string): Answer {
  return json(status, { $id: '1', innerException: null, message, typeKey, typeName: typeKey, errorCode: 0, eventId: 3000 })
}
