// Environments and the checks that they ask for, as REST 7.1-preview.1 spells them (pipelines/environments, pipelines/checks/configurations).

import type { RunRecord } from '../record.ts'
import { guidOf } from './guid.ts'

/** The type of an approval among checks, known by its id. */
export const approvalType = { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' } as const

type Project = RunRecord['project']

/** The environment of a name as checks name it; its id stays the same whenever the service starts. */
export function environmentResource(
  project: Project,
  name: string,
): { readonly type: 'environment'; readonly id: string; readonly name: string } {
  return { type: 'environment', id: String(numberOf(`environment ${project.id} ${name.toLowerCase()}`)), name }
}

/** What a check of a suite says of the configuration that asked for it. */
export function configurationReference(project: Project, environment: string): object {
  const id = numberOf(`approval check ${project.id} ${environment.toLowerCase()}`)
  return { id, version: 1, type: approvalType, resource: environmentResource(project, environment) }
}

/** The approval check of an environment; settings only where `$expand=settings` was asked. Environments here ask anybody, once. */
export function configurationShape(project: Project, environment: string, settings: boolean): object {
  const approvers = [{ id: guidOf(`approvers of ${project.id}`), displayName: `[${project.name}]\\Approvers` }]
  const asked = { approvers, executionOrder: 'anyOrder', minRequiredApprovers: 1, requesterCannotBeApprover: false, blockedApprovers: [] }
  return { ...(settings ? { settings: asked } : {}), timeout: 43200, ...configurationReference(project, environment) }
}

export function environmentShape(project: Project, name: string): object {
  return { id: Number(environmentResource(project, name).id), name, description: '', project: { id: project.id } }
}

/** Names of the environments that runs have asked for approval of. */
export function environmentsOf(runs: readonly RunRecord[]): string[] {
  const names = new Map(runs.flatMap((run) => run.approvals.map(({ environment }) => [environment.toLowerCase(), environment])))
  return [...names.values()]
}

function numberOf(text: string): number {
  return Number.parseInt(guidOf(text).slice(0, 6), 16) + 1
}
