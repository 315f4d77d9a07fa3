import { find, FUNCTIONS, STATUS_FUNCTIONS, type Status } from './expression/functions.ts'
import { parse, type Node } from './expression/parser.ts'
import { ExpressionError, fold, literal, member, toBoolean, toText, type Value, type Values } from './expression/value.ts'
import { hint } from './known-words.ts'

/** What an expression can see. Steps give `jobStatus`; jobs and stages give `upstream` and what they depend on. */
export interface ExpressionContext {
  /** A variable's value by its name, ignoring case; undefined where there is none. */
  readonly variables: (name: string) => string | undefined
  /** `dependencies.X.result`, `dependencies.X.outputs['a.b']`. */
  readonly dependencies?: Readonly<Record<string, Dependency>>
  /** `stageDependencies.S.J.result`, `stageDependencies.S.J.outputs['a.b']`. */
  readonly stageDependencies?: Readonly<Record<string, Readonly<Record<string, Dependency>>>>
  /** Status of the job at a step: a Result in any case. */
  readonly jobStatus?: string
  /** Results by name of all that the job or stage comes after, directly or not; default: those of `dependencies`. */
  readonly upstream?: Readonly<Record<string, string>>
  /** Whether the run is being cancelled; at a step `jobStatus` says it too. */
  readonly canceled?: boolean
}

/** A stage or job that came before, as expressions see it. */
export interface Dependency extends Values {
  /** `Succeeded`, `SucceededWithIssues`, `Failed`, `Canceled`, `Skipped`. */
  readonly result: string
  readonly outputs: Readonly<Record<string, string>>
}

export type { Value } from './expression/value.ts'
export { ExpressionError } from './expression/value.ts'

/** The value of an Azure Pipelines expression (without `$[ ]`). Throws ExpressionError, whose message quotes the expression. */
export function evaluate(text: string, context: ExpressionContext): Value {
  return quoted(text, () => valueOf(parse(text), context))
}

/** Whether a condition holds. Throws ExpressionError. */
export function holds(condition: string, context: ExpressionContext): boolean {
  return toBoolean(evaluate(condition, context))
}

/** The text that a `$[ ]` gives: null is empty. Throws ExpressionError, also for an object, which has no text. */
export function evaluateText(text: string, context: ExpressionContext): string {
  const value = toText(evaluate(text, context))
  if (value === undefined) throw new ExpressionError(`'${text.trim()}' gives an object, where text is needed`)
  return value
}

/** The lines that the agent logs about a condition: as written, with values filled in, and the result. Throws ExpressionError. */
export function trace(condition: string, context: ExpressionContext): readonly string[] {
  return quoted(condition, () => {
    const node = parse(condition)
    const result = literal(toBoolean(valueOf(node, context)))
    return [`Evaluating: ${condition.trim()}`, `Expanded: ${expand(node, context)}`, `Result: ${result}`]
  })
}

/** Throws ExpressionError unless the text is an expression whose names and functions are known; nothing is worked out. */
export function check(text: string): void {
  quoted(text, () => checkNode(parse(text)))
}

function quoted<T>(text: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw new ExpressionError(`Expression '${text.trim()}': ${error.message}`, { cause: error })
  }
}

function valueOf(node: Node, context: ExpressionContext): Value {
  if (node.kind === 'literal') return node.value
  if (node.kind === 'named') return named(node.name, context)
  return node.kind === 'call' ? call(node, context) : memberOf(node, context)
}

function memberOf({ of, key }: { of: Node; key: Node }, context: ExpressionContext): Value {
  const name = valueOf(key, context)
  if (isVariables(of)) return context.variables(toText(name) ?? '') ?? null
  return member(valueOf(of, context), name)
}

function isVariables(node: Node): boolean {
  return node.kind === 'named' && fold(node.name) === 'VARIABLES'
}

const NAMED = ['variables', 'dependencies', 'stageDependencies']

function named(name: string, context: ExpressionContext): Value {
  const known = NAMED.find((one) => fold(one) === fold(name))
  const value = known === 'dependencies' ? context.dependencies : known === 'stageDependencies' ? context.stageDependencies : undefined
  if (value !== undefined) return value
  if (known === 'variables') throw new ExpressionError("'variables' needs a name: variables['x']")
  throw new ExpressionError(known === undefined ? `unrecognized value '${name}'. ${hint(name, NAMED)}` : `'${known}' is not known here`)
}

function call({ name, args }: { name: string; args: readonly Node[] }, context: ExpressionContext): Value {
  const status = find(STATUS_FUNCTIONS, name)
  if (status !== undefined)
    return status(
      statusOf(context),
      args.map((arg) => toText(valueOf(arg, context)) ?? ''),
    )
  return knownFunction(name, args.length).call(args.map((arg) => () => valueOf(arg, context)))
}

function knownFunction(name: string, given: number) {
  const known = find(FUNCTIONS, name)
  if (known === undefined)
    throw new ExpressionError(`unrecognized function '${name}'. ${hint(name, [...FUNCTIONS.keys(), ...STATUS_FUNCTIONS.keys()])}`)
  if (given < known.least || given > known.most)
    throw new ExpressionError(`function '${name}' takes ${arity(known.least, known.most)}, ${given} are given`)
  return known
}

function arity(least: number, most: number): string {
  if (least === most) return `${least} argument${least === 1 ? '' : 's'}`
  return `at least ${least} arguments`
}

function statusOf(context: ExpressionContext): Status {
  const direct = Object.entries(context.dependencies ?? {}).map(([name, { result }]): [string, string] => [name, result])
  const canceled = context.canceled === true || fold(context.jobStatus ?? '') === 'CANCELED'
  return { results: context.upstream ?? Object.fromEntries(direct), jobStatus: context.jobStatus, canceled }
}

function expand(node: Node, context: ExpressionContext): string {
  if (node.kind !== 'call' || find(STATUS_FUNCTIONS, node.name) !== undefined) return literal(valueOf(node, context))
  return `${node.name}(${node.args.map((arg) => expand(arg, context)).join(', ')})`
}

function checkNode(node: Node): void {
  if (node.kind === 'named' && !NAMED.some((one) => fold(one) === fold(node.name))) named(node.name, { variables: () => undefined })
  if (node.kind === 'call' && find(STATUS_FUNCTIONS, node.name) === undefined) knownFunction(node.name, node.args.length)
  for (const child of childrenOf(node)) checkNode(child)
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'call') return node.args
  return node.kind === 'member' ? [node.of, node.key] : []
}

/** The names that an expression looks up directly in `dependencies` or `stageDependencies`. Throws ExpressionError. */
export function references(text: string, of: string): readonly string[] {
  const visit = (node: Node): string[] => {
    const own = node.kind === 'member' && node.of.kind === 'named' && fold(node.of.name) === fold(of) && node.key.kind === 'literal'
    return [...(own ? [toText(node.key.value) ?? ''] : []), ...childrenOf(node).flatMap(visit)]
  }
  return quoted(text, () => visit(parse(text)))
}
