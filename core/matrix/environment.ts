import { isWithheld } from '../build/environment.ts'
import { redactor } from '../build/output.ts'
import { few } from '../few.ts'
import { Problem } from '../problem.ts'
import type { Choice, Combination } from './matrix-file.ts'

const prefix = 'env:'

/** More of what is missing is counted. */
const mostTold = 50

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
 * Names that are withheld, and values that hold one of the job's `secrets`, are `REFUSED`: a matrix may be a pull request's, and it is shown.
 */
export function variableOf(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[] = [],
): (name: string) => string | undefined {
  const redacted = redactor({}, [], secrets)
  return (name) => {
    const spelled = name.replaceAll(/[. ]/g, '_').toUpperCase()
    const value = ownOf(environment, name) ?? ownOf(environment, spelled)
    if (isWithheld(spelled)) throw refused(name, 'which no matrix may see')
    if (value !== undefined && (redacted(value) !== value || (value !== '' && secrets.includes(value))))
      throw refused(name, 'whose value is secret')
    return value
  }
}

function refused(name: string, why: string): Problem {
  return new Problem(
    'REFUSED',
    `The matrix refers to the environment variable ${name}, ${why}.`,
    'The legs, their names and plan.json are for all to read: let the jobs of the legs read it themselves.',
  )
}

function ownOf(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined
}

function requireAll(known: ReadonlyMap<string, string>): void {
  const missing = [...known].filter(([, value]) => value === '').map(([name]) => name)
  if (missing.length === 0) return
  throw new Problem(
    'UNRESOLVED',
    `The matrix refers to environment variables that are empty or not there: ${few(missing, mostTold)}.`,
    'Set them as variables of the pipeline, or as env of the step.',
  )
}

function resolved(choice: Choice, known: ReadonlyMap<string, string>): Choice {
  const values = choice.values.map(
    ([name, value]) => [name, value.startsWith(prefix) ? (known.get(value.slice(prefix.length)) ?? '') : value] as const,
  )
  return { ...choice, values }
}
