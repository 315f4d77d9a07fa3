import { addTo } from '../add-to.ts'
import { disarm } from '../disarm.ts'
import { code, lines, type Markdown, md, table } from '../markdown.ts'
import type { Sha256 } from '../sha256.ts'
import { formatSize } from '../size.ts'
import { approvalCode } from './approval/approval-code.ts'
import type { Approver } from './approval/approvers.ts'
import { planDigest, type PlannedFile, plannedFiles, type Release, type ReleasePlan } from './plan/plan.ts'
import { defaultPolicy, type Policy } from './plan/policy.ts'
import { saidFacts } from './plan/policy-said.ts'
import { repositoryName } from './plan/repository.ts'
import { isApprovalMissing, type Refusal } from './refusal.ts'
import type { StandingFile } from './plan/standings.ts'

/** What whoever approves should see. */
export interface Told {
  readonly plan: ReleasePlan
  readonly digest: Sha256
  readonly files: readonly StandingFile[]
  /** Who built each file, by its name. */
  readonly legs: ReadonlyMap<string, string>
  /** What the releases change. */
  readonly diff: Markdown
  /** What else is to be known, and no warning. */
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

/** Beyond this many files they are counted by release; the log and the plan itself name each. */
const mostRows = 60

/** What is to be released, from where, and how to approve exactly that. */
export function tellPlan(told: Told): Markdown {
  const { plan, files } = told
  const absent = files.filter((one) => one.standing === 'absent').length
  return lines(
    md`## Release plan`,
    md``,
    md`${absent} of ${files.length} files are to be uploaded to ${code(repositoryName(plan.repository))}, built by run ${plan.source.run} of ${code(plan.source.branch)} from commit ${code(plan.source.commit)}.`,
    md``,
    told.diff,
    md``,
    files.length > mostRows ? tableOfReleases(files) : tableOfFiles(told),
    absent === 0 ? md`**Nothing to do:** the index already has every file.` : howToApprove(told),
    md``,
    md`Plan digest: ${code(told.digest)}`,
    ...told.notes.map((note) => md`\n- ${note}`),
    ...told.warnings.map((warning) => md`\n- Warning: ${warning}`),
  )
}

function tableOfFiles({ files, legs }: Told): Markdown {
  const rows = files.map(({ file, project, version, standing }) => [
    project,
    version,
    file.name,
    formatSize(file.size),
    code(file.sha256),
    legs.get(file.name) ?? '',
    standing === 'same' ? 'is there already' : 'to upload',
  ])
  return table(['project', 'version', 'file', 'size', 'SHA-256', 'built by', 'index'], rows)
}

function tableOfReleases(files: readonly StandingFile[]): Markdown {
  const releases = new Map<string, StandingFile[]>()
  for (const file of files) addTo(releases, `${file.project} ${file.version}`, file)
  const rows = [...releases].map(([release, own]) => [
    release,
    own.length,
    formatSize(own.reduce((sum, { file }) => sum + file.size, 0)),
    own.filter((one) => one.standing === 'absent').length,
  ])
  return lines(
    table(['release', 'files', 'size', 'to upload'], rows),
    md`The log of this step names each file with its SHA-256; the code stands for all of them.`,
    md``,
  )
}

function howToApprove({ plan, digest }: Told): Markdown {
  const { policy } = plan
  const where = policy.environment === '' ? '' : ` (environment ${policy.environment})`
  const act = policy.requireCode
    ? 'Whoever approves writes it into the comment of the approval'
    : 'It names these files; the comment may hold it'
  return lines(
    md`**Approval code:** ${code(approvalCode(digest))}`,
    md``,
    md`${act}${where}. It stands for exactly the files above; other files have another code. Approvals needed: ${policy.minApprovers}.`,
    md``,
    md`Conditions, which it stands for as well: ${conditionsOf(policy)}.`,
  )
}

function conditionsOf(policy: Policy): string {
  const usual = saidFacts(defaultPolicy)
  const others = [...saidFacts(policy)].filter(([key, text]) => key !== 'environment' && usual.get(key) !== text)
  return others.length === 0 ? 'the usual ones' : `the usual ones, but ${others.map(([key, text]) => `${key} ${text}`).join('; ')}`
}

/** What came of a release, file by file. */
export function tellRelease(
  plan: ReleasePlan,
  outcomes: ReadonlyMap<string, string>,
  approvers: readonly Approver[],
  notes: readonly string[],
): Markdown {
  return lines(
    md`## Release`,
    md``,
    md`To ${code(repositoryName(plan.repository))}, from run ${plan.source.run} of ${code(plan.source.branch)}, commit ${code(plan.source.commit)}.`,
    md``,
    md`Approved by ${namesAndTimes(approvers)}: the plan ${code(planDigest(plan))}.`,
    md``,
    ...notes.map((note) => md`- ${note}`),
    md``,
    plannedFiles(plan).length > mostRows ? tableOfCounts(plan, outcomes) : tableOfOutcomes(plan.releases, outcomes),
  )
}

function tableOfOutcomes(releases: readonly Release[], outcomes: ReadonlyMap<string, string>): Markdown {
  const rows = releases.flatMap(({ project, version, files }) =>
    files.map((file) => [project, version, file.name, code(file.sha256), outcomes.get(file.name) ?? 'not tried']),
  )
  return table(['project', 'version', 'file', 'SHA-256', 'result'], rows)
}

/** What is there is counted; what is not is named. */
function tableOfCounts({ releases }: ReleasePlan, outcomes: ReadonlyMap<string, string>): Markdown {
  const isThere = ({ name }: PlannedFile): boolean => ['published', 'skipped'].includes(outcomes.get(name) ?? '')
  const rows = releases.map(({ project, version, files }) => [
    `${project} ${version}`,
    files.filter(({ name }) => outcomes.get(name) === 'published').length,
    files.filter(({ name }) => outcomes.get(name) === 'skipped').length,
    files.filter((file) => !isThere(file)).length,
  ])
  const left = releases.map((release) => ({ ...release, files: release.files.filter((file) => !isThere(file)).slice(0, mostRows) }))
  return lines(table(['release', 'published', 'skipped', 'not there'], rows), tableOfOutcomes(left, outcomes))
}

/** Every condition that did not hold. */
export function tellRefusals(plan: ReleasePlan, digest: Sha256, refusals: readonly Refusal[]): Markdown {
  const missing = refusals.every((refusal) => isApprovalMissing(refusal))
  const act = md`Run the stage again, and let somebody approve it with the approval code ${code(approvalCode(digest))} in the comment. It stands for exactly these files:`
  const rows = plan.releases.flatMap(({ project, version, files }) => files.map((file) => [project, version, file.name, code(file.sha256)]))
  return lines(
    md`## Release refused`,
    md``,
    md`Nothing was uploaded to ${code(repositoryName(plan.repository))}.`,
    md``,
    ...refusals.map((refusal) => md`- ${code(refusal.code)} ${refusal.says}`),
    md``,
    ...(missing ? [act, md``, rows.length > mostRows ? tableOfSizes(plan) : table(['project', 'version', 'file', 'SHA-256'], rows)] : []),
  )
}

function tableOfSizes({ releases }: ReleasePlan): Markdown {
  const rows = releases.map(({ project, version, files }) => [
    `${project} ${version}`,
    files.length,
    formatSize(files.reduce((sum, { size }) => sum + size, 0)),
  ])
  return lines(table(['release', 'files', 'size'], rows), md`The summary of the plan tells what changes; its artifact names each file.`)
}

/** `Ada, Grace`, for logs and outputs; disarmed, for a step that prints an output prints what somebody has called himself. */
export function names(approvers: readonly Approver[]): string {
  return approvers.map(nameOf).join(', ')
}

/** `Ada (2026-11-20T11:30:00Z), Grace (...)`: when each of them approved. */
export function namesAndTimes(approvers: readonly Approver[]): string {
  return approvers.map((one) => `${nameOf(one)} (${disarm(one.at)})`).join(', ')
}

function nameOf({ person }: Approver): string {
  return disarm(person.name === '' ? person.id : person.name)
}
