import type { RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Approver } from '../../../core/release/approval/approvers.ts'
import { auditClaims, type Finding, type FoundRecord } from '../../../core/release/record/audit.ts'
import { refuseContradictions } from '../../../core/release/plan/contradictions.ts'
import { judge } from '../../../core/release/judge.ts'
import { planDigest } from '../../../core/release/plan/plan.ts'
import type { ReadRecord } from '../../../core/release/record/read-record.ts'
import { sameId } from '../../../core/release/same-id.ts'
import type { AuditedRecord } from '../../../core/release/record/tell-release-audit.ts'
import type { Inputs } from '../inputs.ts'
import { type FoundPlan, readPlan } from '../plan/find-plan.ts'
import { restated } from '../plan/restated.ts'
import type { Ports } from '../ports.ts'
import { gatherAudit } from './gather-audit.ts'

/** What came of asking for everything anew that a record tells. */
export interface Audit {
  readonly found: FoundRecord
  readonly came: AuditedRecord['came']
  readonly findings: readonly Finding[]
  readonly approvers: readonly Approver[]
}

/** Proves a release that is over as publishing proved it, by what the service tells now. A record of what released nothing is only read. */
export async function auditRecord(
  found: FoundRecord,
  run: number,
  listed: readonly RunArtifact[],
  inputs: Inputs,
  ports: Ports,
): Promise<Audit> {
  const { record } = found
  const came = whatCame(record)
  const claims = auditClaims(found, run, listed)
  if (!hasReleased(came)) return { found, came, findings: claims, approvers: [] }
  const asked = await auditInputs(record, inputs, ports)
  const proof = claims.some(({ code }) => code === 'RECORD_OTHER' || code === 'PLAN_GONE')
    ? nothing
    : await prove(record, listed, inputs, ports)
  return { found, came, findings: [...claims, ...asked, ...proof.findings], approvers: proof.approvers }
}

function whatCame({ verdict, dryRun, failure, outcomes }: ReadRecord): Audit['came'] {
  if (verdict === 'refuse') return 'refused'
  if (verdict === 'allow' && dryRun) return 'dry run'
  if (verdict === 'allow' && failure === '') return 'released'
  return [...outcomes.values()].some((one) => one === 'published' || one === 'skipped') ? 'released in part' : 'broke off'
}

/** Whether an index may have got something by it. */
export function hasReleased(came: Audit['came']): boolean {
  return came === 'released' || came === 'released in part'
}

type Proof = Pick<Audit, 'findings' | 'approvers'>
const nothing: Proof = { findings: [], approvers: [] }

async function prove(record: ReadRecord, listed: readonly RunArtifact[], inputs: Inputs, ports: Ports): Promise<Proof> {
  const held = await planOf(record, listed, ports)
  if (held instanceof Problem) return { findings: [{ level: 'wrong', code: held.code, says: held.message }], approvers: [] }
  const verdict = judge(await gatherAudit(record, held.planned, inputs, ports), record.plan)
  const other: Finding[] =
    planDigest(held.plan) === planDigest(record.plan)
      ? []
      : [wrong('PLAN_OTHER', `the plan ${record.planArtifact} is not the one that the record tells of`)]
  if (verdict.kind === 'refuse')
    return { findings: [...other, ...verdict.refusals.map(({ code, says }) => wrong(code, says))], approvers: [] }
  const warnings = verdict.warnings.map((says): Finding => ({ level: 'warning', code: 'WARNING', says }))
  return { findings: [...other, ...warnings], approvers: verdict.approvers }
}

async function planOf({ planArtifact }: ReadRecord, listed: readonly RunArtifact[], ports: Ports): Promise<FoundPlan | Problem> {
  const artifact = listed.find(({ name }) => name === planArtifact)
  const attempt = Number(/\.(\d+)$/.exec(planArtifact)?.[1] ?? Number.NaN)
  if (artifact === undefined) return new Problem('NO_PLAN', `There is no artifact ${planArtifact}.`, '')
  try {
    return await readPlan({ artifact, attempt }, ports)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** What the inputs of this job ask for has to have been asked for then; a weak policy has to be said here too, for a record lies in an artifact. */
async function auditInputs({ plan, publisher }: ReadRecord, inputs: Inputs, ports: Ports): Promise<Finding[]> {
  const own = ports.variable('Environment.Name') ?? ''
  const environment = inputs.environment === own ? '' : inputs.environment
  const elsewhere = environment !== '' && !sameId(environment, publisher.environment)
  const findings = elsewhere ? [wrong('ENVIRONMENT_OTHER', `'${publisher.environment}' approved it, not '${environment}'`)] : []
  try {
    refuseContradictions(plan, { ...(await restated({ ...inputs, environment: '' }, ports)), source: undefined })
    return findings
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'PLAN_CHANGED') throw error
    return [...findings, wrong('POLICY_OTHER', error.message)]
  }
}

function wrong(code: string, says: string): Finding {
  return { level: 'wrong', code, says }
}
