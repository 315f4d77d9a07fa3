import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { Approver } from '../../../core/release/approvers.ts'
import { refuseContradictions } from '../../../core/release/contradictions.ts'
import type { Here } from '../../../core/release/evidence.ts'
import { planDifferences, planDigest, type ReleasePlan } from '../../../core/release/plan.ts'
import { isPyPI, repositoryName } from '../../../core/release/repository.ts'
import { inUploadOrder, refuseConflicts, resumeBy, type StandingFile, standingsOf } from '../../../core/release/standings.ts'
import { names, tellRelease } from '../../../core/release/tell.ts'
import { uploadFields } from '../../../core/release/upload-fields.ts'
import { judge } from '../../../core/release/judge.ts'
import type { Evidence } from '../../../core/release/verdict.ts'
import type { Candidate } from '../files/gather-files.ts'
import type { Inputs } from '../inputs.ts'
import { findPlan, type FoundPlan } from '../plan/find-plan.ts'
import { makePlan } from '../plan/make-plan.ts'
import { questionOf } from '../plan/plan-release.ts'
import type { Ports } from '../ports.ts'
import { gatherClassic } from '../prove/gather-classic.ts'
import { gatherEvidence } from '../prove/gather-evidence.ts'
import { refusedOutcome } from '../prove/refuse.ts'
import { attachRecord, type Recorded } from '../record/attach-record.ts'
import { taskId } from '../task-id.ts'
import { readListings } from '../upload/read-listings.ts'
import { openTarget, type Target } from '../upload/target.ts'
import type { ToUpload, UploadRun } from '../upload/upload-files.ts'
import { unseenFiles } from '../upload/verify-upload.ts'

/** `mode: publish`: the plan of this run is found and made again from the same facts; who approved it is proved; then its very bytes are uploaded, what is missing, and looked for in the index. */
export async function publishRelease(inputs: Inputs, ports: Ports): Promise<Outcome> {
  refusePullRequest(inputs)
  const found = inputs.job.classic === undefined ? await findPlan(inputs.job.run, inputs.repository, ports) : undefined
  if (found !== undefined) refuseContradictions(found.plan, inputs)
  const { plan, files } = await replan(found?.plan, inputs, ports)
  const evidence = await evidenceOf(plan, found, inputs, ports)
  const verdict = judge(evidence, plan)
  const recorded = { plan, found, evidence, inputs, verdict }
  if (verdict.kind === 'refuse') return await refusedOutcome(recorded, verdict.refusals, ports)
  for (const warning of verdict.warnings) ports.log.say('warning', warning)
  ports.log.say('info', `Approved by ${names(verdict.approvers)}: ${planDigest(plan)}`)
  if (inputs.dryRun) return await finish(recorded, verdict.approvers, nothingDone, ports)
  return await finish(recorded, verdict.approvers, await publish(plan, files, inputs, ports), ports)
}

function refusePullRequest({ job, allowPullRequest }: Inputs): void {
  if (!job.pullRequest || allowPullRequest) return
  throw new Problem(
    'PULL_REQUEST',
    'This run builds a pull request, which releases nothing.',
    'Put a condition on the stage, or set allowPullRequest.',
  )
}

/** The plan as it would be made now; another digest than that of the one that was found is `PLAN_CHANGED`, with what differs. */
async function replan(
  planned: ReleasePlan | undefined,
  inputs: Inputs,
  ports: Ports,
): Promise<{ plan: ReleasePlan; files: readonly Candidate[] }> {
  const question = planned === undefined ? await questionOf(inputs, ports) : { ...planned, source: sourceOf(planned), own: inputs.job.run }
  const { plan, gathered } = await makePlan(question, ports)
  if (planned === undefined || planDigest(plan) === planDigest(planned)) return { plan, files: gathered.files }
  throw new Problem(
    'PLAN_CHANGED',
    `What would be released now is not what was planned: ${planDifferences(planned, plan).join('; ')}.`,
    'Nothing was uploaded. Run the stage that plans again, and let the new plan be approved.',
  )
}

function sourceOf({ source: { run, project } }: ReleasePlan): { run: number; project: string; says: string } {
  return { run, project, says: `run ${run}, as planned` }
}

async function evidenceOf(plan: ReleasePlan, found: FoundPlan | undefined, inputs: Inputs, ports: Ports): Promise<Evidence> {
  const { classic } = inputs.job
  if (classic !== undefined)
    return await gatherClassic({ ...classic, allowPullRequest: inputs.allowPullRequest, running: true }, plan, ports)
  if (found === undefined) throw new Error('a pipeline publishes a plan that was found')
  return await gatherEvidence(hereOf(inputs, plan), plan, found.planned, ports)
}

function hereOf({ environment, allowPullRequest, job }: Inputs, { policy }: ReleasePlan): Here {
  const name = environment === '' ? policy.environment : environment
  const { run, planId, stageAttempt } = job
  if (name !== '') return { run, planId, job: job.id, stageAttempt, environment: name, allowPullRequest, running: true, task: taskId }
  throw new Problem(
    'INPUT_MISSING',
    "The input 'environment' is not set, and this is no deployment job.",
    'Publish from a deployment job of a stage whose environment asks for an approval.',
  )
}

interface Done extends UploadRun {
  readonly unseen: readonly string[]
  readonly resumeBy: string
}

const nothingDone: Done = { outcomes: new Map(), failure: undefined, unseen: [], resumeBy: '' }

async function publish(plan: ReleasePlan, files: readonly Candidate[], inputs: Inputs, ports: Ports): Promise<Done> {
  const target = await openTarget(plan.repository, inputs, ports)
  const standings = standingsOf(plan, await readListings(plan, target.index))
  refuseConflicts(standings, target.name)
  const there = standings.filter((one) => one.standing === 'same').map((one): [string, 'skipped'] => [one.file.name, 'skipped'])
  const missing = inUploadOrder(standings.filter((one) => one.standing === 'absent'))
  if (missing.length === 0) return { ...nothingDone, outcomes: new Map(there) }
  const upload = async (): Promise<UploadRun> => await target.publish(toUpload(missing, files))
  const run = await ports.log.group(`Upload to ${repositoryName(plan.repository)}`, upload)
  const outcomes = new Map([...there, ...run.outcomes])
  if (run.failure !== undefined) return { outcomes, failure: run.failure, unseen: [], resumeBy: await deadline(plan, target) }
  return { outcomes, ...(await verified(plan, target, inputs, ports)), resumeBy: '' }
}

/** When a release that broke off can no longer be completed; nothing that is told on the way out may hide why it broke off. */
async function deadline(plan: ReleasePlan, { index }: Target): Promise<string> {
  if (!isPyPI(plan.repository)) return ''
  return await readListings(plan, index).then(
    (listings) => resumeBy(plan, listings),
    () => '',
  )
}

async function verified(plan: ReleasePlan, { index }: Target, inputs: Inputs, ports: Ports): Promise<Pick<Done, 'unseen' | 'failure'>> {
  if (inputs.verifyUpload === 'none') return { unseen: [], failure: undefined }
  try {
    return { unseen: await unseenFiles(plan, index, ports.clock), failure: undefined }
  } catch (error) {
    if (error instanceof Problem) return { unseen: [], failure: error }
    throw error
  }
}

function toUpload(missing: readonly StandingFile[], files: readonly Candidate[]): ToUpload[] {
  return missing.flatMap(({ file }) =>
    files
      .filter((candidate) => candidate.name === file.name)
      .map(({ path, project, metadata }) => ({ ...file, path, project, fields: uploadFields(file, metadata) })),
  )
}

async function finish(recorded: Recorded, approvers: readonly Approver[], done: Done, ports: Ports): Promise<Outcome> {
  await attachRecord(recorded, done.outcomes, ports)
  const count = (outcome: string): number => [...done.outcomes.values()].filter((one) => one === outcome).length
  const late = done.unseen.map(
    (name) => new Problem('RELEASE_FAILED', `${name} is uploaded, but the index does not show it yet.`, 'Look later.'),
  )
  const notes = [
    ...(done.failure === undefined ? [] : [done.failure.text]),
    ...(done.resumeBy === '' ? [] : [`Resume before ${done.resumeBy}.`]),
  ]
  const result = done.failure === undefined ? (late.length === 0 ? 'succeeded' : 'issues') : 'failed'
  return {
    result,
    outputs: {
      planDigest: planDigest(recorded.plan),
      publishedCount: String(count('published')),
      skippedCount: String(count('skipped')),
      approvers: names(approvers),
      resumeBy: done.resumeBy,
    },
    summary: tellRelease(recorded.plan, done.outcomes, approvers, recorded.inputs.dryRun ? ['Dry run: nothing was uploaded.'] : notes),
    problems: done.failure === undefined ? late : [done.failure],
  }
}
