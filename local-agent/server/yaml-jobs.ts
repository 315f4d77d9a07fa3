import { check } from '../expression.ts'
import type { Step } from '../record.ts'
import { type Job, type Legs, type Limit, type Pool, runtimeExpression, type Strategy, type VariableSource } from './pipeline.ts'
import type { Place, Places } from './place.ts'
import { CHECKOUT, type KnownTask, readCondition, readSteps } from './yaml-steps.ts'

const KEYS = ['displayName', 'dependsOn', 'condition', 'pool', 'variables', 'timeoutInMinutes', 'strategy'] as const
const JOB = ['job', 'steps', ...KEYS] as const
const DEPLOYMENT = ['deployment', 'environment', ...KEYS] as const
type Fields = Places<(typeof JOB)[number] | (typeof DEPLOYMENT)[number]>

const BEFORE = { displayName: '', condition: 'succeeded()', continueOnError: false, timeoutInMinutes: 0, env: {} }

/** A job or deployment job, with the steps that the service adds: a checkout, or in a deployment a download of all artifacts. Throws Mistake. */
export function readJob(place: Place, index: number, tasks: readonly KnownTask[]): Job {
  const deployment = place.entries().some(([key]) => key === 'deployment')
  const fields: Fields = deployment ? place.fields('a deployment job', DEPLOYMENT) : place.fields('a job', JOB)
  const name = readName(fields.deployment ?? fields.job ?? place, `Job${index + 1}`)
  return {
    name,
    displayName: fields.displayName?.text() ?? name,
    dependsOn: readDependsOn(fields.dependsOn, []),
    condition: readCondition(fields.condition).condition,
    variables: readVariables(fields.variables),
    pool: readPool(fields.pool),
    timeoutInMinutes: fields.timeoutInMinutes?.whole(0) ?? 60,
    ...(deployment ? readDeployment(fields, place, tasks) : readPlain(fields, place, tasks)),
  }
}

/** A legal node name; the fallback where none is written. */
export function readName(place: Place, fallback: string): string {
  if (!place.isText || place.isEmpty) return fallback
  const name = place.text()
  if (!/^[A-Za-z_]\w{0,99}$/.test(name))
    throw place.mistake(`'${name}' is no name of a stage or job: at most 100 letters, digits and _, not starting with a digit.`)
  return name
}

/** One name or a list of names; the default where the key is not there. */
export function readDependsOn(place: Place | undefined, byDefault: readonly string[]): readonly string[] {
  if (place === undefined) return byDefault
  return place.isEmpty ? [] : place.texts()
}

type Rest = Pick<Job, 'environment' | 'strategy' | 'steps'>

function readPlain(fields: Fields, place: Place, tasks: readonly KnownTask[]): Rest {
  if (fields.steps === undefined) throw place.mistake('This job has no steps.')
  return { environment: undefined, strategy: readStrategy(fields.strategy), steps: withCheckout(readSteps(fields.steps.list(), tasks)) }
}

/** Steps with the checkout that the service puts first where none is written; `checkout: none` is no step. */
export function withCheckout(steps: readonly Step[]): readonly Step[] {
  const written = steps.filter((step) => step.kind === 'checkout')
  if (written.length > 0) return steps.filter((step) => step.kind !== 'checkout' || step.self)
  return [{ kind: 'checkout', ...BEFORE, name: '__checkout', displayName: 'Checkout', self: true, ...CHECKOUT }, ...steps]
}

function readDeployment(fields: Fields, place: Place, tasks: readonly KnownTask[]): Rest {
  const environment = fields.environment?.isText === false ? fields.environment.fields('an environment', ['name']).name : fields.environment
  const once = fields.strategy?.fields('the strategy of a deployment job', ['runOnce']).runOnce
  const deploy = once?.fields('runOnce', ['deploy']).deploy?.fields('deploy', ['steps']).steps
  if (deploy === undefined) throw place.mistake('A deployment job needs strategy.runOnce.deploy.steps.')
  const name = environment?.text() ?? ''
  if (name === '') throw place.mistake('A deployment job needs `environment`.')
  return { environment: name, strategy: { kind: 'single' }, steps: withDownload(readSteps(deploy.list(), tasks)) }
}

/** A deployment downloads all artifacts first and checks nothing out, unless its steps say otherwise; `download: none` is no step. */
function withDownload(steps: readonly Step[]): readonly Step[] {
  const written = steps.filter((step) => step.kind === 'download')
  const kept = steps.filter((step) => (step.kind !== 'download' || step.source !== 'none') && (step.kind !== 'checkout' || step.self))
  if (written.length > 0) return kept
  return [{ kind: 'download', ...BEFORE, name: '__download', displayName: 'Download artifacts', source: 'current', artifact: '' }, ...kept]
}

function readStrategy(place: Place | undefined): Strategy {
  if (place === undefined) return { kind: 'single' }
  const { matrix, parallel, maxParallel } = place.fields('a strategy', ['matrix', 'parallel', 'maxParallel'])
  if ((matrix === undefined) === (parallel === undefined)) throw place.mistake('A strategy has either `matrix` or `parallel`.')
  const limit = readLimit(maxParallel)
  if (matrix !== undefined) return { kind: 'matrix', legs: readMatrix(matrix), maxParallel: limit }
  return { kind: 'slices', count: parallel?.whole(1) ?? 1, maxParallel: limit }
}

function readLimit(place: Place | undefined): Limit {
  const expression = place?.isText === true ? runtimeExpression(place.text()) : undefined
  if (expression === undefined) return place?.whole(0) ?? 0
  place?.judge(() => check(expression))
  return { expression }
}

function readMatrix(place: Place): Legs | { readonly expression: string } {
  if (!place.isText) return new Map(place.entries().map(([name, cells]) => [name, cells.record()]))
  const expression = runtimeExpression(place.text())
  if (expression === undefined)
    throw place.mistake("A matrix is a mapping, or a runtime expression: $[ dependencies.x.outputs['step.matrix'] ].")
  place.judge(() => check(expression))
  return { expression }
}

const FORBIDDEN = /^(endpoint|input|secret|path|securefile)/i

/** Why a variable may not bear this name, or undefined where it may (learn.microsoft.com/azure/devops/pipelines/process/variables). */
export function forbiddenName(name: string): string | undefined {
  if (name === '') return 'A variable needs a name.'
  const start = FORBIDDEN.exec(name)?.[0]
  return start === undefined ? undefined : `A variable may not be named '${name}': names that start with '${start}' are the agent's own.`
}

/** Variables as a mapping or as a list of names, values and groups. Throws Mistake. */
export function readVariables(place: Place | undefined): readonly VariableSource[] {
  if (place === undefined || place.isEmpty) return []
  if (place.isList) return place.list().map(readVariable)
  return place.entries().map(([name, value]) => variable(name, value, false))
}

function readVariable(place: Place): VariableSource {
  const fields = place.fields('a variable', ['name', 'value', 'readonly', 'group'])
  if (fields.group !== undefined && fields.name === undefined) return { kind: 'group', group: fields.group.text() }
  if (fields.name === undefined || fields.value === undefined) throw place.mistake('A variable has `name` and `value`, or is a `group`.')
  return variable(fields.name.text(), fields.value, fields.readonly?.boolean() ?? false)
}

function variable(name: string, place: Place, readOnly: boolean): VariableSource {
  const forbidden = forbiddenName(name)
  if (forbidden !== undefined) throw place.mistake(forbidden)
  const value = place.text()
  const expression = runtimeExpression(value)
  if (expression !== undefined) place.judge(() => check(expression))
  return { kind: 'value', name, value, readOnly }
}

/** A pool: its name, or a mapping. */
export function readPool(place: Place | undefined): Pool | undefined {
  if (place === undefined || place.isEmpty) return undefined
  if (place.isText) return { vmImage: '' }
  const { name, vmImage, demands } = place.fields('a pool', ['name', 'vmImage', 'demands'])
  demands?.texts()
  name?.text()
  return { vmImage: vmImage?.text() ?? '' }
}
