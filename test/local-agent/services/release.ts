import type { Identity } from '../../../local-agent/record.ts'
import type { ReleaseApproval, ReleaseDeployment, ReleaseRecord, ReleaseStage } from '../../../local-agent/release-record.ts'
import { ada, runOf } from './run.ts'

export const grace: Identity = {
  id: 'a0a0a0a0-0000-4000-8000-000000000002',
  displayName: 'Grace',
  uniqueName: 'grace@example.org',
  descriptor: 'aad.R3JhY2U',
}

/** Who is asked before a stage. */
export const releasers: Identity = {
  id: 'a0a0a0a0-0000-4000-8000-000000000009',
  displayName: '[My Wheels]\\Releasers',
  uniqueName: 'releasers',
  descriptor: 'vssgp.UmVsZWFzZXJz',
}

export function approvalOf(change: Partial<ReleaseApproval> = {}): ReleaseApproval {
  return {
    id: 31,
    attempt: 1,
    status: 'pending',
    isAutomated: false,
    approver: releasers,
    approvedBy: undefined,
    comments: '',
    createdOn: '2026-11-22T08:00:00.000Z',
    modifiedOn: '2026-11-22T08:00:00.000Z',
    ...change,
  }
}

export function deploymentOf(change: Partial<ReleaseDeployment> = {}): ReleaseDeployment {
  return {
    deploymentId: 61,
    attempt: 1,
    status: 'inProgress',
    requestedBy: ada,
    requestedFor: ada,
    queuedOn: '2026-11-22T08:00:00.000Z',
    phases: [],
    ...change,
  }
}

export function stageOf(id: number, name: string, change: Partial<ReleaseStage> = {}): ReleaseStage {
  return { id, name, status: 'inProgress', requiredApproverCount: 0, approvals: [], deployments: [deploymentOf()], ...change }
}

/** A release of one build: a stage that plans, and one that publishes behind an approval that still waits. */
export function releaseOf(change: Partial<ReleaseRecord> = {}): ReleaseRecord {
  const run = runOf()
  return {
    id: 12,
    name: 'Release-3',
    project: run.project,
    definition: { id: 5, name: 'Release the wheels' },
    reason: 'manual',
    status: 'active',
    createdBy: ada,
    createdFor: ada,
    createdOn: '2026-11-22T07:55:00.000Z',
    artifacts: [{ alias: '_wheels', run }],
    stages: [stageOf(21, 'Plan', { status: 'succeeded' }), stageOf(22, 'Publish', { approvals: [approvalOf()] })],
    interventions: [],
    ...change,
  }
}
