import { canonical, type Json } from '../../canonical.ts'
import type { Instant } from '../../instant.ts'
import type { Problem } from '../../problem.ts'
import { approvalCode } from '../approval/approval-code.ts'
import type { Planned } from '../evidence.ts'
import { planDigest, planJson, type ReleasePlan } from '../plan/plan.ts'
import { evidenceJson } from './record-evidence.ts'
import type { Evidence, Verdict } from '../verdict.ts'

/** The name of a record's file in its artifact. */
export const recordName = 'release-record.json'

/** The job that published, as the agent told it. */
export interface Publisher {
  /** Of a classic release the run of its primary artifact. */
  readonly run: number
  readonly planId: string
  /** The id of its record in the timeline. */
  readonly job: string
  /** The names of its stage and of itself; empty where the agent does not say them. */
  readonly stage: string
  readonly name: string
  readonly attempt: number
  readonly stageAttempt: number | undefined
  /** The environment that had to approve; of a classic release its stage. */
  readonly environment: string
  /** Undefined in a pipeline. */
  readonly classic: { readonly release: number; readonly environment: number; readonly attempt: number } | undefined
}

/** What became of a release: who approved which bytes, of which build, and what happened to each file. */
export interface ReleaseRecord {
  readonly plan: ReleasePlan
  /** Undefined in a classic release, which has no artifacts. */
  readonly planned: Planned | undefined
  readonly publisher: Publisher
  readonly at: Instant
  readonly dryRun: boolean
  readonly uploader: string
  readonly verifyUpload: string
  /** Undefined where it broke off before. */
  readonly evidence: Evidence | undefined
  readonly verdict: Verdict | undefined
  /** By file name: `published`, `skipped`, `failed`; a file that was not tried is missing. */
  readonly outcomes: ReadonlyMap<string, string>
  /** Until when PyPI takes what is missing; empty when nothing is, or nobody knows. */
  readonly resumeBy: string
  readonly warnings: readonly string[]
  /** What broke it off. */
  readonly failure: Pick<Problem, 'code' | 'message'> | undefined
}

/** release-record.json, format 2. It holds no comment of an approver, only whether the code stood in it; its facts are claims, which mode verify asks for anew. */
export function formatRecord(record: ReleaseRecord): string {
  const { plan, planned, publisher, at, dryRun, uploader, verifyUpload, resumeBy, warnings, failure } = record
  const digest = planDigest(plan)
  const { stageAttempt, classic, ...told } = publisher
  const files = plan.releases.flatMap(({ project, version, files }) =>
    files.map(({ name, size, sha256 }) => ({
      name,
      size,
      sha256,
      project,
      version,
      result: record.outcomes.get(name) ?? 'not tried',
    })),
  )
  return `${canonical({
    version: 2,
    planDigest: digest,
    approvalCode: approvalCode(digest),
    plan: planJson(plan),
    planArtifact: planned === undefined ? null : { ...planned },
    publisher: { ...told, stageAttempt: stageAttempt ?? null, release: classic === undefined ? null : { ...classic } },
    at,
    dryRun,
    uploader,
    verifyUpload,
    verdict: verdictJson(record.verdict),
    evidence: record.evidence === undefined ? null : evidenceJson(record.evidence, digest),
    files,
    resumeBy,
    warnings: [...warnings],
    failure: failure === undefined ? null : { code: failure.code, says: failure.message },
  })}\n`
}

function verdictJson(verdict: Verdict | undefined): Json {
  if (verdict === undefined) return { kind: 'none' }
  if (verdict.kind === 'refuse') return { kind: 'refuse', refusals: verdict.refusals.map(({ code, says }) => ({ code, says })) }
  const approvers = verdict.approvers.map(({ person, at }) => ({ id: person.id, name: person.name, descriptor: person.descriptor, at }))
  return { kind: 'allow', approvers, warnings: [...verdict.warnings] }
}
