import { canonical, type Json } from '../canonical.ts'
import type { Field } from '../json.ts'
import { parseSha256, type Sha256, sha256Of } from '../sha256.ts'

/**
 * How one wheel is made, where its backend's defaults do not do: what all recipes that match it say together. Names are those of the wheel
 * matrix; what a recipe does not say is empty here.
 */
export interface Recipe {
  /** Installed once a host, by its own package manager. */
  readonly system_packages: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Names only: values come from the step's environment. */
  readonly environment_pass: readonly string[]
  readonly build_constraints: readonly string[]
  readonly config_settings: Readonly<Record<string, readonly string[]>>
  /** In the order they are applied. */
  readonly patches: readonly Patch[]
  /** Commands, run in the source tree by the host's shell. */
  readonly before_build: readonly string[]
  /** `auto`, `none` or a command; empty for what the task was told. */
  readonly repair: string
  /** Whether the wheel is renamed to the platform tag that was asked for. */
  readonly retag: boolean
  readonly test_requires: readonly string[]
  readonly test_constraints: readonly string[]
  readonly test_environment: Readonly<Record<string, string>>
  readonly test_command: string
}

/** A patch file: relative to the sources, and of these bytes. */
export interface Patch {
  readonly path: string
  readonly sha256: Sha256
}

/** What holds where no recipe says anything. */
export const noRecipe: Recipe = {
  system_packages: [],
  environment: {},
  environment_pass: [],
  build_constraints: [],
  config_settings: {},
  patches: [],
  before_build: [],
  repair: '',
  retag: false,
  test_requires: [],
  test_constraints: [],
  test_environment: {},
  test_command: '',
}

/** A recipe as plan.json and `job_data` hold it: without what is empty. */
export function recipeJson(recipe: Recipe): Record<string, Json> {
  const said = Object.entries({ ...recipe, patches: recipe.patches.map((patch) => ({ ...patch })) })
  return Object.fromEntries(
    said.filter(([, value]) => canonical(value) !== '[]' && value !== '' && value !== false && canonical(value) !== '{}'),
  )
}

/** Reads a recipe of plan.json or `job_data`; what is missing is empty, unknown keys are ignored. */
export function parseRecipe(field: Field): Recipe {
  const texts = (key: string): string[] => field.get(key).optional((one) => one.list().map((item) => item.text())) ?? []
  const map = (key: string): Record<string, string> =>
    Object.fromEntries(field.get(key).optional((one) => [...one.entries()].map(([name, value]) => [name, value.text()] as const)) ?? [])
  const text = (key: string): string => field.get(key).optional((one) => one.text()) ?? ''
  const settings = field.get('config_settings').optional((one) => [...one.entries()]) ?? []
  return {
    system_packages: texts('system_packages'),
    environment: map('environment'),
    environment_pass: texts('environment_pass'),
    build_constraints: texts('build_constraints'),
    config_settings: Object.fromEntries(settings.map(([key, value]) => [key, value.list().map((item) => item.text())])),
    patches: field.get('patches').optional((one) => one.list().map(parsePatch)) ?? [],
    before_build: texts('before_build'),
    repair: text('repair'),
    retag: field.get('retag').optional((one) => one.flag()) ?? false,
    test_requires: texts('test_requires'),
    test_constraints: texts('test_constraints'),
    test_environment: map('test_environment'),
    test_command: text('test_command'),
  }
}

/** Names what a recipe says: two wheels of one source with one digest were made alike. What only tests is no part of it. */
export function recipeDigest(recipe: Recipe): Sha256 {
  return sha256Of(canonical(recipeJson(untested(recipe))))
}

/** What of a recipe makes the wheel: without what only tests it. */
export function untested(recipe: Recipe): Recipe {
  return { ...recipe, test_requires: [], test_constraints: [], test_environment: {}, test_command: '' }
}

function parsePatch(field: Field): Patch {
  const sha256 = parseSha256(field.get('sha256').text()) ?? field.get('sha256').refuse('must be a SHA-256 in hex')
  return { path: field.get('path').text(), sha256 }
}
