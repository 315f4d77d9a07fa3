import type { Ask } from '../../core/ask.ts'
import { type Whereabouts, whereabouts } from '../../core/pipeline/artifact-name.ts'
import { isPullRequest } from '../../core/pipeline/pull-request.ts'
import { Problem } from '../../core/problem.ts'
import { type Duty, duties } from '../../core/release/policy.ts'
import { parseRepository, type Repository } from '../../core/release/repository.ts'

/** Every input, read and judged once. What is undefined was not given: `plan` has defaults, `publish` takes it from the plan. */
export interface Inputs {
  readonly mode: 'plan' | 'publish'
  readonly artifacts: readonly string[] | undefined
  readonly files: readonly string[] | undefined
  readonly repository: Repository | undefined
  /** The input, else the environment that this deployment job targets; empty when neither is there. */
  readonly environment: string
  readonly minApprovers: number | undefined
  readonly requireCode: boolean
  readonly separationOfDuties: readonly Duty[]
  readonly verifyUpload: boolean
  readonly dryRun: boolean
  readonly allowPullRequest: boolean
  readonly job: Job
}

/** What the agent says of this job. */
export interface Job {
  readonly where: Whereabouts
  readonly run: number
  readonly planId: string
  readonly id: string
  readonly stageAttempt: number | undefined
  readonly pullRequest: boolean
}

/** Reads the task's inputs and the variables it goes by; each fault is one Problem that names its input. */
export function readInputs(ask: Ask): Inputs {
  const mode = ask.pick('mode', ['plan', 'publish', 'verify'], 'plan')
  const source = ask.text('source', 'current')
  const uploader = ask.pick('uploader', ['twine', 'builtin'], 'twine')
  const repository = ask.optional('repository')
  const checkUrl = ask.optional('checkUrl')
  const given = {
    artifacts: atLeastOne(ask.lines('artifacts')),
    files: atLeastOne(ask.lines('files')),
    environment: ask.text('environment', ask.variable('Environment.Name') ?? ''),
    minApprovers: ask.optional('minApprovers') === undefined ? undefined : ask.whole('minApprovers', 1, 1, 100),
    requireCode: ask.flag('requireCode', true),
    separationOfDuties: readDuties(ask.text('separationOfDuties', duties.join(','))),
    verifyUpload: ask.flag('verifyUpload', true),
    dryRun: ask.flag('dryRun', false),
    allowPullRequest: ask.flag('allowPullRequest', false),
  }
  // Read where it is used, by the agent's own means; declared here so that it is no stray.
  ask.optional('pythonUploadServiceConnection')
  ask.nothingElse()
  requireSupported(mode, source, uploader, ask.variable('System.HostType'))
  return {
    ...given,
    mode: mode === 'plan' ? 'plan' : 'publish',
    repository: readRepository(mode, repository, checkUrl),
    job: readJob(ask),
  }
}

function readRepository(mode: string, repository: string | undefined, checkUrl: string | undefined): Repository | undefined {
  if (mode === 'plan') return parseRepository(repository ?? 'pypi', checkUrl)
  if (repository !== undefined) return parseRepository(repository, checkUrl)
  if (checkUrl === undefined) return undefined
  throw new Problem('INPUT_INVALID', "The input 'checkUrl' is set without 'repository'.", 'Leave both out: they are taken from the plan.')
}

/** What later releases bring is refused by name, not ignored. */
function requireSupported(mode: string, source: string, uploader: string, hostType: string | undefined): void {
  const later = (what: string, remedy: string): Problem =>
    new Problem('NOT_SUPPORTED', `${what}, which this release cannot do yet.`, remedy)
  if (mode === 'verify') throw later("The input 'mode' is 'verify'", 'Use plan and publish.')
  if (source !== 'current') throw later(`The input 'source' is '${source}'`, 'Leave it out: the artifacts of this run are released.')
  if (hostType !== undefined && hostType !== 'build')
    throw later('This is a classic release', 'Release from stages of a YAML pipeline, with an environment that asks for an approval.')
  if (mode === 'publish' && uploader === 'twine')
    throw later("The input 'uploader' is 'twine'", 'Set uploader: builtin, which needs nothing installed and speaks the same upload API.')
}

function readDuties(text: string): Duty[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return []
  if (words.length === 0)
    throw new Problem('INPUT_INVALID', `The input 'separationOfDuties' is '${text}'.`, `It takes ${duties.join(', ')}, or none.`)
  return words.map((word) => {
    const duty = duties.find((one) => one.toLowerCase() === word.toLowerCase())
    if (duty !== undefined) return duty
    throw new Problem('INPUT_INVALID', `The input 'separationOfDuties' holds '${word}'.`, `It takes ${duties.join(', ')}, or none.`)
  })
}

function readJob(ask: Ask): Job {
  const need = (name: string): string => {
    const value = ask.variable(name)
    if (value !== undefined) return value
    throw new Problem(
      'NOT_SUPPORTED',
      `The agent does not say ${name}.`,
      'This task runs in a job of Azure Pipelines, or of the local agent.',
    )
  }
  const attempt = Number(ask.variable('System.StageAttempt') ?? Number.NaN)
  return {
    where: whereabouts((name) => ask.variable(name)),
    run: Number(need('Build.BuildId')),
    planId: need('System.PlanId'),
    id: need('System.JobId'),
    stageAttempt: Number.isInteger(attempt) ? attempt : undefined,
    pullRequest: isPullRequest(ask.variable('Build.Reason') ?? '', ask.variable('Build.SourceBranch') ?? ''),
  }
}

function atLeastOne(lines: readonly string[]): readonly string[] | undefined {
  return lines.length === 0 ? undefined : lines
}
