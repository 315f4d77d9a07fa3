import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Result, RunRecord } from '../record.ts'
import { startAzureDevOps } from '../services/azure-devops.ts'
import type { FaultScript } from '../services/faults.ts'
import type { Decision, Question } from './run-context.ts'
import { again, Earlier } from './earlier.ts'
import { tellEnding } from './ending.ts'
import { knownTasks, packageFolder } from './extension.ts'
import { slots } from './graph.ts'
import { resourceVariables, takenRuns } from './pipeline-resources.ts'
import { filled, fixedNames, givenVariables, withoutSecrets } from './given-variables.ts'
import { hold } from './hold.ts'
import { Journal, type Show } from './journal.ts'
import { localPath, type LocalFile, readLocalFile } from './local-file.ts'
import { Mistake } from '../mistake.ts'
import { collectionOf, connectionsOf, newRun, type RunService, runVariables, systemConnection } from './new-run.ts'
import type { Pipeline } from './pipeline.ts'
import { meetRequirements, requireGroups } from './requirements.ts'
import type { RunContext } from './run-context.ts'
import { keepPastRun, readPastRuns } from './past-runs.ts'
import { goOn, type KeptRun, lastBuildId, type Queued, writeRun } from './run-file.ts'
import { runStages } from './run.ts'
import { leaked, type Secret, secretsOf, secretsOfGroups } from './secrets.ts'
import { type Started, startServices } from './services.ts'
import { building, readSources, type Sources } from './sources.ts'
import type { Variables } from './variables.ts'
import { Masker } from '../worker/masking.ts'
import { GRACES, type Graces } from '../worker/process.ts'
import { readPipeline } from './yaml.ts'

/** What to run and how; paths are relative to the current directory. */
export interface RunOptions {
  /** The pipeline's YAML. */
  readonly file: string
  /** Replaces what the local file says, key by key. */
  readonly local?: Partial<LocalFile>
  /** Variables given for this run, over those of the local file; what the YAML sets itself they cannot change. */
  readonly variables?: Readonly<Record<string, string>>
  /** The ref that is built, in place of the local file's branch or pull request. */
  readonly branch?: string
  /** Approves every environment: true with the comment of the local file, a text with that comment. */
  readonly approve?: boolean | string
  /** Asks for approvals, where `approve` is not given. */
  readonly decide?: (question: Question) => Promise<Decision>
  /** Replaces `out` of the local file. */
  readonly out?: string
  /** Holds each job's `_work` and is kept; by default a temporary folder that goes with the run. */
  readonly workFolder?: string
  /** The built extension; by default `dist/` of this package. */
  readonly extension?: string
  /** How many agent jobs run at once; by default as many as there are processors. */
  readonly jobs?: number
  /** Goes on with the last run of this pipeline: what failed there runs again, as a further attempt. */
  readonly rerun?: boolean
  readonly signal?: AbortSignal
  readonly onLine?: Show
  /** Shorter waits than the agent's, for tests. */
  readonly graces?: Partial<Graces>
  /** Faults of services: `azureDevOps`, and those of the local file by their names. */
  readonly faults?: Readonly<Record<string, FaultScript>>
}

/** A run that has ended. */
export interface RunReport {
  readonly run: RunRecord
  readonly result: Result
  /** All lines as told, each of a job that ran beside others with its label. */
  readonly log: readonly string[]
  /** 0 where the run succeeded, else 1. */
  readonly code: 0 | 1
  /** `<out>/run`: logs, summaries and artifacts. */
  readonly folder: string
}

/** Runs a pipeline on this machine. Throws Mistake, before anything has started, for what a user can put right. */
export async function runPipeline(options: RunOptions): Promise<RunReport> {
  const prepared = prepare(options)
  const { local, file, kept, variables, branch } = prepared
  const folder = dirname(file)
  const given = givenVariables(local, variables, prepared.out)
  meetRequirements(local, folder, given)
  const sources = readSources(folder, local, (text) => given.fill(text))
  const release = hold(join(prepared.out, 'run'))
  const started: Started[] = []
  const workFolder = makeWorkFolder(options.workFolder)
  try {
    await startServices(started, local.services, given, { folder, faults: options.faults ?? {}, ports: kept?.ports ?? {} })
    const ports = Object.fromEntries(started.map(({ name, port }) => [name, port]))
    return await runIn({ ...prepared, sources, workFolder }, given, { variables, ports, ...(branch === undefined ? {} : { branch }) })
  } finally {
    await Promise.all(started.map((service) => service.close()))
    release()
    if (options.workFolder === undefined) rmSync(workFolder, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Prepared {
  readonly options: RunOptions
  readonly file: string
  readonly pipeline: Pipeline
  readonly local: LocalFile
  readonly extension: string
  readonly out: string
  readonly kept: KeptRun | undefined
  readonly earlier: Earlier
  /** Runs of other pipelines that this one takes, by alias. */
  readonly taken: ReadonlyMap<string, RunRecord>
  /** Given for this run, in this attempt or an earlier one. */
  readonly variables: Readonly<Record<string, string>>
  readonly branch: string | undefined
}

function prepare(options: RunOptions): Prepared {
  const file = resolve(options.file)
  if (!existsSync(file)) throw new Mistake(`There is no file ${options.file}.`)
  const extension = resolve(options.extension ?? join(packageFolder(), 'dist'))
  const pipeline = readPipeline(basename(file), readFileSync(file, 'utf8'), knownTasks(extension))
  const asked = readLocalFile(file, options.local)
  const out = resolve(options.out ?? asked.out)
  requireGroups(pipeline, asked, file)
  const kept = options.rerun === true ? goOn(join(out, 'run'), file, options) : undefined
  const branch = options.branch ?? kept?.branch
  const local = building(asked, branch)
  const earlier = new Earlier(kept?.run.records ?? [], pipeline.stages)
  if (pipeline.stages.every((stage) => earlier.stage(stage) !== undefined))
    throw new Mistake(`Nothing of run ${kept?.run.buildNumber ?? ''} has failed: there is nothing to run again.`)
  const taken = takenRuns(pipeline, local, basename(localPath(file)))
  const variables = { ...kept?.variables, ...options.variables }
  return { options, file, pipeline, local, extension, out, kept, earlier, taken, variables, branch }
}

interface Ready extends Prepared {
  readonly sources: Sources
  readonly workFolder: string
}

async function runIn(prepared: Ready, given: Variables, queued: Queued): Promise<RunReport> {
  const { options, local, kept, earlier, sources } = prepared
  const log: string[] = []
  const show: Show = (line, voice) => {
    log.push(voice?.beside === true ? `${voice.label} | ${line}` : line)
    options.onLine?.(line, voice)
  }
  const folder = join(prepared.out, 'run')
  const last = Math.max(lastBuildId(folder), ...[...prepared.taken.values()].map(({ buildId }) => buildId))
  const fresh = newRun(prepared.file, sources, local, last)
  const run = kept === undefined ? fresh : { ...again(kept.run), sourceVersion: fresh.sourceVersion }
  const journal = new Journal(run, folder, show, kept !== undefined)
  const token = randomBytes(24).toString('hex')
  const service = await startAzureDevOps(run, {
    token,
    feeds: join(prepared.out, 'feeds'),
    earlier: [...prepared.taken.values(), ...readPastRuns(folder).filter(({ buildId }) => buildId !== run.buildId)],
    ...(options.faults?.['azureDevOps'] === undefined ? {} : { faults: options.faults['azureDevOps'] }),
  })
  const { variables, endpoints, secrets } = knownTo(prepared, given, run, { url: service.url, token })
  const secretValues = secrets.map(({ value }) => value)
  const masker = new Masker()
  for (const value of secretValues) masker.addInitial(value)
  const context: RunContext = {
    ...prepared,
    local: sources.pullRequest?.fork === true ? withoutSecrets(local) : local,
    run,
    variables,
    journal,
    keep: () => writeRun(folder, { ...run, records: [...run.records, ...earlier.rest(run)] }, queued, secretValues),
    endpoints,
    agents: slots(options.jobs ?? availableParallelism()),
    signal: options.signal ?? new AbortController().signal,
    graces: { ...GRACES, ...options.graces },
    tell: (line) => show(masker.mask(line), undefined),
    decide: decider(options),
  }
  for (const line of opening(prepared, queued)) context.tell(line)
  try {
    // From now on this is the last run, whatever becomes of it.
    context.keep()
    run.result = await runStages(context)
  } finally {
    run.status = 'completed'
    context.keep()
    keepPastRun(folder, run)
    await service.close()
  }
  return report(context, secrets, log)
}

/** What every job of the run is told, and all that is secret. */
function knownTo({ local, sources, out, taken }: Ready, given: Variables, run: RunRecord, service: RunService) {
  const variablesOf = (some: Variables): Variables =>
    runVariables(filled(some), run, sources, service)
      .setAll(resourceVariables(taken), { readOnly: true })
      .set('system.collectionId', collectionOf(out), { readOnly: true })
  const all = variablesOf(given)
  const connections = connectionsOf(local, (text) => all.fill(text))
  return {
    // Code of a fork is not shown secrets: learn.microsoft.com/azure/devops/pipelines/security/repos.
    variables: sources.pullRequest?.fork === true ? variablesOf(given.public()) : all,
    endpoints: [systemConnection(service), ...connections],
    secrets: [...secretsOf(all, connections), ...secretsOfGroups(local, (text) => all.fill(text))],
  }
}

/** What is said before anything runs. */
function opening({ kept, pipeline }: Prepared, queued: Queued): readonly string[] {
  const moved = Object.entries(kept?.ports ?? {}).filter(([name, port]) => (queued.ports[name] ?? port) !== port)
  return [
    ...(kept === undefined ? [] : [`Run ${kept.run.buildNumber} goes on: what failed runs again, and all that depends on it.`]),
    ...moved.map(
      ([name, port]) =>
        `##[warning]The service ${name} has another address now, for port ${port} is taken: what this run noted of it leads astray.`,
    ),
    ...(kept?.lost ?? []).map(
      (name) => `##[warning]The output ${name} of the attempt before holds a secret and was not kept: what uses it now finds it empty.`,
    ),
    ...fixedNames(pipeline, queued.variables).map(
      (name) => `##[warning]The variable ${name} of this run has no effect: the pipeline sets it itself.`,
    ),
  ]
}

function report(context: RunContext, secrets: readonly Secret[], log: readonly string[]): RunReport {
  const { run, journal, local, variables } = context
  for (const line of leaked(run, secrets)) context.tell(line)
  tellEnding(run, journal, (line) => context.tell(line))
  const result = run.result ?? 'abandoned'
  const succeeded = result === 'succeeded' || result === 'succeededWithIssues'
  if (succeeded && local.next !== '') for (const line of ['', ...variables.fill(local.next).trimEnd().split('\n')]) context.tell(line)
  return { run, result, log, code: succeeded ? 0 : 1, folder: journal.folder }
}

function decider({ approve, decide }: RunOptions): RunContext['decide'] {
  if (approve === undefined || approve === false) return decide
  return ({ approver, comment }) =>
    Promise.resolve({ approved: true, comment: approve === true ? comment : approve, how: `as ${approver}, by --approve` })
}

function makeWorkFolder(given: string | undefined): string {
  if (given === undefined) return mkdtempSync(join(tmpdir(), 'wheelworks-'))
  mkdirSync(given, { recursive: true })
  return resolve(given)
}
