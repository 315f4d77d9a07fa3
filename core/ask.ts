import { nearest } from './nearest.ts'
import { Problem } from './problem.ts'

/** Where inputs and variables come from: the agent's environment, or a test's map. */
export interface Given {
  /** As the agent passed it (trimmed), or undefined. */
  input(name: string): string | undefined
  /** A pipeline variable by its dotted name, or undefined. */
  variable(name: string): string | undefined
  /** Names of all inputs that were passed, for finding misspelt ones. */
  readonly inputs: readonly string[]
}

/** Reads a task's inputs: each as its type or as one Problem that names the input. An unresolved `$(x)` is "not given". */
export class Ask {
  readonly given: Given
  private readonly asked: string[] = []

  constructor(given: Given) {
    this.given = given
  }

  /** The text of an input, or undefined when it was not given. */
  optional(name: string): string | undefined {
    this.asked.push(name)
    const text = this.given.input(name)?.trim() ?? ''
    return text === '' || isUnresolved(text) ? undefined : text
  }

  /** Whether an input holds a `$(x)` that nobody replaced, for which it counts as not given. */
  isUnset(name: string): boolean {
    return isUnresolved(this.given.input(name) ?? '')
  }

  text(name: string, otherwise: string): string {
    return this.optional(name) ?? otherwise
  }

  required(name: string, remedy: string): string {
    const text = this.optional(name)
    if (text !== undefined) return text
    const unresolved = this.given.input(name)?.trim() ?? ''
    const why = unresolved === '' ? 'is not set' : `is not set: ${unresolved} names a variable that does not exist here`
    throw new Problem('INPUT_MISSING', `The input '${name}' ${why}.`, remedy)
  }

  /** One item a line; blank lines do not count. */
  lines(name: string): string[] {
    return (this.optional(name) ?? '')
      .split(/\r\n|\n|\r/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !isUnresolved(line))
  }

  flag(name: string, otherwise: boolean): boolean {
    const text = this.optional(name)?.toLowerCase()
    if (text === undefined) return otherwise
    if (text === 'true' || text === 'false') return text === 'true'
    throw new Problem('INPUT_INVALID', `The input '${name}' is '${text}'.`, 'Write true or false.')
  }

  pick<T extends string>(name: string, options: readonly T[], otherwise: T): T {
    const text = this.optional(name)
    if (text === undefined) return otherwise
    const found = options.find((option) => option.toLowerCase() === text.toLowerCase())
    if (found !== undefined) return found
    const meant = nearest(text, options)
    const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`
    throw new Problem('INPUT_INVALID', `The input '${name}' is '${text}'.`, `It takes ${options.join(', ')}.${hint}`)
  }

  whole(name: string, otherwise: number, least: number, most: number): number {
    const text = this.optional(name)
    if (text === undefined) return otherwise
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new Problem('INPUT_INVALID', `The input '${name}' is '${text}'.`, `It takes a whole number from ${least} to ${most}.`)
  }

  variable(name: string): string | undefined {
    const value = this.given.variable(name)
    return value === undefined || value === '' ? undefined : value
  }

  /** Refuses inputs that were passed but never asked for, with the nearest right spelling. Call it last. */
  nothingElse(declared: readonly string[] = this.asked): void {
    const known = [...new Set([...declared, ...this.asked])]
    const stray = this.given.inputs.find((name) => !known.some((one) => one.toLowerCase() === name.toLowerCase()))
    if (stray === undefined) return
    const meant = nearest(stray, known)
    throw new Problem(
      'INPUT_UNKNOWN',
      `This task has no input '${stray.toLowerCase()}'.`,
      meant === undefined ? `Its inputs: ${known.join(', ')}.` : `Did you mean '${meant}'?`,
    )
  }
}

/** Whether a value is a macro that nobody replaced (the agent leaves unknown `$(x)` as they are). */
export function isUnresolved(text: string): boolean {
  return /^\$\([^()]+\)$/.test(text.trim())
}
