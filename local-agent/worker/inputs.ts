import { isAbsolute, normalize, resolve } from 'node:path'
import type { Endpoint } from '../record.ts'
import { SYSTEM_CONNECTION } from './environment.ts'
import type { InputDefinition } from './task-definition.ts'
import { replaceMacros } from './variables.ts'

// Agent sources: Agent.Worker/TaskRunner.cs. Aliases, names in any case, required inputs and names of connections are settled by the service.

/** Where macros of inputs find their values. */
export interface MacroSource {
  expand(text: string): string
}

/** The inputs of a task: defaults, the step's values over them, trimmed, each macro replaced once, file paths rooted at `root`. Throws for a missing required input. */
export function resolveInputs(
  declared: readonly InputDefinition[],
  given: Readonly<Record<string, string>>,
  from: { readonly variables: MacroSource; readonly environment: Readonly<Record<string, string>>; readonly root: string },
): Map<string, string> {
  const inputs = new Map(declared.map(({ name, defaultValue }) => [name, defaultValue]))
  for (const [key, value] of Object.entries(given)) inputs.set(declaredName(declared, key.trim()), value.trim())
  for (const [name, value] of inputs)
    inputs.set(
      name,
      replaceMacros(from.variables.expand(value), (macro) => from.environment[macro]),
    )
  for (const input of declared) {
    const value = inputs.get(input.name) ?? ''
    if (input.required && input.visibleRule === '' && value === '') throw new Error(`Input required: ${input.name}`)
    if (input.type.toLowerCase() === 'filepath') inputs.set(input.name, rooted(value, from.root))
  }
  return inputs
}

function declaredName(declared: readonly InputDefinition[], given: string): string {
  const same = (name: string): boolean => name.toLowerCase() === given.toLowerCase()
  return declared.find(({ name, aliases }) => same(name) || aliases.some(same))?.name ?? given
}

/** The empty path is the root itself. */
function rooted(path: string, root: string): string {
  return isAbsolute(path) ? normalize(path) : resolve(root, path)
}

/** The connections that the inputs name, by id or name, and the system's own; names in the inputs become ids. Throws for one that is not there. */
export function referencedEndpoints(
  declared: readonly InputDefinition[],
  inputs: Map<string, string>,
  known: readonly Endpoint[],
): Endpoint[] {
  const referenced = known.filter(({ id }) => id === SYSTEM_CONNECTION)
  for (const { name } of declared.filter(({ type }) => type.toLowerCase().startsWith('connectedservice:'))) {
    const wanted = (inputs.get(name) ?? '').split(',').filter((piece) => piece.trim() !== '')
    const found = wanted.map((piece) => findEndpoint(known, piece.trim(), name))
    inputs.set(name, found.map(({ id }) => id).join(','))
    referenced.push(...found)
  }
  return referenced
}

function findEndpoint(known: readonly Endpoint[], wanted: string, input: string): Endpoint {
  const same = (text: string): boolean => text.toLowerCase() === wanted.toLowerCase()
  const endpoint = known.find(({ id, name }) => same(id) || same(name))
  if (endpoint === undefined) throw new Error(`Input ${input} references service connection ${wanted} which could not be found.`)
  return endpoint
}
