import { compare, equal, ExpressionError, fold, member, need, toBoolean, toText, type Value } from './value.ts'

/** An argument, worked out when it is asked for: and, or and coalesce stop early. */
export type Argument = () => Value

interface Function {
  readonly least: number
  readonly most: number
  readonly call: (args: readonly Argument[]) => Value
}

const MANY = 255

/** The agent's general functions as one writes them, but for those on lists, which nothing here makes; case does not matter (DTExpressions). */
export const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  ['and', { least: 2, most: MANY, call: (args) => args.every((arg) => toBoolean(arg())) }],
  ['or', { least: 2, most: MANY, call: (args) => args.some((arg) => toBoolean(arg())) }],
  ['not', of1((value) => !toBoolean(value))],
  ['xor', of2((a, b) => toBoolean(a) !== toBoolean(b))],
  ['eq', of2(equal)],
  ['ne', of2((a, b) => !equal(a, b))],
  ['gt', of2((a, b) => compare(a, b) > 0)],
  ['ge', of2((a, b) => compare(a, b) >= 0)],
  ['lt', of2((a, b) => compare(a, b) < 0)],
  ['le', of2((a, b) => compare(a, b) <= 0)],
  ['in', { least: 2, most: MANY, call: isIn }],
  ['notIn', { least: 2, most: MANY, call: (args) => !isIn(args) }],
  ['contains', of2(texts((a, b) => a.includes(b)))],
  ['startsWith', of2(texts((a, b) => a.startsWith(b)))],
  ['endsWith', of2(texts((a, b) => a.endsWith(b)))],
  ['coalesce', { least: 2, most: MANY, call: coalesce }],
  ['format', { least: 1, most: MANY, call: ([pattern, ...args]) => format(text(got(pattern)), args) }],
])

function of1(call: (value: Value) => Value): Function {
  return { least: 1, most: 1, call: ([value]) => call(got(value)) }
}

function of2(call: (a: Value, b: Value) => Value): Function {
  return { least: 2, most: 2, call: ([a, b]) => call(got(a), got(b)) }
}

function got(arg: Argument | undefined): Value {
  return arg === undefined ? null : arg()
}

function text(value: Value): string {
  return need(toText(value), value, 'text')
}

/** Comparisons of parts of text are false where an operand has no text. */
function texts(holds: (a: string, b: string) => boolean): (a: Value, b: Value) => boolean {
  return (a, b) => {
    const [left, right] = [toText(a), toText(b)]
    return left !== undefined && right !== undefined && holds(fold(left), fold(right))
  }
}

function isIn([needle, ...candidates]: readonly Argument[]): boolean {
  const value = got(needle)
  return candidates.some((candidate) => equal(value, candidate()))
}

function coalesce(args: readonly Argument[]): Value {
  for (const arg of args) {
    const value = arg()
    if (value !== null && value !== '') return value
  }
  return null
}

function format(pattern: string, args: readonly Argument[]): string {
  return pattern.replaceAll(/\{\{|\}\}|\{(\d+)\}|[{}]/g, (hit, index: string | undefined) => {
    if (hit === '{{' || hit === '}}') return hit.charAt(0)
    const arg = index === undefined ? undefined : args[Number(index)]
    if (arg === undefined) throw new ExpressionError(`format: '${hit}' in '${pattern}' names no argument`)
    return text(arg())
  })
}

/** Result of a stage or job, or status of the job so far, as the status functions see it. */
export interface Status {
  /** Results by name of what a job or stage comes after; of a step none. */
  readonly results: Readonly<Record<string, string>>
  /** The job's status at a step. */
  readonly jobStatus: string | undefined
  readonly canceled: boolean
}

const GOOD = ['SUCCEEDED', 'SUCCEEDEDWITHISSUES']

/** The functions over what went before, as one writes them: at a step over the job's status, else over dependencies. */
export const STATUS_FUNCTIONS: ReadonlyMap<string, (status: Status, names: readonly string[]) => boolean> = new Map<
  string,
  (status: Status, names: readonly string[]) => boolean
>([
  ['always', () => true],
  ['canceled', (status) => status.canceled],
  ['succeeded', (status, names) => !status.canceled && chosen(status, names).every((result) => GOOD.includes(result))],
  ['failed', (status, names) => !status.canceled && chosen(status, names).includes('FAILED')],
  [
    'succeededOrFailed',
    (status, names) => !status.canceled && chosen(status, names).every((result) => [...GOOD, 'FAILED'].includes(result)),
  ],
])

function chosen(status: Status, names: readonly string[]): readonly string[] {
  if (status.jobStatus !== undefined) return [fold(status.jobStatus)]
  if (names.length === 0) return Object.values(status.results).map(fold)
  return names.map((name) => fold(toText(member(status.results, name)) ?? ''))
}

/** The entry of a name, ignoring case. */
export function find<T>(table: ReadonlyMap<string, T>, name: string): T | undefined {
  const known = [...table.keys()].find((key) => fold(key) === fold(name))
  return known === undefined ? undefined : table.get(known)
}
