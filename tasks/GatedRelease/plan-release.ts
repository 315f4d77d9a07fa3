import { artifactName } from '../../core/pipeline/artifact-name.ts'
import type { Outcome } from '../../core/outcome.ts'
import { approvalCode } from '../../core/release/approval-code.ts'
import { formatPlan, planDigest, planName, type ReleasePlan } from '../../core/release/plan.ts'
import { parseRepository } from '../../core/release/repository.ts'
import { defaultFiles } from '../../core/release/select.ts'
import { refuseConflicts, standingsOf } from '../../core/release/standings.ts'
import { tellPlan } from '../../core/release/tell.ts'
import { derivePlan, readListings, requireRun } from './derive-plan.ts'
import { gatherFiles, type Gathered } from './gather-files.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'

/** `mode: plan`: what would be released is gathered, checked, held against the index, attached and told, with the code that approves it. Nothing is uploaded. */
export async function planRelease(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { uploadUrl, checkUrl } = inputs.repository ?? parseRepository('pypi', undefined)
  const select = { artifacts: inputs.artifacts ?? [], files: inputs.files ?? defaultFiles }
  const run = requireRun(await ports.builds.run(inputs.job.run))
  const gathered = await gatherFiles(run.id, select, uploadUrl, ports)
  const plan = derivePlan(gathered.files, run, { repository: uploadUrl, checkUrl, select, policy: policyOf(inputs) })
  const index = ports.index(checkUrl)
  const files = standingsOf(plan, await readListings(plan, index))
  refuseConflicts(files, index.name)
  await attachPlan(plan, inputs, ports)
  return tell(plan, files, gathered, ports)
}

function policyOf(inputs: Inputs): ReleasePlan['policy'] {
  const { environment, requireCode, separationOfDuties } = inputs
  return { environment, minApprovers: inputs.minApprovers ?? 1, requireCode, separationOfDuties }
}

async function attachPlan(plan: ReleasePlan, inputs: Inputs, ports: Ports): Promise<void> {
  const path = `${await ports.files.scratch('plan')}/${planName}`
  await ports.files.write(path, formatPlan(plan))
  ports.pipeline.attach(artifactName('release-plan', inputs.job.where), path)
}

function tell(plan: ReleasePlan, files: ReturnType<typeof standingsOf>, gathered: Gathered, { log }: Ports): Outcome {
  const digest = planDigest(plan)
  const code = approvalCode(digest)
  const nothingToDo = files.every((one) => one.standing === 'same')
  for (const { file, standing } of files)
    log.say('info', `${standing === 'same' ? 'is there already' : 'to upload       '} ${file.name} sha256:${file.sha256}`)
  for (const warning of gathered.warnings) log.say('warning', warning)
  log.say('info', nothingToDo ? 'Nothing to do: the index already has every file.' : `Approval code: ${code}`)
  const legs = new Map(gathered.files.map((file) => [file.name, file.leg]))
  return {
    result: 'succeeded',
    outputs: {
      planDigest: digest,
      approvalCode: code,
      nothingToDo: String(nothingToDo),
      skippedCount: String(files.filter((one) => one.standing === 'same').length),
    },
    summary: tellPlan({ plan, digest, files, legs, warnings: gathered.warnings }),
    problems: [],
  }
}
