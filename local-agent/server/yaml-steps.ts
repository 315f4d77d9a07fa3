import { check, references } from '../expression.ts'
import type { CheckoutOptions, Step } from '../record.ts'
import { hint } from '../known-words.ts'
import { PYTHON_INPUTS } from '../worker/use-python-version.ts'
import type { Place, Places } from './place.ts'

/** A task that steps may use, with the names of its inputs. */
export interface KnownTask {
  readonly name: string
  readonly major: number
  readonly inputs: readonly string[]
}

/** Served by the worker itself, as the hosted images' tool cache would be. */
export const BUILT_IN: readonly KnownTask[] = [{ name: 'UsePythonVersion', major: 0, inputs: Object.keys(PYTHON_INPUTS) }]

const COMMON = [
  ...(['name', 'displayName', 'condition', 'env', 'enabled'] as const),
  ...(['continueOnError', 'timeoutInMinutes', 'retryCountOnTaskFailure'] as const),
]
const OWN = {
  checkout: ['checkout', 'fetchDepth', 'fetchTags', 'clean', 'persistCredentials', 'lfs', 'submodules'],
  download: ['download', 'artifact'],
  publish: ['publish', 'artifact'],
  script: ['script', 'workingDirectory'],
  bash: ['bash', 'workingDirectory'],
  task: ['task', 'inputs'],
} as const

/** What a new pipeline has where `checkout` says nothing (learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-checkout, since sprint 209). */
export const CHECKOUT: CheckoutOptions = { fetchDepth: 1, fetchTags: false, persistCredentials: false }

type Kind = keyof typeof OWN
type Key = (typeof COMMON)[number] | (typeof OWN)[Kind][number]
type Fields = Places<Key>
type Common = Pick<Step, 'name' | 'displayName' | 'condition' | 'continueOnError' | 'timeoutInMinutes' | 'retryCountOnTaskFailure' | 'env'>

const KINDS: readonly Kind[] = ['checkout', 'download', 'publish', 'script', 'bash', 'task']

/** The steps of a job; disabled ones are left out, unnamed ones get a name from their task. Throws Mistake. */
export function readSteps(places: readonly Place[], tasks: readonly KnownTask[]): readonly Step[] {
  const steps = places.map((place) => readStep(place, tasks)).filter((step) => step !== undefined)
  return named(steps, places)
}

function readStep(place: Place, tasks: readonly KnownTask[]): Step | undefined {
  const keys = place.entries().map(([key]) => key)
  const kind = KINDS.find((one) => keys.includes(one))
  if (kind === undefined)
    throw place.mistake(`This is no step the local agent knows: ${keys.join(', ')}. A step has one of ${KINDS.join(', ')}.`)
  const fields: Fields = place.fields<Key>(`a ${kind} step`, [...OWN[kind], ...COMMON])
  const step = READ[kind](fields, place, tasks)
  return fields.enabled?.boolean() === false ? undefined : step
}

const READ: Readonly<Record<Kind, (fields: Fields, place: Place, tasks: readonly KnownTask[]) => Step>> = {
  task: readTask,
  script: (fields, place) => script(fields, place, 'sh', fields.script),
  bash: (fields, place) => script(fields, place, 'bash', fields.bash),
  checkout: (fields) => {
    const self = fields.checkout?.oneOf(['self', 'none']) === 'self'
    return { kind: 'checkout', ...common(fields, self ? 'Checkout' : 'No checkout'), self, ...checkoutOptions(fields) }
  },
  download: (fields) => ({
    kind: 'download',
    ...common(fields, 'Download artifacts'),
    source: fields.download?.oneOf(['current', 'none']) ?? 'current',
    artifact: fields.artifact?.text() ?? '',
  }),
  publish: (fields, place) => {
    const [path, artifact] = [fields.publish?.text() ?? '', fields.artifact?.text() ?? '']
    if (artifact === '' || path === '') throw place.mistake('A publish step needs a path and `artifact`, the name of the artifact.')
    return { kind: 'publish', ...common(fields, `Publish ${artifact}`), path, artifact }
  },
}

function checkoutOptions({ fetchDepth, fetchTags, persistCredentials }: Fields): CheckoutOptions {
  return {
    fetchDepth: fetchDepth?.whole(0) ?? CHECKOUT.fetchDepth,
    fetchTags: fetchTags?.boolean() ?? CHECKOUT.fetchTags,
    persistCredentials: persistCredentials?.boolean() ?? CHECKOUT.persistCredentials,
  }
}

function script(fields: Fields, place: Place, shell: 'sh' | 'bash', text: Place | undefined): Step {
  const lines = text?.text() ?? ''
  if (lines.trim() === '') throw place.mistake('The script is empty.')
  const name = shell === 'sh' ? 'CmdLine' : 'Bash'
  return { kind: 'script', ...common(fields, name), shell, script: lines, workingDirectory: fields.workingDirectory?.text() ?? '' }
}

function readTask(fields: Fields, place: Place, tasks: readonly KnownTask[]): Step {
  const reference = fields.task?.text() ?? ''
  const [, name = '', major] = /^([\w.-]+)@(\d+)$/.exec(reference) ?? []
  const known = tasks.find((task) => task.name.toLowerCase() === name.toLowerCase())
  const all = tasks.map((task) => `${task.name}@${task.major}`)
  const unbuilt = tasks.length === BUILT_IN.length ? ' No task of the extension is built: npm run build.' : ''
  if (known === undefined || known.major !== Number(major))
    throw place.mistake(`There is no task '${reference}' here. ${hint(reference, all)}${unbuilt}`)
  return { kind: 'task', ...common(fields, known.name), task: `${known.name}@${known.major}`, inputs: readInputs(fields.inputs, known) }
}

function readInputs(place: Place | undefined, task: KnownTask): Readonly<Record<string, string>> {
  const inputs = place === undefined || place.isEmpty ? [] : place.entries()
  return Object.fromEntries(
    inputs.map(([key, value]) => {
      const name = task.inputs.find((input) => input.toLowerCase() === key.toLowerCase())
      if (name === undefined) throw value.mistake(`${task.name}@${task.major} has no input '${key}'. ${hint(key, task.inputs)}`)
      return [name, value.text()]
    }),
  )
}

function common(fields: Fields, displayName: string): Common {
  const name = fields.name?.text() ?? ''
  if (fields.name !== undefined && !/^[A-Za-z_]\w*$/.test(name))
    throw fields.name.mistake(`'${name}' is no name of a step: letters, digits and _, not starting with a digit.`)
  return {
    name,
    displayName: fields.displayName?.text() ?? displayName,
    ...stepCondition(fields.condition),
    continueOnError: fields.continueOnError?.boolean() ?? false,
    timeoutInMinutes: fields.timeoutInMinutes?.whole(0) ?? 0,
    ...(fields.retryCountOnTaskFailure === undefined ? {} : { retryCountOnTaskFailure: fields.retryCountOnTaskFailure.whole(0) }),
    env: fields.env?.record() ?? {},
  }
}

/** The agent, which works out conditions of steps, knows nothing of other jobs. */
function stepCondition(place: Place | undefined): { readonly condition?: string } {
  const read = readCondition(place)
  const others = ['dependencies', 'stageDependencies'].find((of) => references(read.condition ?? 'always()', of).length > 0)
  if (others === undefined) return read
  throw place?.mistake(
    `The condition of a step cannot use ${others}. Give the job a variable with the value, $[ ${others}... ], and use that.`,
  )
}

/** A condition whose names and functions are known; nothing where none is written. */
export function readCondition(place: Place | undefined): { readonly condition?: string } {
  if (place === undefined || place.isEmpty) return {}
  place.judge(() => check(place.text()))
  return { condition: place.text() }
}

/** The service names unnamed steps by their task, numbered where several are of one task. */
function named(steps: readonly Step[], places: readonly Place[]): readonly Step[] {
  const given = steps.map((step) => step.name.toLowerCase()).filter((name) => name !== '')
  const twice = given.find((name, index) => given.indexOf(name) !== index)
  if (twice !== undefined) throw (places.at(-1) ?? places[0])?.mistake(`Two steps of this job are named '${twice}'.`)
  const numbers = new Map<string, number>()
  return steps.map((step) => {
    if (step.name !== '') return step
    const base = baseName(step)
    const several = steps.filter((other) => other.name === '' && baseName(other) === base).length > 1
    let name = several ? next(base, numbers) : base
    while (given.includes(name.toLowerCase())) name = next(base, numbers)
    return { ...step, name }
  })
}

function next(base: string, numbers: Map<string, number>): string {
  const number = (numbers.get(base) ?? 0) + 1
  numbers.set(base, number)
  return `${base}${number}`
}

function baseName(step: Step): string {
  if (step.kind === 'task') return step.task.replace(/@.*$/, '').replaceAll(/\W/g, '_')
  return step.kind === 'script' ? (step.shell === 'sh' ? 'CmdLine' : 'Bash') : step.kind
}
