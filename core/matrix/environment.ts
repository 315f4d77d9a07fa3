import { Problem } from '../problem.ts'
import type { Choice, Combination } from './matrix-file.ts'

const prefix = 'env:'

/**
 * The combinations with each value `env:NAME` in place of which the environment has one. All that are missing or empty are one Problem `UNRESOLVED`.
 */
export function resolveEnvironment(
  combinations: readonly Combination[],
  environment: (name: string) => string | undefined,
): readonly Combination[] {
  const values = combinations.flatMap((combination) => combination.flatMap((choice) => choice.values.map(([, value]) => value)))
  const names = [...new Set(values.filter((value) => value.startsWith(prefix)))].map((value) => value.slice(prefix.length))
  const known = new Map(names.map((name) => [name, environment(name) ?? '']))
  requireAll(known)
  return names.length === 0 ? combinations : combinations.map((combination) => combination.map((choice) => resolved(choice, known)))
}

/**
 * Looks into an environment as pipelines fill it: by the name as it is, else as the agent spells variables, in capitals with `_` for dots and blanks.
 */
export function variableOf(environment: Readonly<Record<string, string | undefined>>): (name: string) => string | undefined {
  return (name) => ownOf(environment, name) ?? ownOf(environment, name.replaceAll(/[. ]/g, '_').toUpperCase())
}

function ownOf(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined
}

function requireAll(known: ReadonlyMap<string, string>): void {
  const missing = [...known].filter(([, value]) => value === '').map(([name]) => name)
  if (missing.length === 0) return
  throw new Problem(
    'UNRESOLVED',
    `The matrix refers to environment variables that are empty or not there: ${missing.join(', ')}.`,
    'Set them as variables of the pipeline, or as env of the step.',
  )
}

function resolved(choice: Choice, known: ReadonlyMap<string, string>): Choice {
  const values = choice.values.map(
    ([name, value]) => [name, value.startsWith(prefix) ? (known.get(value.slice(prefix.length)) ?? '') : value] as const,
  )
  return { ...choice, values }
}
