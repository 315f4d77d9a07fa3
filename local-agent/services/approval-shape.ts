// Approvals, check suites and environments as REST pipelines 7.1 spells them.

import type { ApprovalRecord, RunRecord, TimelineRecord } from '../record.ts'
import { identityShape } from './build-shape.ts'
import { guidOf } from './guid.ts'

/** An approval; steps only where `$expand=steps` was asked. The assigned approver is a group, the actual one a person. */
export function approvalShape(run: RunRecord, approval: ApprovalRecord, steps: boolean): object {
  const lastModifiedOn = approval.approvedOn ?? approval.createdOn
  return {
    id: approval.id,
    ...(steps ? { steps: [stepShape(run, approval, lastModifiedOn)] } : {}),
    status: approval.status,
    createdOn: approval.createdOn,
    lastModifiedOn,
    executionOrder: 'anyOrder',
    minRequiredApprovers: 1,
    blockedApprovers: [],
    instructions: '',
    pipeline: { owner: { id: run.buildId, name: run.buildNumber }, id: String(run.definition.id), name: run.definition.name },
  }
}

/** The check suite of a checkpoint: the id of a suite is that of its timeline record. An undecided check is `running`. */
export function suiteShape(run: RunRecord, checkpoint: TimelineRecord): object {
  const stage = run.records.find((record) => record.id === checkpoint.parentId)
  const approvals = run.approvals.filter((one) => run.records.some((record) => record.id === one.id && record.parentId === checkpoint.id))
  return {
    id: checkpoint.id,
    status: suiteStatus(approvals),
    ...(checkpoint.finishTime === undefined ? {} : { completedDate: checkpoint.finishTime }),
    context: {
      Id: checkpoint.id,
      OrchestrationId: stage === undefined ? '' : `${run.planId}.${stage.identifier}`,
      PlanId: run.planId,
      HubName: 'build',
      Project: { Id: run.project.id, Name: run.project.name },
      Pipeline: { Id: String(run.definition.id), Name: run.definition.name, Owner: { Id: run.buildId, Name: run.buildNumber } },
      Branch: run.sourceBranch,
      GraphNode: { Id: stage?.id ?? '', Name: stage?.identifier ?? '', Attempt: stage?.attempt ?? 1 },
    },
    checkRuns: approvals.map((approval) => checkRunShape(run, approval)),
  }
}

/** The environments that this run's approvals speak of; only those of that name, where one is given. */
export function environmentShapes(run: RunRecord, name: string | null): object[] {
  return environmentsOf(run)
    .filter((environment) => name === null || environment.toLowerCase() === name.toLowerCase())
    .map((environment) => ({ id: environmentId(run, environment), name: environment, description: '', project: run.project }))
}

function stepShape(run: RunRecord, approval: ApprovalRecord, lastModifiedOn: string): object {
  return {
    assignedApprover: approversGroup(run),
    ...(approval.approver === undefined ? {} : { actualApprover: identityShape(approval.approver) }),
    status: approval.status,
    comment: approval.comment,
    initiatedOn: approval.createdOn,
    lastModifiedOn,
    lastModifiedBy: approval.approver === undefined ? approversGroup(run) : identityShape(approval.approver),
    order: 1,
    history: [],
    permissions: 'view',
  }
}

function checkRunShape(run: RunRecord, approval: ApprovalRecord): object {
  const status = approval.status === 'pending' ? 'running' : approval.status
  return {
    id: approval.id,
    status,
    resultMessage: approval.comment,
    createdDate: approval.createdOn,
    ...(approval.approvedOn === undefined ? {} : { completedDate: approval.approvedOn }),
    checkConfigurationRef: {
      id: environmentId(run, approval.environment),
      version: 1,
      type: { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' },
      resource: { type: 'environment', id: String(environmentId(run, approval.environment)), name: approval.environment },
    },
    resultUpdates: [],
  }
}

function suiteStatus(approvals: readonly ApprovalRecord[]): string {
  if (approvals.some((approval) => approval.status === 'rejected')) return 'rejected'
  return approvals.every((approval) => approval.status === 'approved') ? 'approved' : 'running'
}

function approversGroup(run: RunRecord): object {
  const id = guidOf(`approvers of ${run.project.id}`)
  return {
    id,
    displayName: `[${run.project.name}]\\Approvers`,
    uniqueName: `[${run.project.name}]\\Approvers`,
    descriptor: `vssgp.${id}`,
    isContainer: true,
  }
}

function environmentsOf(run: RunRecord): string[] {
  return [...new Set(run.approvals.map((approval) => approval.environment))]
}

function environmentId(run: RunRecord, environment: string): number {
  return environmentsOf(run).indexOf(environment) + 1
}
