import type { Variable } from '../record.ts'
import type { Masker } from './masking.ts'
import { isListedReadOnly } from './read-only.ts'

// Agent sources: Agent.Worker/Variables.cs (store, recursive expansion) and Microsoft.VisualStudio.Services.Agent/Util/VarUtil.cs (macros).

/** A variable with the name it was first given, and whether that name reaches the environment in its own case. */
export interface NamedVariable extends Variable {
  readonly name: string
  readonly preserveCase: boolean
}

/** What `set` may say of a variable besides its value; left out means no. */
export interface VariableFlags {
  readonly secret?: boolean
  readonly readOnly?: boolean
  readonly preserveCase?: boolean
}

const MOST_NESTED = 50

/** The variables of a job, by name ignoring case: as they were set, and as they are with all macros in them expanded. */
export class Variables {
  readonly #masker: Masker
  readonly #stored = new Map<string, NamedVariable>()
  #expanded = new Map<string, NamedVariable>()

  /** Starts with the variables of the job message, which the masker knows already. */
  constructor(masker: Masker, initial: Iterable<readonly [name: string, variable: Variable]> = []) {
    this.#masker = masker
    for (const [name, variable] of initial) this.#stored.set(name.toLowerCase(), { ...variable, name, preserveCase: false })
    this.#expanded = new Map(this.#stored)
  }

  /** Its expanded value; undefined where there is none. */
  get(name: string): string | undefined {
    return this.#expanded.get(name.toLowerCase())?.value
  }

  /** All of them, expanded, in the order they came. */
  all(): readonly NamedVariable[] {
    return [...this.#expanded.values()]
  }

  /** Sets a value as it is, to be expanded from the next `recalculate` on. What was secret or read-only once stays so; a secret is masked from now on. Returns what is stored. */
  set(name: string, value: string, flags: VariableFlags = {}): NamedVariable {
    const key = name.toLowerCase()
    const before = this.#expanded.get(key)
    const secret = flags.secret === true || before?.secret === true
    const readOnly = flags.readOnly === true || before?.readOnly === true
    const variable = { name, value, secret, readOnly, preserveCase: flags.preserveCase === true }
    if (secret) this.#masker.add(value)
    this.#stored.set(key, variable)
    this.#expanded.set(key, variable)
    return variable
  }

  /** Whether a task may not set it: it exists and is flagged read-only or on the agent's own list. */
  isReadOnly(name: string): boolean {
    const known = this.#expanded.get(name.toLowerCase())
    return known !== undefined && (known.readOnly || isListedReadOnly(name))
  }

  /** Expands the macros in all values, nested to a depth of 50; returns the warnings about those left as they are. */
  recalculate(): string[] {
    const warnings: string[] = []
    const expanded = new Map(this.#stored)
    for (const [key, variable] of this.#stored) {
      const flaw = this.#expandOne(variable, (whole) => expanded.set(key, whole))
      if (flaw !== undefined) warnings.push(`Unable to expand variable '${variable.name}'. ${flaw}`)
    }
    this.#expanded = expanded
    return warnings
  }

  /** Replaces `$(name)` in a text once: unknown macros stay, and what a value brings in is not looked at again. */
  expand(text: string): string {
    return replaceMacros(text, (name) => this.get(name))
  }

  #expandOne(variable: NamedVariable, keep: (whole: NamedVariable) => void): string | undefined {
    let secret = variable.secret
    const nested = (current: NamedVariable, above: readonly string[]): string =>
      replaceMacros(current.value, (name) => {
        const inner = this.#stored.get(name.toLowerCase())
        if (inner === undefined) return undefined
        const path = [...above, current.name.toLowerCase()]
        if (path.length === MOST_NESTED) throw new Unexpandable(`The max expansion depth (${MOST_NESTED}) was exceeded.`)
        if (path.includes(name.toLowerCase())) throw new Unexpandable('A cyclical reference was detected.')
        secret ||= inner.secret
        return nested(inner, path)
      })
    try {
      const value = nested(variable, [])
      if (secret && value !== variable.value) this.#masker.add(value)
      keep({ ...variable, value, secret })
      return undefined
    } catch (error) {
      if (error instanceof Unexpandable) return error.message
      throw error
    }
  }
}

class Unexpandable extends Error {}

/** Replaces each `$(name)` that `lookup` knows; a macro that it does not know stays, and the search goes on one character behind its start. */
export function replaceMacros(text: string, lookup: (name: string) => string | undefined): string {
  let done = ''
  let rest = text
  for (;;) {
    const start = rest.indexOf('$(')
    const end = start < 0 ? -1 : rest.indexOf(')', start + 2)
    if (end < 0) return done + rest
    const name = rest.slice(start + 2, end)
    const value = name === '' ? undefined : lookup(name)
    done += rest.slice(0, start) + (value ?? '$')
    rest = rest.slice(value === undefined ? start + 1 : end + 1)
  }
}
