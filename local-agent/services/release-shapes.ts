// A classic release as REST 7.1 spells it (release/releases, release/manualinterventions), as far as our tasks read it.

import type { Identity } from '../record.ts'
import type {
  ReleaseApproval,
  ReleasedBuild,
  ReleaseDeployment,
  ReleaseIntervention,
  ReleasePhase,
  ReleaseRecord,
  ReleaseStage,
} from '../release-record.ts'

/** What `approvalFilters` adds up. */
const MANUAL = 1
const AUTOMATED = 2
const SNAPSHOTS = 4

/** A release with those of its approvals that the filters name. `root` is the collection's URL at the host of releases, with its slash. */
export function releaseShape(release: ReleaseRecord, filters: number, root: string): object {
  const { id, name, status, reason, createdOn } = release
  return {
    id,
    name,
    status,
    createdOn,
    modifiedOn: createdOn,
    modifiedBy: personShape(release.createdBy),
    createdBy: personShape(release.createdBy),
    createdFor: personShape(release.createdFor),
    environments: release.stages.map((stage, rank) => stageShape(release, stage, filters, rank + 1)),
    variables: {},
    variableGroups: [],
    artifacts: release.artifacts.map((artifact, at) => artifactShape(artifact, at === 0)),
    releaseDefinition: { ...release.definition, path: '\\', projectReference: null },
    description: '',
    reason,
    releaseNameFormat: 'Release-$(rev:r)',
    keepForever: false,
    definitionSnapshotRevision: 1,
    url: `${root}${release.project.id}/_apis/Release/releases/${id}`,
    tags: [],
    triggeringArtifactAlias: null,
    projectReference: { id: release.project.id, name: null },
  }
}

/** A manual intervention; nobody is an empty identity. */
export function interventionShape(release: ReleaseRecord, one: ReleaseIntervention): object {
  const stage = release.stages.find(({ id }) => id === one.stage)
  return {
    id: one.id,
    name: 'Manual Intervention',
    status: one.status,
    approver: one.approver === undefined ? {} : personShape(one.approver),
    comments: one.comments,
    instructions: 'Read the plan.',
    createdOn: one.createdOn,
    modifiedOn: one.modifiedOn,
    release: { id: release.id, name: release.name },
    releaseDefinition: { ...release.definition },
    releaseEnvironment: { id: one.stage, name: stage?.name ?? '' },
    taskInstanceId: '00000000-0000-0000-0000-000000000000',
  }
}

function personShape(identity: Identity): object {
  return { ...identity, isContainer: false }
}

function artifactShape({ alias, run }: ReleasedBuild, isPrimary: boolean): object {
  return {
    sourceId: `${run.project.id}:${run.definition.id}`,
    type: 'Build',
    alias,
    definitionReference: {
      branch: { id: run.sourceBranch, name: run.sourceBranch },
      definition: { id: String(run.definition.id), name: run.definition.name },
      project: { ...run.project },
      version: { id: String(run.buildId), name: run.buildNumber },
      sourceVersion: { id: run.sourceVersion, name: '' },
    },
    isPrimary,
    isRetained: true,
  }
}

function stageShape(release: ReleaseRecord, stage: ReleaseStage, filters: number, rank: number): object {
  const { id, name, status, requiredApproverCount } = stage
  const seen = stage.approvals.filter(({ isAutomated }) => (filters & (isAutomated ? AUTOMATED : MANUAL)) !== 0)
  const options = {
    requiredApproverCount,
    releaseCreatorCanBeApprover: false,
    autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped: false,
    enforceIdentityRevalidation: false,
    timeoutInMinutes: 0,
    executionOrder: 'beforeGates',
  }
  return {
    id,
    releaseId: release.id,
    name,
    status,
    preDeployApprovals: seen.map((approval) => approvalShape(release, stage, approval)),
    postDeployApprovals: [],
    ...((filters & SNAPSHOTS) === 0 ? {} : { preApprovalsSnapshot: { approvals: [], approvalOptions: options } }),
    deploySteps: stage.deployments.map(deploymentShape),
    rank,
    definitionEnvironmentId: 100 + rank,
    release: { id: release.id, name: release.name },
    releaseDefinition: { ...release.definition },
  }
}

/** `approver` stands only where somebody is asked, `approvedBy` where somebody has decided. */
function approvalShape(release: ReleaseRecord, stage: ReleaseStage, approval: ReleaseApproval): object {
  const { approver, approvedBy, ...same } = approval
  return {
    ...same,
    revision: 1,
    ...(approval.isAutomated ? {} : { approver: personShape(approver) }),
    ...(approvedBy === undefined ? {} : { approvedBy: personShape(approvedBy) }),
    approvalType: 'preDeploy',
    isNotificationOn: false,
    trialNumber: 1,
    rank: 1,
    release: { id: release.id, name: release.name },
    releaseEnvironment: { id: stage.id, name: stage.name },
  }
}

function deploymentShape(deployment: ReleaseDeployment): object {
  const { phases, requestedBy, requestedFor, ...same } = deployment
  return {
    id: deployment.deploymentId * 10,
    ...same,
    reason: 'manual',
    operationStatus: deployment.status === 'inProgress' ? 'PhaseInProgress' : 'PhaseSucceeded',
    requestedBy: personShape(requestedBy),
    requestedFor: personShape(requestedFor),
    hasStarted: phases.length > 0,
    releaseDeployPhases: phases.map(phaseShape),
  }
}

function phaseShape({ name, startedOn, tasks }: ReleasePhase, at: number): object {
  return {
    id: at + 1,
    phaseId: String(at + 1),
    name,
    rank: at + 1,
    phaseType: 'agentBasedDeployment',
    status: 'inProgress',
    startedOn,
    manualInterventions: [],
    deploymentJobs: [
      {
        job: { id: 1, name, status: 'inProgress', startTime: startedOn, task: null },
        tasks: tasks.map(({ task, ...step }, rank) => {
          return {
            id: rank + 2,
            rank: rank + 1,
            ...step,
            task: task === undefined ? null : { id: task, name: step.name, version: '1.0.0' },
          }
        }),
      },
    ],
  }
}
