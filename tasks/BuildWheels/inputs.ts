import { type Ask, isUnresolved } from '../../core/ask.ts'
import { isWithheld } from '../../core/build/environment.ts'
import { type Frontend, frontends } from '../../core/build/frontend.ts'
import { type AskedPython, parseAskedPython } from '../../core/build/interpreter.ts'
import { type ImportCheck, importChecks } from '../../core/build/smoke.ts'
import type { Tests } from '../../core/build/test-command.ts'
import { type JobData, parseJobData } from '../../core/pipeline/job-data.ts'
import { type Whereabouts, whereabouts } from '../../core/pipeline/artifact-name.ts'
import { type Slice, sliceOf } from '../../core/pipeline/slice.ts'
import { Problem } from '../../core/problem.ts'
import { readArtifact } from './artifact-input.ts'
import { type CacheInputs, readCacheInputs } from './cache/cache-inputs.ts'
import { collectOnly, refuseSet } from './other-mode.ts'
import { type ExtraInputs, readExtraInputs } from './extras/extra-inputs.ts'
import { type DistributionInputs, readDistributionInputs } from './sdist/distribution-inputs.ts'
import { type HostInputs, readHostInputs } from './host/host-inputs.ts'

/** What this job was asked to build. */
export type Work =
  | (ForPythons & { readonly kind: 'job'; readonly data: JobData })
  /** A whole plan: the named one, or in a slice the only one of the run. */
  | (ForPythons & { readonly kind: 'plan'; readonly plan: string | undefined })
  /** Paths, or names of packages; `data` is the leg, unread, that may know them. */
  | (ForPythons & { readonly kind: 'packages'; readonly names: readonly string[]; readonly data: string | undefined })

/** What folders are built for; a leg of wheels has its own. */
interface ForPythons {
  readonly pythons: readonly AskedPython[]
}

/** Every input, read and judged once. */
export interface Inputs extends DistributionInputs, ExtraInputs {
  readonly work: Work
  /** An artifact of the run, or a path. */
  readonly plan: string | undefined
  /** Which of several equal jobs this one is; undefined where there is only one. */
  readonly slice: Slice | undefined
  readonly builder: 'pep517' | 'script'
  readonly frontend: Frontend
  /** Of the builder `script`; else empty. */
  readonly buildScript: string
  readonly host: HostInputs
  /** Whether the rows are built on another machine than this agent. */
  readonly isRemote: boolean
  /** Scripts for the host's shell, run once a host and once a wheel; empty for none. */
  readonly beforeAll: string
  readonly beforeBuild: string
  /** `auto`, `none` or a command. */
  readonly repair: string
  readonly tests: Tests
  /** A path below the sources, or the suites themselves; undefined for none. */
  readonly suites: string | undefined
  /** Inputs by which wheels are tested that name a variable which is not set: they count as not given. */
  readonly unset: readonly string[]
  readonly publishTestResults: boolean
  readonly publishCoverage: boolean
  readonly settings: readonly (readonly [key: string, value: string])[]
  /** Lines of build constraints for every row. */
  readonly constraints: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly pass: readonly string[]
  /** Label to program: the input `pythons`. */
  readonly pythons: ReadonlyMap<string, string>
  readonly importCheck: ImportCheck
  readonly onFailure: 'fail' | 'continue'
  readonly release: boolean
  /** As written; undefined means the staging directory. */
  readonly outputDirectory: string | undefined
  /** The artifact's prefix; empty attaches nothing. */
  readonly artifact: string
  readonly cache: CacheInputs
  readonly where: Whereabouts
  /** The id of this step, the same on every try; empty where the agent tells none. */
  readonly step: string
  readonly commit: string
  readonly buildId: string
  readonly pythonLocation: string | undefined
  readonly toolsDirectory: string | undefined
}

/** Reads the task's inputs and the variables it goes by; each fault is one Problem that names its input. */
export function readInputs(ask: Ask): Inputs {
  requireSupported(ask)
  const [host, distributions] = [readHostInputs(ask), readDistributionInputs(ask)]
  const inputs = {
    ...askBuilder(ask),
    host,
    isRemote: host.kind !== 'local',
    beforeAll: ask.text('beforeAll', ''),
    beforeBuild: ask.text('beforeBuild', ''),
    repair: ask.text('repairWheelCommand', 'auto'),
    ...distributions,
    tests: askTests(ask),
    suites: ask.optional('suites'),
    unset: ['suites', 'testCommand'].filter((name) => ask.isUnset(name)),
    ...readExtraInputs(ask, distributions),
    publishTestResults: ask.flag('publishTestResults', true),
    publishCoverage: ask.flag('publishCoverage', false),
    settings: pairs(ask, 'configSettings', /^[^\s=][^=]*$/),
    constraints: ask.lines('buildConstraints'),
    environment: variables(ask, 'buildEnvironment'),
    pass: ask.lines('environmentPass').map((name) => open('environmentPass', requireName(name))),
    pythons: new Map(pairs(ask, 'pythons', /^/).map(([label, path]) => [readPython('pythons', label).label, path])),
    importCheck: ask.pick('importCheck', importChecks, 'auto'),
    onFailure: ask.pick('onFailure', ['fail', 'continue'], 'fail'),
    release: ask.flag('release', true),
    outputDirectory: ask.optional('outputDirectory'),
    artifact: readArtifact(ask, 'wheels'),
    cache: readCacheInputs(ask),
    where: whereabouts((name) => ask.variable(name)),
    step: ask.variable('System.TaskInstanceId') ?? '',
    plan: ask.optional('plan'),
    slice: sliceOf((name) => ask.variable(name)),
    commit: ask.variable('Build.SourceVersion') ?? '',
    buildId: ask.variable('Build.BuildId') ?? '',
    pythonLocation: ask.variable('pythonLocation'),
    toolsDirectory: ask.variable('Agent.ToolsDirectory'),
  } as const
  const work = askWork(ask, inputs)
  refuseSet(ask, 'build', collectOnly)
  ask.nothingElse()
  return { ...inputs, work: work() }
}

/** What later releases bring is refused by name, not ignored. */
function requireSupported(ask: Ask): void {
  ask.pick('mode', ['build', 'restore', 'collect'], 'build')
  if (ask.pick('builder', ['pep517', 'script', 'cibuildwheel'], 'pep517') === 'cibuildwheel')
    throw new Problem('NOT_SUPPORTED', "The input 'builder' is 'cibuildwheel', which this release cannot do yet.", 'Use pep517, script.')
}

function askBuilder(ask: Ask): Pick<Inputs, 'builder' | 'frontend' | 'buildScript'> {
  const builder = ask.pick('builder', ['pep517', 'script'], 'pep517')
  const buildScript = ask.text('buildScript', '')
  if (builder === 'script' && buildScript === '')
    throw new Problem(
      'INPUT_MISSING',
      "The input 'builder' is script, and 'buildScript' is not set.",
      'Write the script that builds one wheel.',
    )
  return { builder, frontend: ask.pick('buildFrontend', frontends, 'pip'), buildScript }
}

function askTests(ask: Ask): Tests {
  return {
    command: ask.text('testCommand', ''),
    requires: ask.lines('testRequires'),
    constraints: ask.lines('testConstraints'),
    environment: variables(ask, 'testEnvironment'),
    extras: ask.lines('testExtras').flatMap((line) => line.split(/[\s,]+/)),
  }
}

function variables(ask: Ask, input: string): Record<string, string> {
  return Object.fromEntries(pairs(ask, input, environmentName).map(([name, value]) => [open(input, name), value]))
}

/** Asks for what is to be built; it is judged last, since a misspelt input may be why there is nothing. */
function askWork(ask: Ask, { plan, slice }: Pick<Inputs, 'plan' | 'slice'>): () => Work {
  const data = ask.optional('jobData')
  const names = ask.lines('packages')
  const labels = ask.text('python', '3').split(/[\s,]+/)
  const unset = unsetPython(ask)
  return () => {
    const pythons = [...new Map(labels.map((written) => readPython('python', written)).map((one) => [one.label, one])).values()]
    const job = names.length > 0 || data === undefined ? undefined : parseJobData(data, 'job_data')
    // Wheels of a plan bring their own pythons.
    if (unset !== undefined && (names.length > 0 || (job !== undefined && job.kind !== 'inline'))) throw unset
    if (names.length > 0) return { kind: 'packages', names, data, pythons }
    if (job !== undefined) return { kind: 'job', data: job, pythons }
    if (plan !== undefined || slice !== undefined) return { kind: 'plan', plan, pythons }
    throw noPlan('The variable job_data is not set here, and the input packages is empty: there is nothing to build.')
  }
}

/** The one plain job of a matrix that is not set would else build what `packages` names for whichever python, and be green. */
function unsetPython(ask: Ask): Problem | undefined {
  const text = ask.given.input('python')?.trim() ?? ''
  if (!isUnresolved(text)) return undefined
  const what = `The input 'python' is not set: ${text} names a variable that does not exist here.`
  return new Problem(
    'INPUT_MISSING',
    what,
    'Name a python, or a variable that every job of the matrix has. A matrix that is not set, as where the plan was skipped in the pull request of a fork, runs one job that has none.',
  )
}

/** Why a job may have no plan: an unset or empty matrix makes one plain job, in which no cell is set. */
export function noPlan(message: string): Problem {
  return new Problem(
    'NO_PLAN',
    message,
    'A matrix that is not set or is {} runs one plain job. In a pull request from a fork the agent skips a step that names a service connection, ' +
      'and its outputs are empty; otherwise check the names in the matrix expression, and keep the job from running when there is nothing to do: ' +
      "condition: and(succeeded(), ne(dependencies.<job>.outputs['<step>.hasJobs'], 'false')). To build without a plan, set packages.",
  )
}

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/

function requireName(name: string): string {
  if (environmentName.test(name)) return name
  throw new Problem(
    'INPUT_INVALID',
    `The input 'environmentPass' holds '${name}'.`,
    'Write names of environment variables, one a line, without values.',
  )
}

function open(input: string, name: string): string {
  if (!isWithheld(name)) return name
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' names ${name}, which no build ever sees.`,
    'What a build really needs, give it under a name of its own (env: of the step), and name that.',
  )
}

/** Lines `key = value`. */
function pairs(ask: Ask, input: string, key: RegExp): [string, string][] {
  return ask.lines(input).map((line) => {
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(at, 0)).trim()
    if (name === '' || !key.test(name))
      throw new Problem('INPUT_INVALID', `The input '${input}' holds the line '${line}'.`, 'Write name = value, one a line.')
    return [name, line.slice(at + 1).trim()]
  })
}

function readPython(input: string, label: string): AskedPython {
  const python = parseAskedPython(label)
  if (python !== undefined) return python
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' names no python: '${label}'.`,
    'Write 3.14, 3.14t, pypy3.11, or 3 for any; 3.14.2 is read as 3.14, and 3.x as 3.',
  )
}
