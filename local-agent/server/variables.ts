import { evaluateText, type ExpressionContext } from '../expression.ts'
import type { Variable } from '../record.ts'
import { runtimeExpression, type VariableSource } from './pipeline.ts'

/** A variable group: texts, and those that are secret. */
export type Group = Readonly<Record<string, string | { readonly secret: string }>>

/** Variables by their names, ignoring case; the spelling that came first is kept. */
export class Variables {
  readonly #byName = new Map<string, readonly [string, Variable]>()

  constructor(from?: Variables) {
    if (from !== undefined) for (const [key, entry] of from.#byName) this.#byName.set(key, entry)
  }

  get(name: string): string | undefined {
    return this.#byName.get(name.toLowerCase())?.[1].value
  }

  set(name: string, value: string, flags: { readonly secret?: boolean; readonly readOnly?: boolean } = {}): this {
    const [known, before] = this.#byName.get(name.toLowerCase()) ?? [name, undefined]
    // Once secret always secret, whatever layer sets it again.
    const secret = flags.secret === true || before?.secret === true
    this.#byName.set(name.toLowerCase(), [known, { value, secret, readOnly: flags.readOnly ?? false }])
    return this
  }

  setAll(values: Readonly<Record<string, string>>, flags: { readonly secret?: boolean; readonly readOnly?: boolean } = {}): this {
    for (const [name, value] of Object.entries(values)) this.set(name, value, flags)
    return this
  }

  /** These without the secret ones. */
  public(): Variables {
    const open = new Variables()
    for (const [name, { value, secret, readOnly }] of this.toMap()) if (!secret) open.set(name, value, { readOnly })
    return open
  }

  /** As a job message carries them. */
  toMap(): ReadonlyMap<string, Variable> {
    return new Map(this.#byName.values())
  }

  /** Text whose `$(x)` are replaced, in values too; unknown ones stay as they are. */
  fill(text: string): string {
    return fill(text, (name) => this.get(name))
  }
}

/** Replaces `$(x)` by values, whose own `$(y)` are replaced as well; what is unknown or refers to itself stays as it is. */
export function fill(text: string, lookup: (name: string) => string | undefined, within: readonly string[] = []): string {
  return text.replaceAll(/\$\(([^()]+)\)/g, (macro, name: string) => {
    const key = name.toLowerCase()
    const value = within.includes(key) ? undefined : lookup(name)
    return value === undefined ? macro : fill(value, lookup, [...within, key])
  })
}

/** One layer of a YAML file over what is already there; `$[ ]` values are worked out, each seeing those before it. Throws ExpressionError. */
export function layer(
  over: Variables,
  sources: readonly VariableSource[],
  groups: Readonly<Record<string, Group>>,
  context: Omit<ExpressionContext, 'variables'>,
): Variables {
  const variables = new Variables(over)
  for (const source of sources) {
    if (source.kind === 'group') {
      for (const [name, value] of Object.entries(groups[source.group] ?? {}))
        variables.set(name, typeof value === 'string' ? value : value.secret, { secret: typeof value !== 'string' })
    } else {
      const expression = runtimeExpression(source.value)
      const value =
        expression === undefined ? source.value : evaluateText(expression, { ...context, variables: (name) => variables.get(name) })
      variables.set(source.name, value, { readOnly: source.readOnly })
    }
  }
  return variables
}
