import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { Finding } from '../../../core/release/record/audit.ts'
import { planDigest } from '../../../core/release/plan/plan.ts'
import { sameId } from '../../../core/release/same-id.ts'
import { names } from '../../../core/release/tell.ts'
import { type AuditedRecord, auditLines, type FilesThere, tellReleaseAudit } from '../../../core/release/record/tell-release-audit.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { auditIndex } from './audit-index.ts'
import { type Audit, auditRecord, hasReleased } from './audit-record.ts'
import { readRecords } from './read-records.ts'

/** `mode: verify`: every record of a run is held against what the service tells now of approvals and source, and against what the index lists now. */
export async function verifyRelease(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const run = runOf(inputs, ports)
  const listed = await ports.artifacts().list(run)
  const { records, findings } = await readRecords(run, listed, ports)
  const audits: Audit[] = []
  for (const found of records) audits.push(await auditRecord(found, run, listed, inputs, ports))
  const index = await auditIndex(audits, inputs, ports)
  const all = [...findings, ...audits.flatMap((audit) => audit.findings), ...nothingReleased(run, audits), ...index.findings]
  return tell(run, audits, all, index, ports)
}

/** The run that `source` names, in our own project: approvals of another one cannot be asked for. */
function runOf({ source, job }: Inputs, ports: Pick<Ports, 'variable'>): number {
  const own = ports.variable('System.TeamProjectId') ?? ''
  if (source?.project !== undefined && !sameId(source.project, own))
    throw new Problem(
      'NOT_SUPPORTED',
      `Run ${source.run} is one of another project.`,
      'Verify a release by a pipeline of its own project: approvals are told there alone.',
    )
  const run = source?.run ?? (job.classic === undefined ? job.run : Number.NaN)
  if (Number.isInteger(run)) return run
  throw new Problem('INPUT_MISSING', "The input 'source' is not set.", 'Name the run whose release is to be verified.')
}

function nothingReleased(run: number, audits: readonly Audit[]): Finding[] {
  if (audits.some(({ came }) => hasReleased(came))) return []
  const came = audits.map((audit) => audit.came).join(', ')
  return [{ level: 'wrong', code: 'NOTHING_RELEASED', says: `run ${run} has released nothing${came === '' ? '' : ` (${came})`}` }]
}

function tell(
  run: number,
  audits: readonly Audit[],
  findings: readonly Finding[],
  files: FilesThere,
  { log }: Pick<Ports, 'log'>,
): Outcome {
  const wrong = findings.filter(({ level }) => level === 'wrong')
  const released = audits.filter(({ came }) => hasReleased(came))
  const approvers = new Map(released.flatMap((audit) => audit.approvers).map((one) => [one.person.id.toLowerCase(), one]))
  const records = audits.map(audited)
  for (const line of auditLines(records, findings, files)) log.say('info', line)
  // Where nothing is wrong, they are the problems.
  if (wrong.length > 0) for (const { level, says, code } of findings) if (level === 'warning') log.say('warning', `${says} (${code})`)
  return {
    result: wrong.length > 0 ? 'failed' : findings.length > 0 ? 'issues' : 'succeeded',
    outputs: {
      planDigest: [...new Set(released.map(({ found }) => planDigest(found.record.plan)))].join(','),
      publishedCount: String(files.there),
      approvers: names([...approvers.values()]),
    },
    summary: tellReleaseAudit(run, records, findings, files),
    problems: (wrong.length > 0 ? wrong : findings).map((finding) => problemOf(finding)),
  }
}

function audited({ found: { artifact, record }, came, approvers }: Audit): AuditedRecord {
  const { at, plan, failure, publisher } = record
  return { artifact: artifact.name, at, plan, came, failure, environment: publisher.environment, approvers }
}

function problemOf({ level, code, says }: Finding): Problem {
  // A file, a project or an address that it begins with stays as it is spelled.
  const begun = says.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase())
  const message = `${begun.replace(/\.$/, '')} (${code}).`
  return new Problem(level === 'wrong' ? 'REFUSED' : 'CHECK_FAILED', message, '')
}
