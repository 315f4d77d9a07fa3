import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import type { Markdown } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { approvalCode } from '../../../core/release/approval/approval-code.ts'
import { tellDeadlines } from '../../../core/release/upload/deadline.ts'
import { tellDiffs } from '../../../core/release/diff/tell.ts'
import { formatPlan, planDigest, planName, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import { isPyPI, parseRepository } from '../../../core/release/plan/repository.ts'
import { defaultFiles, readGlobs } from '../../../core/release/plan/select.ts'
import { ownRun } from '../../../core/release/source/source-run.ts'
import type { StandingFile } from '../../../core/release/plan/standings.ts'
import { tellYanked } from '../../../core/release/tell-yanked.ts'
import { tellPlan } from '../../../core/release/tell.ts'
import type { Gathered } from '../files/gather-files.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { holdAgainst } from '../upload/hold-against.ts'
import { openTarget } from '../upload/target.ts'
import { diffReleases } from './diff-releases.ts'
import { makePlan, type PlanQuestion } from './make-plan.ts'
import { policyOf } from './policy-of.ts'
import { refuseSource } from './refuse-source.ts'

/** `mode: plan`: what would be released is gathered, checked, held against the index, attached and told, with the code that approves it. Nothing is uploaded. */
export async function planRelease(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { plan, gathered } = await makePlan(await questionOf(inputs, ports), ports)
  await refuseSource(plan, inputs, ports)
  const target = await openTarget(plan.repository, inputs, ports)
  const { listings, files, incomplete } = await holdAgainst(target, plan, gathered.missing, ports)
  if (inputs.job.classic === undefined) await attachPlan(plan, inputs, ports)
  const found = { ...gathered, warnings: [...target.warnings, ...tellYanked(files, listings), ...gathered.warnings, ...incomplete] }
  const notes = isPyPI(plan.repository) ? tellDeadlines(plan, listings, ports.clock.now()) : []
  const diffs = await diffReleases(plan, gathered.files, listings, ports)
  for (const { project } of diffs.filter(({ first }) => first))
    ports.log.say('warning', `${target.name} has never had a file of ${project}: this is its first release there.`)
  const diff = tellDiffs(diffs, target.name)
  return tell({ plan, files, gathered: found, diff, notes }, ports)
}

/** What the inputs ask to be planned; of a classic release that publishes too, for it has no artifact to keep a plan in. */
export async function questionOf(inputs: Inputs, ports: Ports): Promise<PlanQuestion> {
  const policy = await policyOf(inputs, ports)
  if (inputs.job.classic !== undefined) refuseNoCode(policy)
  return {
    source: inputs.source ?? ownRun,
    select: { artifacts: readGlobs('artifacts', inputs.artifacts ?? []), files: readGlobs('files', inputs.files ?? defaultFiles) },
    repository: inputs.repository ?? parseRepository('pypi', undefined),
    policy,
    own: inputs.job.classic === undefined ? inputs.job.run : Number.NaN,
  }
}

function refuseNoCode({ requireCode }: Policy): void {
  if (requireCode) return
  throw new Problem(
    'INPUT_INVALID',
    'The approval code is not required (requireCode), and in a classic release nothing else binds an approval to these files.',
    'Leave requireCode out of the inputs and of the policy.',
  )
}

async function attachPlan(plan: ReleasePlan, inputs: Inputs, ports: Ports): Promise<void> {
  const path = `${await ports.files.scratch('plan')}/${planName}`
  await ports.files.write(path, formatPlan(plan))
  ports.pipeline.attach(artifactName('release-plan', inputs.job.where), path)
}

interface Found {
  readonly plan: ReleasePlan
  readonly files: readonly StandingFile[]
  readonly gathered: Gathered
  readonly diff: Markdown
  readonly notes: readonly string[]
}

function tell({ plan, files, gathered, diff, notes }: Found, { log }: Ports): Outcome {
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
    summary: tellPlan({ plan, digest, files, legs, diff, notes, warnings: gathered.warnings }),
    problems: [],
  }
}
