import { expanded, type Environment, isWithheld, type Own, withPrograms } from './environment.ts'
import { testVariables } from './pip-variables.ts'
import type { Recipe } from './recipe.ts'

/** What a built wheel is tested with; each part is the recipe's where it says anything, else the inputs'. */
export interface Tests {
  /** For the host's shell, with `{project}`, `{package}` and `{wheel}`; empty for none. */
  readonly command: string
  readonly requires: readonly string[]
  readonly constraints: readonly string[]
  readonly environment: Environment
  readonly extras: readonly string[]
}

/** The tests of a row: what a recipe says replaces what the inputs say, but for the environment, where it comes on top. */
export function testsOf(recipe: Recipe, inputs: Tests): Tests {
  const { test_command: command, test_requires: requires, test_constraints: constraints, test_environment: environment } = recipe
  return {
    command: command === '' ? inputs.command : command,
    requires: requires.length === 0 ? inputs.requires : requires,
    constraints: constraints.length === 0 ? inputs.constraints : constraints,
    environment: { ...inputs.environment, ...environment },
    extras: inputs.extras,
  }
}

/**
 * The environment of tests: a build's without its constraints (neither may bend what the other installs), with the programs of the virtual environment
 * first on PATH, in which `$NAME` is replaced as in a build's.
 */
export function testEnvironment(
  build: Environment,
  own: Environment,
  programs: { readonly folder: string; readonly separator: string },
): Environment {
  const base = testVariables(build)
  return withPrograms({ ...base, ...expanded(own, base) }, programs)
}

/** The variables of the step that tests see by name, as far as they are set; Windows tells no case. What no build ever sees, tests do not see either. */
export function passedTo(names: readonly string[], step: Own, windows: boolean): Environment {
  const fold = (name: string): string => (windows ? name.toUpperCase() : name)
  const asked = new Set(names.filter((name) => !isWithheld(name)).map(fold))
  const set = Object.entries(step).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(set.filter(([name]) => asked.has(fold(name))))
}
