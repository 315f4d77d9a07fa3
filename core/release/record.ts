import { canonical } from '../canonical.ts'
import type { Instant } from '../instant.ts'
import type { Sha256 } from '../sha256.ts'
import { planJson, type ReleasePlan } from './plan.ts'
import type { Verdict } from './verdict.ts'

export const recordName = 'release-record.json'

/** What happened to each file of a plan, for whoever asks later. */
export interface ReleaseRecord {
  readonly plan: ReleasePlan
  readonly planDigest: Sha256
  readonly planArtifact: string
  readonly run: number
  readonly job: string
  readonly environment: string
  readonly at: Instant
  readonly verdict: Verdict
  readonly dryRun: boolean
  /** By file name: `published`, `skipped`, or why not. */
  readonly outcomes: ReadonlyMap<string, string>
}

/** release-record.json: who approved which bytes, when, and what came of it. */
export function formatRecord(record: ReleaseRecord): string {
  const { verdict } = record
  const judged =
    verdict.kind === 'allow'
      ? {
          kind: verdict.kind,
          approvers: verdict.approvers.map(({ person, at }) => ({ id: person.id, name: person.name, descriptor: person.descriptor, at })),
        }
      : { kind: verdict.kind, refusals: verdict.refusals.map(({ code, says }) => ({ code, says })) }
  const files = record.plan.releases.flatMap(({ project, version, files }) =>
    files.map(({ name, sha256 }) => ({ name, sha256, project, version, result: record.outcomes.get(name) ?? 'not tried' })),
  )
  const { planDigest, planArtifact, run, job, environment, at, dryRun } = record
  const plan = planJson(record.plan)
  return `${canonical({ version: 1, planDigest, planArtifact, plan, run, job, environment, at, dryRun, verdict: judged, files })}\n`
}
