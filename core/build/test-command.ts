import { expanded, type Environment } from './environment.ts'
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
  const all = { ...base, ...expanded(own, base) }
  const path = Object.keys(all).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...all, [path]: [programs.folder, all[path] ?? ''].filter((part) => part !== '').join(programs.separator) }
}
