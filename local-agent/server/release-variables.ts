import type { Variable } from '../record.ts'
import type { ReleasedBuild, ReleaseDeployment, ReleaseRecord, ReleaseStage } from '../release-record.ts'
import { releaseRoot } from '../services/release-routes.ts'

/** Where a job of a classic release stands. */
export interface ReleaseJob {
  readonly stage: ReleaseStage
  readonly deployment: ReleaseDeployment
  readonly jobId: string
  readonly planId: string
  /** A job on machines of a deployment group has a host type of its own. */
  readonly hostType?: 'release' | 'deployment'
}

/**
 * Variables that the service sets for a job of a classic release (https://learn.microsoft.com/azure/devops/pipelines/release/variables). `build.*` is the
 * primary artifact's; of the collection there is its TFS name alone. `url` is the collection's.
 */
export function releaseVariables(release: ReleaseRecord, job: ReleaseJob, url: string): Map<string, Variable> {
  const [primary] = release.artifacts
  const values: Record<string, string> = {
    'agent.readOnlyVariables': 'true',
    ...systemVariables(release, job, url),
    ...ownVariables(release, job),
    ...Object.fromEntries(release.artifacts.flatMap(artifactVariables)),
    ...(primary === undefined ? {} : { 'release.primaryArtifactSourceAlias': primary.alias, ...buildVariables(primary) }),
  }
  return new Map(Object.entries(values).map(([name, value]) => [name, { value, secret: false, readOnly: false }]))
}

function systemVariables({ project, definition }: ReleaseRecord, job: ReleaseJob, url: string): Record<string, string> {
  return {
    'system.hostType': job.hostType ?? 'release',
    'system.serverType': 'Hosted',
    'system.culture': 'en-US',
    'system.teamProject': project.name,
    'system.teamProjectId': project.id,
    'system.teamFoundationCollectionUri': url,
    'system.teamFoundationServerUri': new URL(releaseRoot, url).href,
    'system.definitionId': String(definition.id),
    'system.definitionName': definition.name,
    'system.planId': job.planId,
    'system.timelineId': job.planId,
    'system.jobId': job.jobId,
    'system.jobName': 'Agent job',
  }
}

function ownVariables(release: ReleaseRecord, { stage, deployment }: ReleaseJob): Record<string, string> {
  return {
    'release.releaseId': String(release.id),
    'release.releaseName': release.name,
    'release.releaseUri': `vstfs:///ReleaseManagement/Release/${release.id}`,
    'release.reason': release.reason,
    'release.requestedFor': release.createdFor.displayName,
    'release.requestedForId': release.createdFor.id,
    'release.definitionId': String(release.definition.id),
    'release.definitionName': release.definition.name,
    'release.environmentId': String(stage.id),
    'release.environmentName': stage.name,
    'release.environmentUri': `vstfs:///ReleaseManagement/Environment/${stage.id}`,
    'release.attemptNumber': String(deployment.attempt),
    'release.deploymentID': String(deployment.deploymentId),
    'release.deployment.requestedFor': deployment.requestedFor.displayName,
    'release.skipArtifactsDownload': 'False',
    ...Object.fromEntries(release.stages.map(({ name, status }) => [`release.environments.${name}.status`, status])),
  }
}

function artifactVariables({ alias, run }: ReleasedBuild): [name: string, value: string][] {
  return Object.entries({
    type: 'Build',
    buildId: String(run.buildId),
    buildNumber: run.buildNumber,
    buildURI: `vstfs:///Build/Build/${run.buildId}`,
    definitionId: String(run.definition.id),
    definitionName: run.definition.name,
    projectId: run.project.id,
    projectName: run.project.name,
    sourceBranch: run.sourceBranch,
    sourceBranchName: run.sourceBranch.split('/').at(-1) ?? '',
    sourceVersion: run.sourceVersion,
    'repository.provider': run.repository.type,
    requestedFor: run.requestedFor.displayName,
    requestedForId: run.requestedFor.id,
  }).map(([name, value]) => [`release.artifacts.${alias}.${name}`, value])
}

function buildVariables({ run }: ReleasedBuild): Record<string, string> {
  return {
    'build.buildId': String(run.buildId),
    'build.buildNumber': run.buildNumber,
    'build.buildUri': `vstfs:///Build/Build/${run.buildId}`,
    'build.definitionId': String(run.definition.id),
    'build.definitionName': run.definition.name,
    'build.projectId': run.project.id,
    'build.projectName': run.project.name,
    'build.repository.provider': run.repository.type,
    'build.requestedFor': run.requestedFor.displayName,
    'build.requestedForId': run.requestedFor.id,
    'build.sourceBranch': run.sourceBranch,
    'build.sourceBranchName': run.sourceBranch.split('/').at(-1) ?? '',
    'build.sourceVersion': run.sourceVersion,
  }
}
