import type { Ask } from '../../core/ask.ts'
import { type Whereabouts, whereabouts } from '../../core/pipeline/artifact-name.ts'
import { isPullRequest } from '../../core/pipeline/pull-request.ts'
import { Problem } from '../../core/problem.ts'
import type { ClassicJob } from '../../core/release/classic/evidence.ts'
import { type Duty, duties } from '../../core/release/plan/policy.ts'
import { parseRepository, type Repository } from '../../core/release/plan/repository.ts'
import { classicSource, type SourceRun, sourceRun } from '../../core/release/source/source-run.ts'

/** Every input, read and judged once. What is undefined was not given: `plan`, and `publish` of a classic release, have defaults; else `publish` takes it from the plan. */
export interface Inputs {
  readonly mode: 'plan' | 'publish' | 'verify'
  /** Undefined: not given; a classic release takes its primary artifact. In mode verify it is the run whose release is audited. */
  readonly source: SourceRun | undefined
  readonly artifacts: readonly string[] | undefined
  readonly files: readonly string[] | undefined
  readonly repository: Repository | undefined
  /** A policy file's path below the sources, or its text, which has more than one line. */
  readonly policy: string | undefined
  /** The input, else the environment that this deployment job targets; empty when neither is there. */
  readonly environment: string
  readonly minApprovers: number | undefined
  readonly requireCode: boolean | undefined
  readonly separationOfDuties: readonly Duty[] | undefined
  readonly uploader: 'twine' | 'builtin'
  /** Requirements with hashes, or the path of a file of them, by which twine is installed where it is missing; empty for nothing of the kind. */
  readonly twineRequirements: string
  /** Where an S3 store lies, and how it is signed in to. */
  readonly region: string | undefined
  readonly awsConnection: string | undefined
  /** `both`: by what the index lists, and by pip where there is one. */
  readonly verifyUpload: 'both' | 'index' | 'pip' | 'none'
  readonly dryRun: boolean
  readonly allowPullRequest: boolean
  readonly job: Job
}

/** What the agent says of this job. */
export interface Job {
  readonly where: Whereabouts
  /** In a classic release that of its primary artifact. */
  readonly run: number
  readonly planId: string
  readonly id: string
  readonly stageAttempt: number | undefined
  readonly pullRequest: boolean
  /** Undefined in a pipeline. */
  readonly classic: ClassicJob | undefined
}

/** Reads the task's inputs and the variables it goes by; each fault is one Problem that names its input. */
export function readInputs(ask: Ask): Inputs {
  const mode = ask.pick('mode', ['plan', 'publish', 'verify'], 'plan')
  const repository = readRepository(ask, mode)
  const duty = ask.optional('separationOfDuties')
  // Read where it is used, by the agent's own means; declared here so that it is no stray.
  ask.optional('pythonUploadServiceConnection')
  const inputs = {
    mode,
    source: readSource(ask),
    artifacts: atLeastOne(ask.lines('artifacts')),
    files: atLeastOne(ask.lines('files')),
    repository,
    policy: ask.optional('policy'),
    environment: ask.text('environment', ask.variable('Environment.Name') ?? ''),
    minApprovers: ask.optional('minApprovers') === undefined ? undefined : ask.whole('minApprovers', 1, 1, 100),
    requireCode: ask.optional('requireCode') === undefined ? undefined : ask.flag('requireCode', true),
    separationOfDuties: duty === undefined ? undefined : readDuties(duty),
    uploader: ask.pick('uploader', ['twine', 'builtin'], 'twine'),
    twineRequirements: ask.text('twineRequirements', ''),
    region: ask.optional('region'),
    awsConnection: ask.optional('awsConnection') === undefined ? undefined : 'awsConnection',
    verifyUpload: readVerification(ask),
    dryRun: ask.flag('dryRun', false),
    allowPullRequest: ask.flag('allowPullRequest', false),
    job: readJob(ask),
  }
  ask.nothingElse()
  return inputs
}

function readVerification(ask: Ask): Inputs['verifyUpload'] {
  const word = ask.pick('verifyUpload', ['true', 'index', 'pip', 'false'], 'true')
  if (word === 'index' || word === 'pip') return word
  return word === 'true' ? 'both' : 'none'
}

function readRepository(ask: Ask, mode: string): Repository | undefined {
  const given = ask.optional('repository')
  const feed = ask.optional('artifactFeed')
  const checkUrl = ask.optional('checkUrl')
  const endpointUrl = ask.optional('endpointUrl')
  if (given !== undefined && feed !== undefined)
    throw new Problem(
      'INPUT_INVALID',
      "The inputs 'repository' and 'artifactFeed' are both set.",
      'artifactFeed: name stands for repository: feed:name; keep one.',
    )
  const text = given ?? (feed === undefined ? undefined : `feed:${feed}`)
  if (text !== undefined) return parseRepository(text, checkUrl, endpointUrl)
  // A classic release keeps no plan to take it from.
  if (mode === 'plan' || (mode === 'publish' && isClassic(ask))) return parseRepository('pypi', checkUrl, endpointUrl)
  const stray = checkUrl !== undefined ? 'checkUrl' : endpointUrl !== undefined ? 'endpointUrl' : undefined
  if (stray === undefined) return undefined
  throw new Problem('INPUT_INVALID', `The input '${stray}' is set without 'repository'.`, 'Leave both out: they are taken from the plan.')
}

function readSource(ask: Ask): SourceRun | undefined {
  const text = ask.optional('source')
  const variable = (name: string): string | undefined => ask.variable(name)
  return isClassic(ask) ? classicSource(text, variable) : sourceRun(text, variable)
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
  const attempt = Number(ask.variable('System.StageAttempt') ?? Number.NaN)
  return {
    where: whereabouts((name) => ask.variable(name)),
    run: Number(ask.variable('Build.BuildId') ?? Number.NaN),
    planId: need(ask, 'System.PlanId'),
    id: need(ask, 'System.JobId'),
    stageAttempt: Number.isInteger(attempt) ? attempt : undefined,
    pullRequest: isPullRequest(ask.variable('Build.Reason') ?? '', ask.variable('Build.SourceBranch') ?? ''),
    classic: isClassic(ask) ? readClassic(ask) : undefined,
  }
}

function isClassic(ask: Ask): boolean {
  return (ask.variable('System.HostType') ?? 'build') !== 'build'
}

function readClassic(ask: Ask): ClassicJob {
  const deployment = Number(ask.variable('Release.DeploymentID') ?? Number.NaN)
  return {
    release: Number(need(ask, 'Release.ReleaseId')),
    definition: Number(need(ask, 'Release.DefinitionId')),
    project: need(ask, 'System.TeamProjectId'),
    environment: Number(need(ask, 'Release.EnvironmentId')),
    environmentName: need(ask, 'Release.EnvironmentName'),
    attempt: Number(need(ask, 'Release.AttemptNumber')),
    deployment: Number.isInteger(deployment) ? deployment : undefined,
  }
}

function need(ask: Ask, name: string): string {
  const value = ask.variable(name)
  if (value !== undefined) return value
  throw new Problem(
    'NOT_SUPPORTED',
    `The agent does not say ${name}.`,
    'This task runs in a job of Azure Pipelines, or of the local agent.',
  )
}

function atLeastOne(lines: readonly string[]): readonly string[] | undefined {
  return lines.length === 0 ? undefined : lines
}
