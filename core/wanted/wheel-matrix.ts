import { parseYaml } from '../yaml.ts'
import { packageRows } from './package-rows.ts'
import { platformFinder, type Platforms, readPlatforms } from './platforms.ts'
import { platformRules, readRules, type RecipeRule } from './recipe-rules.ts'
import type { Wanted } from './wanted.ts'

/** More rows than this is an anchor gone wild, not a matrix. */
const mostRows = 100_000

/** What a wheel matrix says: which wheels are wanted, and how they are made. */
export interface WheelMatrix {
  readonly rows: readonly Wanted[]
  /** In their order; those of platforms come first. */
  readonly recipes: readonly RecipeRule[]
  readonly platforms: Platforms
}

/**
 * Reads a wheel matrix: spare-tire's `packages -> project -> versions -> version or latest -> wheels[] -> {platform_tag, platform_instance,
 * platform_arch, python[]: {tag, abi?}}`, and all that docs/matrix.md tells besides. Anything else is one Problem `MATRIX_INVALID` that names
 * the place. `folder` is the file's, relative to the sources: its patches are relative to it.
 */
export function parseWheelMatrix(text: string, source: string, folder = ''): WheelMatrix {
  const root = parseYaml(text, source, 'MATRIX_INVALID', { nulls: true }).only('platforms', 'groups', 'recipes', 'packages')
  const platforms = readPlatforms(root)
  const where = { platforms, platformOf: platformFinder(platforms) }
  const rows: Wanted[] = []
  for (const [name, field] of root.get('packages').entries()) {
    for (const row of packageRows(name, field, where)) {
      rows.push(row)
      if (rows.length > mostRows) field.refuse(`brings the matrix past ${mostRows} wheels`, 'Check the anchors that are repeated there.')
    }
  }
  const recipes = [...platformRules(platforms, () => true, folder), ...readRules(root.get('recipes'), platforms, folder)]
  return { rows, recipes, platforms }
}

/**
 * The matrix with the recipes of a file of their own, which may hold platforms and groups too: its recipes come after the matrix's, its platforms
 * name the rows that have their three keys. A matrix that a tool wrote stays untouched. Anything wrong is `MATRIX_INVALID`.
 * `folder` is that of its own file.
 */
export function parseRecipes(text: string, source: string, matrix: WheelMatrix, folder = ''): WheelMatrix {
  const root = parseYaml(text, source, 'MATRIX_INVALID', { nulls: true })
  if (Array.isArray(root.value)) root.refuse('is a list', 'Write recipes: and the list below it.')
  root.only('platforms', 'groups', 'recipes')
  const platforms = readPlatforms(root, matrix.platforms)
  const platformOf = platformFinder(platforms)
  const own = platformRules(platforms, (name) => !matrix.platforms.has(name), folder)
  return {
    rows: matrix.rows.map((row) => ({ ...row, platform: platformOf(row.platform) })),
    recipes: [...own, ...matrix.recipes, ...readRules(root.get('recipes'), platforms, folder)],
    platforms,
  }
}
