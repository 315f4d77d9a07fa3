import type { Instant } from '../../core/instant.ts'
import type { Field } from '../../core/json.ts'
import type {
  ClassicApproval,
  ClassicArtifact,
  ClassicDeployment,
  ClassicEnvironment,
  ClassicIntervention,
  ClassicRelease,
  ClassicStep,
} from '../../core/release/classic/evidence.ts'
import type { Person } from '../../core/release/evidence.ts'
import { text } from './read-run.ts'

/** A classic release as the service gives it (REST release/releases 7.1, `approvalFilters=7`). */
export function readRelease(field: Field): ClassicRelease {
  return {
    id: field.get('id').number(),
    definition: field.get('releaseDefinition').get('id').number(),
    project: field.get('projectReference').get('id').text(),
    reason: text(field.get('reason')),
    status: field.get('status').text(),
    requesters: readRequesters(field, 'createdFor', 'createdBy'),
    artifacts: field
      .get('artifacts')
      .list()
      .map((one) => readArtifact(one)),
    environments: field
      .get('environments')
      .list()
      .map((one) => readEnvironment(one)),
  }
}

/** Whoever of a release has decided on an intervention; nobody while it waits. */
export function readIntervention(field: Field): ClassicIntervention {
  return {
    id: field.get('id').number(),
    status: field.get('status').text(),
    approver: person(field.get('approver')),
    comment: text(field.get('comments')),
    created: text(field.get('createdOn')),
    at: text(field.get('modifiedOn')),
    environment: field.get('releaseEnvironment').optional((one) => one.get('id').number()) ?? Number.NaN,
  }
}

/** Ids are texts here, unlike all around. */
function readArtifact(field: Field): ClassicArtifact {
  const type = field.get('type').text()
  const reference = field.get('definitionReference')
  const idOf = (key: string): string => reference.get(key).optional((one) => text(one.get('id'))) ?? ''
  const number = (key: string): number => (type.toLowerCase() === 'build' && /^\d+$/.test(idOf(key)) ? Number(idOf(key)) : Number.NaN)
  return { alias: text(field.get('alias')), type, run: number('version'), definition: number('definition'), project: idOf('project') }
}

function readEnvironment(field: Field): ClassicEnvironment {
  const options = field.get('preApprovalsSnapshot').optional((one) => one.get('approvalOptions'))
  return {
    id: field.get('id').number(),
    name: text(field.get('name')),
    status: text(field.get('status')),
    requiredApproverCount: options?.optional((one) => one.get('requiredApproverCount').optional((count) => count.number())),
    approvals: field
      .get('preDeployApprovals')
      .list()
      .map((one) => readApproval(one)),
    deployments: field
      .get('deploySteps')
      .list()
      .map((one) => readDeployment(one)),
  }
}

function readApproval(field: Field): ClassicApproval {
  return {
    id: field.get('id').number(),
    attempt: field.get('attempt').number(),
    status: field.get('status').text(),
    automated: field.get('isAutomated').flag(),
    approver: person(field.get('approvedBy')),
    comment: text(field.get('comments')),
    at: text(field.get('modifiedOn')),
  }
}

function readDeployment(field: Field): ClassicDeployment {
  const phases = field.get('releaseDeployPhases').items()
  const jobs = phases.flatMap((phase) => phase.get('deploymentJobs').items())
  const started = phases.flatMap((phase) => text(phase.get('startedOn')) || [])
  return {
    id: field.get('deploymentId').number(),
    attempt: field.get('attempt').number(),
    status: text(field.get('status')),
    requesters: readRequesters(field, 'requestedFor', 'requestedBy'),
    queued: text(field.get('queuedOn')),
    started: latest(started),
    steps: jobs.flatMap((job) => job.get('tasks').items()).flatMap((step) => readStep(step)),
  }
}

/** What waits or was passed over has not run. */
function readStep(field: Field): ClassicStep[] {
  if (['pending', 'skipped'].includes(text(field.get('status')))) return []
  return [{ name: text(field.get('name')), task: text(field.get('task').optional((task) => task.get('id'))) }]
}

function latest(times: readonly Instant[]): Instant {
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? ''
}

/** Who asks is often a service; where it is not told for whom, nobody is known. */
function readRequesters(field: Field, whom: string, who: string): Person[] {
  const found = [whom, who].flatMap((key) => person(field.get(key)) ?? [])
  return person(field.get(whom)) === undefined ? [] : found
}

/** An empty identity stands for nobody. */
function person(field: Field): Person | undefined {
  const id = field.optional((one) => text(one.get('id'))) ?? ''
  return id === '' ? undefined : { id, name: text(field.get('displayName')), descriptor: text(field.get('descriptor')) }
}
