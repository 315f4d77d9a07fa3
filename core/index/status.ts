import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'

/** What a project is declared to be (PEP 792), with what people are told of the reason; no status at all is `active`. */
export interface ProjectStatus {
  /** One of `statuses`, or a word of a later specification, which is carried along. */
  readonly status: string
  readonly reason?: string
}

/** The markers of https://packaging.python.org/en/latest/specifications/project-status-markers/ */
export const statuses = ['active', 'archived', 'quarantined', 'deprecated'] as const

/** Whether files may be added: not to what is archived or quarantined (PEP 792). */
export function takesUploads(status: ProjectStatus | undefined): boolean {
  return status?.status !== 'archived' && status?.status !== 'quarantined'
}

/** Whether its files may be offered: a quarantined project lists none, for not every installer asks (PEP 792). */
export function offersFiles(status: ProjectStatus | undefined): boolean {
  return status?.status !== 'quarantined'
}

/** The same status and reason; none is `active`. */
export function sameStatus(a: ProjectStatus | undefined, b: ProjectStatus | undefined): boolean {
  return (a?.status ?? 'active') === (b?.status ?? 'active') && a?.reason === b?.reason
}

/** Reads `project-status` of a page. */
export function parseStatus(field: Field): ProjectStatus {
  const reason = field.get('reason').optional((one) => one.text())
  return { status: field.get('status').text(), ...(reason === undefined || reason === '' ? {} : { reason }) }
}

/** What somebody else's page declares, at the top or, as the specification's example has it, in `meta`; what cannot be read is none. */
export function declaredStatus(root: Field): ProjectStatus | undefined {
  const field = [root.get('project-status'), root.get('meta').get('project-status')].find((one) => one.isMap)
  return field === undefined ? undefined : statusOf(field.get('status').value, field.get('reason').value)
}

/** As two texts have it, of which the first may be anything. */
export function statusOf(status: unknown, reason: unknown): ProjectStatus | undefined {
  if (typeof status !== 'string' || status === '') return undefined
  return { status, ...(typeof reason === 'string' && reason !== '' ? { reason } : {}) }
}

/** The value of `project-status`. */
export function formatStatus(status: ProjectStatus | undefined): Json | undefined {
  return status === undefined ? undefined : { status: status.status, reason: status.reason }
}
