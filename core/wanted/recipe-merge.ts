import { noRecipe, type Patch } from '../build/recipe.ts'
import { Problem } from '../problem.ts'
import type { RecipeKey, Said, SaidValue } from './recipe-said.ts'
import type { Making } from './wanted.ts'

/** What recipes say together, from top to bottom: maps merge, lists append, scalars replace, null clears. */
export function mergeSaid(all: readonly Said[]): Said {
  const merged = new Map<RecipeKey, SaidValue>()
  for (const said of all) for (const [key, value] of said) put(merged, key, value)
  return merged
}

function put<K>(merged: Map<K, SaidValue>, key: K, value: SaidValue): void {
  if (value === null) merged.delete(key)
  else merged.set(key, together(merged.get(key), value))
}

function together(above: SaidValue | undefined, value: Exclude<SaidValue, null>): SaidValue {
  if (typeof value === 'string') return value
  if (isList(value)) return [...listOf(above), ...value]
  const merged = new Map(isMap(above) ? above : [])
  for (const [name, one] of value) put(merged, name, one)
  return merged
}

/**
 * What it comes to. `patches` are the files by the glob that a recipe writes; a glob without files is `FILE_MISSING`, for a wheel without its
 * patch must not be built. `of` names the wheel. What is a set (packages, names, requirements, patches) holds each item once, where it came first.
 */
export function makingFrom(said: Said, patches: ReadonlyMap<string, readonly Patch[]>, of: string): Making {
  const list = (key: RecipeKey): readonly string[] => listOf(said.get(key))
  const set = (key: RecipeKey): string[] => [...new Set(list(key))]
  const text = (key: RecipeKey): string => textOf(said.get(key))
  const texts = (key: RecipeKey): Record<string, string> =>
    Object.fromEntries(entriesOf(said.get(key)).map(([name, one]) => [name, textOf(one)]))
  const files = set('patches').flatMap((glob) => filesOf(glob, patches, of))
  return {
    recipe: {
      ...noRecipe,
      system_packages: set('system_packages'),
      environment: texts('environment'),
      environment_pass: set('environment_pass'),
      build_constraints: set('build_constraints'),
      config_settings: Object.fromEntries(entriesOf(said.get('config_settings')).map(([key, one]) => [key, listOf(one)])),
      patches: [...new Map(files.map((file) => [file.path, file])).values()],
      before_build: list('before_build'),
      repair: text('repair'),
      retag: text('retag') === 'true',
      test_requires: set('test_requires'),
      test_constraints: set('test_constraints'),
      test_environment: texts('test_environment'),
      test_command: text('test_command'),
    },
    build: Number(text('build')),
    pure: text('pure') === 'allow',
  }
}

function filesOf(glob: string, patches: ReadonlyMap<string, readonly Patch[]>, of: string): readonly Patch[] {
  const files = patches.get(glob) ?? []
  if (files.length > 0) return files
  throw new Problem(
    'FILE_MISSING',
    `The sources have no file ${glob}, which the recipes of ${of} want as a patch.`,
    'Patches are relative to the file that names them.',
  )
}

/** A text where a list may stand is a list of one. */
function listOf(value: SaidValue | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : isList(value) ? value : []
}

function textOf(value: SaidValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function entriesOf(value: SaidValue | undefined): [string, SaidValue][] {
  return isMap(value) ? [...value] : []
}

function isList(value: SaidValue | undefined): value is readonly string[] {
  return Array.isArray(value)
}

function isMap(value: SaidValue | undefined): value is ReadonlyMap<string, SaidValue> {
  return value instanceof Map
}
