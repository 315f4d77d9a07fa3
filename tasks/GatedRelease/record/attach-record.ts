import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import { planDigest, type ReleasePlan } from '../../../core/release/plan.ts'
import { formatRecord, recordName } from '../../../core/release/record.ts'
import type { Evidence, Verdict } from '../../../core/release/verdict.ts'
import type { FoundPlan } from '../plan/find-plan.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** What a release was decided on. */
export interface Recorded {
  readonly plan: ReleasePlan
  /** Undefined in a classic release. */
  readonly found: FoundPlan | undefined
  readonly evidence: Evidence
  readonly inputs: Inputs
  readonly verdict: Verdict
}

/** Attaches release-record.json, whatever came of the release. */
export async function attachRecord(recorded: Recorded, outcomes: ReadonlyMap<string, string>, ports: Ports): Promise<void> {
  const { plan, found, evidence, inputs, verdict } = recorded
  const record = formatRecord({
    plan,
    planDigest: planDigest(plan),
    planArtifact: found?.planned.artifact ?? '',
    run: inputs.job.run,
    job: inputs.job.id,
    environment: evidence.kind === 'stage' ? evidence.here.environment : evidence.here.environmentName,
    at: ports.clock.now(),
    verdict,
    dryRun: inputs.dryRun,
    outcomes,
  })
  const path = `${await ports.files.scratch('record')}/${recordName}`
  await ports.files.write(path, record)
  ports.pipeline.attach(artifactName('release-record', inputs.job.where), path)
}
