import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Endpoint, RunRecord } from '../record.ts'
import { guidOf } from '../services/guid.ts'
import { identity } from './approval.ts'
import type { LocalFile } from './local-file.ts'
import { pullRequestVariables } from './pull-request.ts'
import type { Sources } from './sources.ts'
import { Variables } from './variables.ts'

const ZEROS = '00000000-0000-0000-0000-000000000000'

/** A run that has just been queued; `last` is the id of the one before it in its collection. */
export function newRun(file: string, sources: Sources, local: Pick<LocalFile, 'requestedFor'>, last = 0): RunRecord {
  const now = new Date()
  const name = basename(dirname(file))
  const day = now.toISOString().slice(0, 10).replaceAll('-', '')
  // Seconds since 2023, or the next number: later runs have greater ids, as at the service.
  const buildId = Math.max(Math.floor(now.getTime() / 1000) - 1_672_531_200, last + 1)
  return {
    buildId,
    buildNumber: `${day}.${buildId % 86_400}`,
    planId: randomUUID(),
    project: { id: guidOf('project local'), name: 'local' },
    definition: { id: definitionOf(file), name },
    repository: repositoryOf(sources),
    reason: sources.reason,
    sourceBranch: sources.branch,
    sourceVersion: sources.version,
    requestedFor: identity(local.requestedFor),
    queueTime: now.toISOString(),
    status: 'inProgress',
    result: undefined,
    records: [],
    artifacts: [],
    attachments: [],
    approvals: [],
    tags: new Set(),
    coverage: [],
    testRuns: [],
  }
}

/** The id of a pipeline: its own among those of this machine. */
export function definitionOf(file: string): number {
  return createHash('sha256').update(file).digest().readUInt32BE() >>> 1
}

/** Runs that are kept in one place are one organisation's: what remote hosts know of runs they tell apart by it. */
export function collectionOf(out: string): string {
  return guidOf(`collection ${hostname()} ${out}`)
}

/** One of GitHub is `owner/name`, which is its id too. */
function repositoryOf({ repository, provider: type }: Sources): RunRecord['repository'] {
  const name = basename(repository).replace(/\.git$/, '')
  return type === 'GitHub' ? { id: `local/${name}`, name: `local/${name}`, type } : { id: guidOf(`repository ${repository}`), name, type }
}

/** The system's own connection, through which tasks reach the service with the token of the job. */
export function systemConnection({ url, token }: RunService): Endpoint {
  return { id: ZEROS, name: 'SystemVssConnection', type: 'externaltfs', url, scheme: 'OAuth', parameters: { AccessToken: token }, data: {} }
}

/** The connections of the local file, macros filled in. */
export function connectionsOf(local: LocalFile, fill: (text: string) => string): readonly Endpoint[] {
  const filled = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, fill(text)]))
  return Object.entries(local.connections).map(([name, { type, url, scheme, parameters, data }]) => ({
    id: guidOf(`connection ${name}`),
    name,
    type,
    url: fill(url),
    scheme,
    parameters: filled(parameters),
    data: filled(data),
  }))
}

/** Where the service of a run answers, and to which token. */
export interface RunService {
  readonly url: string
  readonly token: string
}

/** Variables that the service sets for every job of a run, over those given for it (agent sources: Test/L1/Worker/L1TestBase.cs). */
export function runVariables(given: Variables, run: RunRecord, sources: Sources, { url, token }: RunService): Variables {
  const branch = run.sourceBranch
  return new Variables(given)
    .setAll(
      {
        'agent.readOnlyVariables': 'true',
        'build.buildId': String(run.buildId),
        'build.buildNumber': run.buildNumber,
        'build.buildUri': `vstfs:///Build/Build/${run.buildId}`,
        'build.containerId': String(run.buildId),
        'build.definitionName': run.definition.name,
        'build.definitionVersion': '1',
        'build.reason': run.reason,
        'build.sourceBranch': branch,
        'build.sourceBranchName': branch.slice(branch.lastIndexOf('/') + 1),
        'build.sourceVersion': run.sourceVersion,
        'build.requestedFor': run.requestedFor.displayName,
        'build.requestedForId': run.requestedFor.id,
        'build.requestedForEmail': run.requestedFor.uniqueName,
        'build.queuedBy': run.requestedFor.displayName,
        'build.queuedById': run.requestedFor.id,
        'build.repository.id': run.repository.id,
        'build.repository.name': run.repository.name,
        'build.repository.provider': run.repository.type,
        'build.repository.uri': pathToFileURL(sources.repository).href,
        ...pullRequestVariables(sources),
        'system.collectionUri': url,
        'system.teamFoundationCollectionUri': url,
        'system.teamProject': run.project.name,
        'system.teamProjectId': run.project.id,
        'system.definitionId': String(run.definition.id),
        'system.definitionName': run.definition.name,
        'system.planId': run.planId,
        'system.timelineId': run.planId,
        'system.hosttype': 'build',
        'system.servertype': 'Hosted',
        'system.culture': 'en-US',
        'system.isScheduled': run.reason === 'Schedule' ? 'True' : 'False',
        'system.pipelineStartTime': run.queueTime,
        'system.enableAccessToken': 'SecretVariable',
      },
      { readOnly: true },
    )
    .set('system.accessToken', token, { secret: true, readOnly: true })
}
