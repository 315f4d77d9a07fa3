import { createHmac } from 'node:crypto'
import type { ArtifactRecord, Attachment, RunRecord } from '../record.ts'
import { approvalShape, environmentShapes, suiteShape } from './approval-shape.ts'
import { artifactShape, buildShape, timelineShape } from './build-shape.ts'
import { type Answer, FaultScript, type RequestRecord } from './faults.ts'
import { locationsOf } from './locations.ts'
import { dispatch, json, listen, type Request, type Route } from './server.ts'
import { zip } from './zip-writer.ts'

/** A running Azure DevOps. `url` is the collection with its slash at the end, as `System.CollectionUri` has it. */
export interface AzureDevOps {
  readonly url: string
  readonly requests: readonly RequestRecord[]
  close(): Promise<void>
}

/** `blobRedirect`: a download is answered by a 302 to another origin, which refuses whoever shows it an Authorization header. */
export interface AzureDevOpsOptions {
  readonly token: string
  readonly faults?: FaultScript
  readonly blobRedirect?: boolean
}

/** What the service answers, status and all, to a token that has run out: the page to sign in. For fault scripts. */
export const signInPage: Answer = {
  status: 203,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>',
}

/** Answers the REST API for one run as it stands at the moment of each request. Source: REST 7.1 build, pipelines/approvals, pipelines/checks. */
export async function startAzureDevOps(run: RunRecord, options: AzureDevOpsOptions): Promise<AzureDevOps> {
  const faults = options.faults ?? new FaultScript()
  const blob = options.blobRedirect === true ? await listen((request) => blobAnswer(run, options.token, request), faults) : undefined
  const service = await listen((request) => {
    const place = { run, root: `${request.url.origin}/local/`, signed: signer(options.token, blob?.url) }
    return (
      admit(request, options.token) ??
      dispatch([...discovery(), ...builds(place), ...pipelines(place)], request) ??
      notFound('VssResourceNotFoundException', 'No such resource.')
    )
  }, faults)
  return {
    url: `${service.url}/local/`,
    requests: faults.requests,
    close: async () => void (await Promise.all([service.close(), blob?.close()])),
  }
}

interface Place {
  readonly run: RunRecord
  readonly root: string
  /** Where the zip of an artifact lies, when not here. */
  readonly signed: (artifact: string) => string | undefined
}

/** A token is asked of everybody, and of a write its api-version too (REST overview, "Versioning"). */
function admit(request: Request, token: string): Answer | undefined {
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { ...failure(401, 'UnauthorizedRequestException', 'TF400813: The user is not authorized.'), reason: 'Unauthorized' }
  }
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || versionOf(request) !== undefined) return undefined
  return failure(400, 'VssVersionNotSpecifiedException', `No api-version was supplied for the "${request.method}" request.`)
}

/** No areas: then a client takes the collection for the host of every area, as on a server of one's own. */
function discovery(): Route[] {
  return [
    route('GET', '_apis/resourceAreas', () => json(200, { count: 0, value: null })),
    route('OPTIONS', '_apis/:area', (_, area = '') => {
      const locations = locationsOf(area)
      return locations === undefined ? notFound('VssResourceNotFoundException', `No area ${area}.`) : listed(locations)
    }),
  ]
}

function builds(place: Place): Route[] {
  const { run, root } = place
  const tags = (change: () => void): Answer => {
    change()
    return listed([...run.tags])
  }
  const timeline = (id?: string): Answer => {
    const shape = timelineShape(run, root, id)
    return shape === undefined ? notFound('TimelineNotFoundException', `No timeline ${id}.`) : json(200, shape)
  }
  return [
    ofBuild(run, 'GET', '', () => json(200, buildShape(run, root))),
    ofBuild(run, 'GET', '/timeline', () => timeline()),
    ofBuild(run, 'GET', '/timeline/:id', (_, id) => timeline(id)),
    ofBuild(run, 'GET', '/artifacts', (request) => artifacts(place, request)),
    ofBuild(run, 'GET', '/tags', () => tags(() => undefined)),
    ofBuild(run, 'PUT', '/tags/:tag', (_, tag = '') => tags(() => run.tags.add(tag))),
    ofBuild(run, 'POST', '/tags', (request) => tags(() => textsIn(request).forEach((tag) => run.tags.add(tag)))),
    ofBuild(run, 'DELETE', '/tags/:tag', (_, tag = '') => tags(() => run.tags.delete(tag))),
    ofBuild(run, 'GET', '/attachments/:type', (_, type) => listed(run.attachments.filter((one) => one.type === type).map(link(place)))),
    ofBuild(run, 'GET', '/:timeline/:record/attachments/:type/:name', (_, _timeline, record, type, name) => {
      const found = run.attachments.find((one) => one.recordId === record && one.type === type && one.name === name)
      return found === undefined
        ? notFound('AttachmentNotFoundException', `No attachment ${name}.`)
        : binary(found.bytes, 'application/octet-stream')
    }),
  ]
}

function link({ run, root }: Place): (attachment: Attachment) => object {
  const url = `${root}${run.project.id}/_apis/build/builds/${run.buildId}/${run.planId}`
  return ({ recordId, type, name }) => {
    return { name, _links: { self: { href: `${url}/${recordId}/attachments/${encodeURIComponent(type)}/${encodeURIComponent(name)}` } } }
  }
}

function ofBuild(run: RunRecord, method: string, path: string, answer: Route['answer']): Route {
  return route(method, `:project/_apis/build/builds/:build${path}`, (request, project = '', build = '', ...rest) => {
    if (build !== String(run.buildId)) return notFound('BuildNotFoundException', `The requested build ${build} could not be found.`)
    return inProject(run, project) ?? answer(request, ...rest)
  })
}

function artifacts({ run, root, signed }: Place, request: Request): Answer {
  const name = request.url.searchParams.get('artifactName')
  if (name === null) return listed(run.artifacts.map((artifact) => artifactShape(run, artifact, root)))
  const artifact = run.artifacts.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (artifact === undefined)
    return notFound('ArtifactNotFoundException', `The artifact ${name} could not be found for build ${run.buildId}.`)
  const wantsZip = request.url.searchParams.get('$format') === 'zip' || (request.headers.accept ?? '').startsWith('application/zip')
  if (!wantsZip) return json(200, artifactShape(run, artifact, root))
  const location = signed(artifact.name)
  return location === undefined ? zipped(artifact) : { status: 302, headers: { location } }
}

function pipelines({ run }: Place): Route[] {
  const ofPipelines = (path: string, answer: Route['answer']): Route =>
    route(
      'GET',
      `:project/_apis/pipelines/${path}`,
      (request, project = '', ...rest) => inProject(run, project) ?? answer(request, ...rest),
    )
  const steps = (request: Request): boolean => request.url.searchParams.get('$expand') === 'steps'
  return [
    ofPipelines('approvals', (request) => {
      const ids = request.url.searchParams.get('approvalIds')?.toLowerCase().split(',')
      const found = run.approvals.filter((one) => ids === undefined || ids.includes(one.id.toLowerCase()))
      return listed(found.map((one) => approvalShape(run, one, steps(request))))
    }),
    ofPipelines('approvals/:id', (request, id = '') => {
      const found = run.approvals.find((one) => one.id.toLowerCase() === id.toLowerCase())
      if (found === undefined) return notFound('ApprovalNotFoundException', `Approval with ID ${id} does not exist.`)
      return json(200, approvalShape(run, found, steps(request)))
    }),
    ofPipelines('checks/runs/:id', (request, id = '') => {
      const found = run.records.find((one) => one.type === 'Checkpoint' && one.id.toLowerCase() === id.toLowerCase())
      if (found === undefined) return notFound('CheckSuiteNotFoundException', `Check suite ${id} does not exist.`)
      return previewOnly(request) ?? json(200, suiteShape(run, found))
    }),
    ofPipelines('environments', (request) => previewOnly(request) ?? listed(environmentShapes(run, request.url.searchParams.get('name')))),
  ]
}

/** Resources still in preview refuse an api-version that does not say so. */
function previewOnly(request: Request): Answer | undefined {
  const version = versionOf(request)
  if (version === undefined || version.includes('-preview')) return undefined
  const message = `The requested version "${version}" of the resource is under preview. The -preview flag must be supplied in the api-version.`
  return failure(400, 'VssInvalidPreviewVersionException', message)
}

function versionOf(request: Request): string | undefined {
  const accepted = /;\s*api-version=([^;,\s]+)/.exec(request.headers.accept ?? '')?.[1]
  return request.url.searchParams.get('api-version') ?? accepted
}

function inProject(run: RunRecord, project: string): Answer | undefined {
  if ([run.project.id, run.project.name].some((one) => one.toLowerCase() === project.toLowerCase())) return undefined
  return notFound('ProjectDoesNotExistWithNameException', `TF200016: The following project does not exist: ${project}.`)
}

/** The artifact's name is the one top folder of its zip. */
function zipped(artifact: ArtifactRecord): Answer {
  const files = [...artifact.files].map(([path, bytes]) => [`${artifact.name}/${path}`, bytes] as const)
  return binary(zip([[`${artifact.name}/`, new Uint8Array()], ...files]), 'application/zip')
}

function signer(token: string, origin: string | undefined): (artifact: string) => string | undefined {
  return (artifact) => origin && `${origin}/blob/${encodeURIComponent(artifact)}?sig=${signature(token, artifact)}`
}

function blobAnswer(run: RunRecord, token: string, request: Request): Answer {
  const name = decodeURIComponent(request.url.pathname.replace('/blob/', ''))
  const artifact = run.artifacts.find((one) => one.name === name)
  const refused = (code: string): Answer => ({
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code></Error>`,
  })
  if (request.headers.authorization !== undefined) return refused('InvalidAuthenticationInfo')
  if (artifact === undefined || request.url.searchParams.get('sig') !== signature(token, name)) return refused('AuthenticationFailed')
  return zipped(artifact)
}

function signature(token: string, artifact: string): string {
  return createHmac('sha256', token).update(artifact).digest('hex')
}

/** `:name` stands for one part of the path; the paths of the service do not heed case. */
function route(method: string, template: string, answer: Route['answer']): Route {
  return { method, path: new RegExp(`^/local/${template.replaceAll(/:\w+/g, '([^/]+)')}/?$`, 'i'), answer }
}

function textsIn(request: Request): string[] {
  const value: unknown = JSON.parse(request.body.toString())
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function listed(value: readonly unknown[]): Answer {
  return json(200, { count: value.length, value })
}

function binary(body: Uint8Array, type: string): Answer {
  return { status: 200, headers: { 'content-type': type }, body }
}

function notFound(typeKey: string, message: string): Answer {
  return failure(404, typeKey, message)
}

function failure(status: number, typeKey: string, message: string): Answer {
  return json(status, { $id: '1', innerException: null, message, typeKey, typeName: typeKey, errorCode: 0, eventId: 3000 })
}
