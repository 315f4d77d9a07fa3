// The run as REST 7.1 spells it (build, pipelines/approvals, pipelines/checks), as far as our tasks read it.

import type { ApprovalRecord, ArtifactRecord, Identity, Result, RunRecord, TimelineRecord } from '../record.ts'
import { configurationReference } from './check-shapes.ts'
import { guidOf } from './guid.ts'

/** BuildResult has no `skipped` and no `abandoned`: neither ends as a success there. */
const buildResults: Readonly<Record<Result, string>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'partiallySucceeded',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'none',
  abandoned: 'failed',
}

/** The result of a run that has ended. */
export function buildResult({ status, result }: RunRecord): string | undefined {
  return status === 'completed' && result !== undefined ? buildResults[result] : undefined
}

/** A build. `root` is the collection's URL with its slash. */
export function buildShape(run: RunRecord, root: string): object {
  const { buildId, planId, status, requestedFor } = run
  const done = status === 'completed'
  const result = buildResult(run)
  return {
    id: buildId,
    buildNumber: run.buildNumber,
    status,
    ...(result === undefined ? {} : { result }),
    queueTime: run.queueTime,
    ...(done ? { finishTime: lastFinish(run) } : {}),
    url: `${root}${run.project.id}/_apis/build/Builds/${buildId}`,
    uri: `vstfs:///Build/Build/${buildId}`,
    definition: { ...run.definition, path: '\\', type: 'build', project: run.project },
    project: { ...run.project, state: 'wellFormed' },
    sourceBranch: run.sourceBranch,
    sourceVersion: run.sourceVersion,
    reason: run.reason,
    requestedFor: personShape(requestedFor),
    requestedBy: personShape(requestedFor),
    orchestrationPlan: { planId },
    plans: [{ planId }],
    repository: run.repository,
    tags: [...run.tags],
  }
}

function personShape(identity: Identity): object {
  return { ...identity, isContainer: false }
}

/** A run with the records of all its attempts: the service keeps those of earlier ones in timelines of their own, here they are in one. */
export function withAttempts(run: RunRecord): RunRecord {
  const ids = new Set(run.records.map(({ id }) => id))
  return { ...run, records: [...run.records, ...(run.earlier ?? []).filter(({ id }) => !ids.has(id))] }
}

/** The timeline: of everything its latest attempt. */
export function timelineShape(run: RunRecord): object {
  const records = run.records.map(recordShape)
  return { records, id: run.planId, lastChangedOn: lastFinish(run), changeId: run.records.length }
}

function recordShape(record: TimelineRecord): object {
  const { outputs: _outputs, issues, currentOperation, ...same } = record
  const unset = { parentId: null, startTime: null, finishTime: null, result: null, task: null }
  const set = Object.entries(same).filter(([, value]) => value !== undefined)
  return {
    ...unset,
    ...Object.fromEntries(set),
    currentOperation: currentOperation === '' ? null : currentOperation,
    changeId: record.order,
    issues: issues.map((issue) => ({ ...issue, category: 'General', data: { type: issue.type } })),
  }
}

function lastFinish(run: RunRecord): string {
  const times = run.records.flatMap((record) => record.finishTime ?? record.startTime ?? []).sort()
  return times.at(-1) ?? run.queueTime
}

/** An artifact of type Container; its `downloadUrl` gives the zip. */
export function artifactShape(run: RunRecord, { id, name, source, files }: ArtifactRecord, root: string): object {
  const url = `${root}${run.project.id}/_apis/build/builds/${run.buildId}/artifacts?artifactName=${encodeURIComponent(name)}&api-version=7.1`
  const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  const properties = { localpath: '', artifactsize: String(size) }
  const data = `#/${run.buildId * 100 + 1}/${name}`
  return { id, name, source, resource: { type: 'Container', data, properties, url, downloadUrl: `${url}&%24format=zip` } }
}

/** An approval; steps only where `$expand=steps` was asked. The assigned approver is a group, the actual one a person. */
export function approvalShape(run: RunRecord, approval: ApprovalRecord, steps: boolean): object {
  const { id, status, createdOn, approver, comment } = approval
  const lastModifiedOn = approval.approvedOn ?? createdOn
  const actual = approver === undefined ? {} : { actualApprover: personShape(approver) }
  const step = { assignedApprover: approversGroup(run), ...actual, status, comment, initiatedOn: createdOn, lastModifiedOn, order: 1 }
  return {
    id,
    ...(steps ? { steps: [step] } : {}),
    status,
    createdOn,
    lastModifiedOn,
    minRequiredApprovers: 1,
    pipeline: { owner: { id: run.buildId, name: run.buildNumber }, id: String(run.definition.id), name: run.definition.name },
  }
}

function approversGroup({ project }: RunRecord): object {
  const id = guidOf(`approvers of ${project.id}`)
  const displayName = `[${project.name}]\\Approvers`
  return { id, displayName, uniqueName: displayName, descriptor: `vssgp.${id}`, isContainer: true }
}

/** The check suite of a checkpoint: the id of a suite is that of its timeline record. An undecided check is `running`. */
export function suiteShape(run: RunRecord, checkpoint: TimelineRecord): object {
  const stage = run.records.find((record) => record.id === checkpoint.parentId)
  const approvals = run.approvals.filter((one) => run.records.some((record) => record.id === one.id && record.parentId === checkpoint.id))
  return {
    id: checkpoint.id,
    status: suiteStatus(approvals),
    context: {
      Id: checkpoint.id,
      PlanId: run.planId,
      HubName: 'build',
      Project: { Id: run.project.id, Name: run.project.name },
      Pipeline: { Id: String(run.definition.id), Name: run.definition.name, Owner: { Id: run.buildId, Name: run.buildNumber } },
      GraphNode: { Id: stage?.id ?? '', Name: stage?.identifier ?? '', Attempt: stage?.attempt ?? 1 },
    },
    checkRuns: approvals.map((approval) => checkRunShape(run, approval)),
  }
}

function checkRunShape(run: RunRecord, { id, status, comment, createdOn, environment }: ApprovalRecord): object {
  return {
    id,
    status: status === 'pending' ? 'running' : status,
    resultMessage: comment,
    createdDate: createdOn,
    checkConfigurationRef: configurationReference(run.project, environment),
  }
}

function suiteStatus(approvals: readonly ApprovalRecord[]): string {
  if (approvals.some((approval) => approval.status === 'rejected')) return 'rejected'
  return approvals.every((approval) => approval.status === 'approved') ? 'approved' : 'running'
}
