import { code, lines, type Markdown, md, table } from '../../markdown.ts'
import type { Approver } from '../approval/approvers.ts'
import type { Finding } from './audit.ts'
import type { Instant } from '../../instant.ts'
import { planDigest, plannedFiles, type ReleasePlan } from '../plan/plan.ts'
import { repositoryName } from '../plan/repository.ts'
import { namesAndTimes } from '../tell.ts'

/** One record of a run, as it was audited. */
export interface AuditedRecord {
  readonly artifact: string
  readonly at: Instant
  readonly plan: ReleasePlan
  readonly came: 'released' | 'released in part' | 'dry run' | 'refused' | 'broke off'
  /** Why it broke off; empty when it did not. */
  readonly failure: string
  /** Whose approvals count: a plan that names none leaves it to the job that publishes, so that only who reads this can tell whether it is the right one. */
  readonly environment: string
  readonly approvers: readonly Approver[]
}

/** How many of the approved files are where they were released to. */
export interface FilesThere {
  readonly there: number
  readonly all: number
}

/** What an audit found of a run's releases. */
export function tellReleaseAudit(
  run: number,
  records: readonly AuditedRecord[],
  findings: readonly Finding[],
  files: FilesThere,
): Markdown {
  const rows = records.map(({ artifact, at, plan, came, environment, approvers }) => [
    artifact,
    at,
    came,
    code(repositoryName(plan.repository)),
    environment,
    namesAndTimes(approvers),
    code(planDigest(plan).slice(0, 16)),
  ])
  return lines(
    md`## Release of run ${run}, audited`,
    md``,
    md`**${verdictOf(findings)}**`,
    md``,
    table(['record', 'written', 'came to', 'repository', 'environment', 'approved by', 'plan'], rows),
    md`${told(files)}`,
    md``,
    table(
      ['', 'finding', 'what it is'],
      findings.map(({ level, code: what, says }) => [level, code(what), says]),
    ),
  )
}

/** The same for the log: each record, who approved it, and what it comes to. */
export function auditLines(records: readonly AuditedRecord[], findings: readonly Finding[], files: FilesThere): string[] {
  return [...records.flatMap(recordLines), told(files), verdictOf(findings)].filter((line) => line !== '')
}

function recordLines({ artifact, at, plan, came, failure, environment, approvers }: AuditedRecord): string[] {
  const { run, branch, commit } = plan.source
  const by = approvers.length === 0 ? 'nobody of whom the service tells' : namesAndTimes(approvers)
  return [
    `${artifact}: ${came} at ${at}, plan ${planDigest(plan)}${failure === '' ? '' : ` (${failure})`}`,
    `  ${plannedFiles(plan).length} files to ${repositoryName(plan.repository)}, of run ${run}, ${branch} at ${commit}`,
    ...(came.startsWith('released') ? [`  approved by ${by}, for the environment '${environment}'`] : []),
  ]
}

function told({ there, all }: FilesThere): string {
  return all === 0 ? '' : `${there} of ${all} approved files are in the index with the approved bytes.`
}

function verdictOf(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ level }) => level === 'wrong').length
  if (wrong > 0) return `${wrong} of what was recorded cannot be proved.`
  if (findings.length === 0) return 'Nothing speaks against it.'
  return `Nothing speaks against it, but there ${findings.length === 1 ? 'is 1 warning' : `are ${findings.length} warnings`}.`
}
