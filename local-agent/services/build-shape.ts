// The run as REST build 7.1 spells it (builds, timeline, artifacts).

import type { ArtifactRecord, Identity, Result, RunRecord, TimelineRecord } from '../record.ts'
import { guidOf } from './guid.ts'

/** A build. `root` is the collection's URL with its slash. */
export function buildShape(run: RunRecord, root: string): object {
  const times = run.records.flatMap((record) => (record.startTime === undefined ? [] : [record.startTime])).sort()
  const done = run.status === 'completed'
  return {
    id: run.buildId,
    buildNumber: run.buildNumber,
    status: run.status,
    ...(done && run.result !== undefined ? { result: buildResults[run.result] } : {}),
    queueTime: run.queueTime,
    startTime: times[0] ?? run.queueTime,
    ...(done ? { finishTime: lastFinish(run) } : {}),
    url: `${root}${run.project.id}/_apis/build/Builds/${run.buildId}`,
    uri: `vstfs:///Build/Build/${run.buildId}`,
    definition: { ...run.definition, path: '\\', type: 'build', revision: 1, queueStatus: 'enabled', project: run.project },
    project: { ...run.project, state: 'wellFormed' },
    sourceBranch: run.sourceBranch,
    sourceVersion: run.sourceVersion,
    reason: run.reason,
    requestedFor: identityShape(run.requestedFor),
    requestedBy: identityShape(run.requestedFor),
    orchestrationPlan: { planId: run.planId },
    plans: [{ planId: run.planId }],
    repository: run.repository,
    tags: [...run.tags],
    triggerInfo: {},
    validationResults: [],
    properties: {},
    keepForever: false,
    retainedByRelease: false,
    logs: { id: 0, type: 'Container', url: `${root}${run.project.id}/_apis/build/builds/${run.buildId}/logs` },
  }
}

/** A person, as REST refers to one. */
export function identityShape(identity: Identity): object {
  return { ...identity, isContainer: false }
}

/** The timeline of the latest attempts, or the one of that id; undefined when no timeline has it. Earlier attempts stand in timelines of their own, as on the service. */
export function timelineShape(run: RunRecord, root: string, id = run.planId): object | undefined {
  const attempts = new Map(run.records.map((record) => [record, attemptOf(run, record)]))
  const attempt = [...attempts.values()].find((one) => one !== undefined && timelineId(run, one) === id)
  if (id !== run.planId && attempt === undefined) return undefined
  const records = run.records.filter((record) => attempts.get(record) === attempt)
  return {
    records: records.map((record) => recordShape(run, record)),
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: lastFinish(run),
    id,
    changeId: run.records.length,
    url: `${root}${run.project.id}/_apis/build/builds/${run.buildId}/Timeline/${id}`,
  }
}

/** An artifact of type Container; its `downloadUrl` gives the zip. */
export function artifactShape(run: RunRecord, artifact: ArtifactRecord, root: string): object {
  const url = `${root}${run.project.id}/_apis/build/builds/${run.buildId}/artifacts?artifactName=${encodeURIComponent(artifact.name)}&api-version=7.1`
  const size = [...artifact.files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  return {
    id: artifact.id,
    name: artifact.name,
    source: artifact.source,
    resource: {
      type: 'Container',
      data: `#/${run.buildId * 100 + 1}/${artifact.name}`,
      properties: { localpath: '', artifactsize: String(size) },
      url,
      downloadUrl: `${url}&%24format=zip`,
    },
  }
}

function recordShape(run: RunRecord, record: TimelineRecord): object {
  const previous = earlierSelves(run, record)
  return {
    previousAttempts: previous.map((one) => ({ attempt: one.attempt, timelineId: timelineId(run, one.attempt), recordId: one.id })),
    id: record.id,
    parentId: record.parentId ?? null,
    type: record.type,
    name: record.name,
    identifier: record.identifier,
    startTime: record.startTime ?? null,
    finishTime: record.finishTime ?? null,
    currentOperation: record.currentOperation === '' ? null : record.currentOperation,
    percentComplete: record.percentComplete,
    state: record.state,
    result: record.result ?? null,
    resultCode: null,
    changeId: record.order,
    order: record.order,
    attempt: record.attempt,
    errorCount: record.errorCount,
    warningCount: record.warningCount,
    task: record.task ?? null,
    issues: record.issues.map((issue) => ({ ...issue, category: 'General', data: { type: issue.type } })),
    log: null,
    url: null,
  }
}

/** The attempt that a record is left behind in: its own or that of the ancestor which was run again; undefined when it belongs to the latest. */
function attemptOf(run: RunRecord, record: TimelineRecord): number | undefined {
  for (let at: TimelineRecord | undefined = record; at !== undefined; at = parentOf(run, at)) {
    if (isRerun(run, at)) return at.attempt
  }
  return undefined
}

function isRerun(run: RunRecord, record: TimelineRecord): boolean {
  return hasAttempts(record) && run.records.some((other) => sameNode(other, record) && other.attempt > record.attempt)
}

function earlierSelves(run: RunRecord, record: TimelineRecord): TimelineRecord[] {
  if (!hasAttempts(record)) return []
  return run.records.filter((other) => sameNode(other, record) && other.attempt < record.attempt).sort((a, b) => a.attempt - b.attempt)
}

function hasAttempts(record: TimelineRecord): boolean {
  return record.type === 'Stage' || record.type === 'Phase' || record.type === 'Job'
}

function sameNode(a: TimelineRecord, b: TimelineRecord): boolean {
  return a.type === b.type && a.identifier === b.identifier
}

function parentOf(run: RunRecord, record: TimelineRecord): TimelineRecord | undefined {
  return run.records.find((other) => other.id === record.parentId)
}

function timelineId(run: RunRecord, attempt: number): string {
  return guidOf(`${run.planId} ${attempt}`)
}

function lastFinish(run: RunRecord): string {
  const times = run.records.flatMap((record) => record.finishTime ?? record.startTime ?? []).sort()
  return times.at(-1) ?? run.queueTime
}

/** BuildResult has no `skipped` and no `abandoned`: neither ends as a success there. */
const buildResults: Readonly<Record<Result, string>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'partiallySucceeded',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'none',
  abandoned: 'failed',
}
