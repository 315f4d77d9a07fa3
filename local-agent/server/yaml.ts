import { references } from '../expression.ts'
import { upstream } from './graph.ts'
import { type Job, type Pipeline, runtimeExpression, type Stage } from './pipeline.ts'
import { type Place, type Places, readYaml } from './place.ts'
import { readDependsOn, readJob, readName, readPool, readVariables, withCheckout } from './yaml-jobs.ts'
import { type KnownTask, readCondition, readSteps } from './yaml-steps.ts'
import { readTriggers } from './yaml-triggers.ts'

const TRIGGERS = ['trigger', 'pr', 'schedules', 'resources', 'lockBehavior'] as const
const PIPELINE = [...TRIGGERS, 'pool', 'variables', 'stages', 'jobs', 'steps'] as const
const STAGE = ['stage', 'displayName', 'dependsOn', 'condition', 'variables', 'pool', 'jobs', 'lockBehavior'] as const
type Fields = Places<(typeof PIPELINE)[number]>

/** Reads an azure-pipelines.yml strictly. Throws Mistake, with file and line, for what the local agent does not know. */
export function readPipeline(file: string, text: string, tasks: readonly KnownTask[]): Pipeline {
  const place = readYaml(file, text)
  const fields = place.fields('a pipeline', PIPELINE)
  const resources = readTriggers(fields)
  const [variables, pool] = [readVariables(fields.variables), readPool(fields.pool)]
  return { resources, variables, pool, stages: readStages(fields, place, tasks) }
}

function readStages(fields: Fields, place: Place, tasks: readonly KnownTask[]): readonly Stage[] {
  const given = [fields.stages, fields.jobs, fields.steps].filter((one) => one !== undefined)
  if (given.length !== 1) throw place.mistake('A pipeline has one of `stages`, `jobs` and `steps`.')
  if (fields.stages === undefined) return [defaultStage(fields, tasks)]
  const places = fields.stages.list()
  const stages: Stage[] = []
  for (const [index, one] of places.entries()) stages.push(readStage(one, index, stages.at(-1), tasks))
  checkGraph(stages, places, 'stage')
  for (const [index, stage] of stages.entries()) checkStage(stage, stages, places[index] ?? place)
  return stages
}

/** Without stages the service makes one, which identifiers leave out. */
export const DEFAULT_STAGE = '__default'

const UNWRITTEN = { dependsOn: [], condition: undefined, variables: [], pool: undefined }

function defaultStage(fields: Fields, tasks: readonly KnownTask[]): Stage {
  const jobs = fields.steps === undefined ? readJobs(fields.jobs, tasks) : [lonelyJob(readSteps(fields.steps.list(), tasks))]
  return { ...UNWRITTEN, name: DEFAULT_STAGE, displayName: DEFAULT_STAGE, jobs }
}

function lonelyJob(written: Job['steps']): Job {
  const own = { environment: undefined, timeoutInMinutes: 60, strategy: { kind: 'single' }, steps: withCheckout(written) } as const
  return { ...UNWRITTEN, name: 'Job', displayName: 'Job', ...own }
}

function readStage(place: Place, index: number, before: Stage | undefined, tasks: readonly KnownTask[]): Stage {
  const fields = place.fields('a stage', STAGE)
  if (fields.jobs === undefined) throw place.mistake('This stage has no jobs.')
  const name = readName(fields.stage ?? place, `Stage${index + 1}`)
  fields.lockBehavior?.oneOf(['sequential', 'runLatest'])
  return {
    name,
    displayName: fields.displayName?.text() ?? name,
    dependsOn: readDependsOn(fields.dependsOn, before === undefined ? [] : [before.name]),
    condition: readCondition(fields.condition).condition,
    variables: readVariables(fields.variables),
    pool: readPool(fields.pool),
    jobs: readJobs(fields.jobs, tasks),
  }
}

function readJobs(place: Place | undefined, tasks: readonly KnownTask[]): readonly Job[] {
  const places = place?.list() ?? []
  const jobs = places.map((one, index) => readJob(one, index, tasks))
  checkGraph(jobs, places, 'job')
  for (const [index, job] of jobs.entries())
    places[index]?.judge(() => {
      for (const text of expressionsOf(job)) checkSeen(text, 'dependencies', job.dependsOn, 'job')
    })
  return jobs
}

interface Named {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** Names are unique ignoring case, dependencies exist, and nothing waits for itself. */
function checkGraph(nodes: readonly Named[], places: readonly Place[], what: string): void {
  const names = nodes.map(({ name }) => name.toLowerCase())
  for (const [index, node] of nodes.entries()) {
    const fail = (says: string) => places[index]?.mistake(says)
    if (names.indexOf(node.name.toLowerCase()) !== index) throw fail(`There are two ${what}s named '${node.name}'.`)
    const missing = node.dependsOn.find((name) => !names.includes(name.toLowerCase()))
    if (missing !== undefined) throw fail(`${what} '${node.name}' depends on '${missing}', which does not exist.`)
    if (upstream(node, nodes).has(node.name.toLowerCase())) throw fail(`${what} '${node.name}' depends on itself, directly or not.`)
  }
}

/** What an expression names must come before it, or the service gives null without a word. */
function checkStage(stage: Stage, stages: readonly Stage[], place: Place): void {
  const before = [...upstream(stage, stages)]
  place.judge(() => {
    checkSeen(stage.condition, 'dependencies', stage.dependsOn, 'stage')
    checkSeen(stage.condition, 'stageDependencies', undefined, 'stage')
    for (const job of stage.jobs) for (const text of expressionsOf(job)) checkSeen(text, 'stageDependencies', before, 'job')
  })
}

function expressionsOf(job: Job): readonly (string | undefined)[] {
  const matrix = job.strategy.kind === 'matrix' && 'expression' in job.strategy.legs ? job.strategy.legs.expression : undefined
  const limit =
    job.strategy.kind === 'single' || typeof job.strategy.maxParallel === 'number' ? undefined : job.strategy.maxParallel.expression
  const variables = job.variables.map((one) => (one.kind === 'value' ? runtimeExpression(one.value) : undefined))
  return [job.condition, matrix, limit, ...variables]
}

function checkSeen(text: string | undefined, of: string, known: readonly string[] | undefined, what: string): void {
  if (text === undefined) return
  for (const name of references(text, of)) {
    if (known === undefined)
      throw new Error(`the condition of a ${what} cannot use ${of}: use dependencies.${name}.outputs['job.step.variable']`)
    if (!known.some((one) => one.toLowerCase() === name.toLowerCase()))
      throw new Error(`this ${what} reads ${of}.${name}, which is always empty here: add '${name}' to its dependsOn`)
  }
}
