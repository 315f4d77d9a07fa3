import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import { Problem, reason } from '../../../core/problem.ts'
import { formatChecksums } from '../../../core/release/upload/checksums.ts'
import { checksumsName } from '../../../core/sha256-sums.ts'
import { formatRecord, type Publisher, recordName, type ReleaseRecord } from '../../../core/release/record/record.ts'
import { repositoryName } from '../../../core/release/plan/repository.ts'
import type { Ports } from '../ports.ts'
import type { Recorded } from './recorded.ts'

type Needs = Pick<Ports, 'clock' | 'files' | 'pipeline' | 'log'>

/**
 * Keeps release-record.json with SHA256SUMS beside it, whatever came of the release: as an artifact, and at the record of this step, where only this
 * task can have put it. A classic release has no artifacts: there it is at the step alone.
 */
export async function attachRecord(recorded: Recorded, ports: Needs, failure?: ReleaseRecord['failure']): Promise<void> {
  const { plan, inputs } = recorded
  const folder = await ports.files.scratch('record')
  const texts = [
    [checksumsName, formatChecksums(plan)],
    [recordName, formatRecord(recordOf(recorded, ports.clock.now(), failure))],
  ] as const
  for (const [name, text] of texts) {
    await ports.files.write(`${folder}/${name}`, text)
    if (inputs.job.classic === undefined) ports.pipeline.attach(artifactName('release-record', inputs.job.where), `${folder}/${name}`)
    ports.pipeline.annotate('wheelworks.release', name, `${folder}/${name}`)
  }
}

/** `attachRecord`, where a record that cannot be had hides nothing of what came of the release: what it failed for, or nothing. */
export async function keepRecord(recorded: Recorded, ports: Needs, failure?: ReleaseRecord['failure']): Promise<Problem[]> {
  try {
    await attachRecord(recorded, ports, failure)
    return []
  } catch (error) {
    const remedy = 'What came of it stands in the log and in the summary of this step.'
    const what = `The record of the release to ${repositoryName(recorded.plan.repository)} could not be attached`
    return [new Problem('FILE_INVALID', `${what}: ${reason(error).replace(/\.$/, '')}.`, remedy, error)]
  }
}

/** `body`, whose failure is recorded before it is thrown on; that recording fails as well hides nothing. */
export async function recordingFailure<T>(recorded: Recorded, ports: Needs, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    const fault = { code: 'RELEASE_FAILED', message: 'A fault of this task itself; its log tells more.' } as const
    const unkept = await keepRecord(recorded, ports, error instanceof Problem ? error : fault)
    for (const problem of unkept) ports.log.say('warning', problem.text)
    throw error
  }
}

function recordOf(recorded: Recorded, at: string, failure: ReleaseRecord['failure']): ReleaseRecord {
  const { plan, planned, inputs, evidence, verdict, done } = recorded
  const { dryRun, uploader, verifyUpload } = inputs
  return {
    plan,
    planned,
    publisher: publisherOf(recorded),
    at,
    dryRun,
    uploader: plan.repository.kind === 'store' ? 'store' : uploader,
    verifyUpload,
    evidence,
    verdict,
    outcomes: done?.outcomes ?? new Map(),
    resumeBy: done?.resumeBy ?? '',
    warnings: [
      ...(verdict?.kind === 'allow' ? verdict.warnings : []),
      ...(done?.notes ?? []),
      ...(done?.doubts ?? []).map((one) => one.message),
    ],
    failure: failure ?? done?.failure,
  }
}

function publisherOf({ evidence, inputs, plan }: Recorded): Publisher {
  const { where, run, planId, id, stageAttempt, classic } = inputs.job
  const environment = inputs.environment === '' ? plan.policy.environment : inputs.environment
  return {
    run,
    planId,
    job: id,
    stage: where.stage,
    name: [where.job, where.leg].filter((part) => part !== '').join('.'),
    attempt: where.attempt,
    stageAttempt,
    environment: classic?.environmentName ?? (evidence?.kind === 'stage' ? evidence.here.environment : environment),
    classic: classic && { release: classic.release, environment: classic.environment, attempt: classic.attempt },
  }
}
