import type { Patch } from '../build/recipe.ts'
import type { Field } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { ProjectName } from '../python/name.ts'
import { parseRequirement } from '../python/requirement.ts'
import { admits, type SpecifierSet } from '../python/specifier.ts'
import { formatTag } from '../python/tag.ts'
import type { Version } from '../python/version.ts'
import { pythonTitle } from './decision.ts'
import { type Platforms, readPlatformNames } from './platforms.ts'
import { makingFrom, mergeSaid } from './recipe-merge.ts'
import { readSaid, recipeKeys, type Said } from './recipe-said.ts'
import type { Making, Wanted } from './wanted.ts'
import { declaredTag } from './wanted-python.ts'
import { isSaid, oneOrMore } from './written.ts'

/** A recipe, and the rows that it is for: those that all of its selectors match. A selector that is empty matches every row. */
export interface RecipeRule {
  /** Names of platforms and groups, as written. */
  readonly platforms: readonly string[]
  readonly projects: readonly { readonly project: ProjectName; readonly versions: SpecifierSet }[]
  /** Globs on short forms: `cp*-abi3`. */
  readonly pythons: readonly { readonly glob: string; readonly pattern: RegExp }[]
  readonly said: Said
  /** `platform`: what a platform's own entry says. */
  readonly kind: 'recipe' | 'platform'
  /** The place, with its file: `wheel_matrix.yml: recipes[3]`. */
  readonly at: string
}

/** What the platforms' own entries say, in their order: it comes before every recipe. They stand in a file of `folder`, relative to the sources. */
export function platformRules(platforms: Platforms, isOurs: (name: string) => boolean, folder = ''): RecipeRule[] {
  const own = [...platforms].flatMap(([name, members]) => members.filter((one) => one.name === name && isOurs(name)))
  return own
    .map(({ name, field }): RecipeRule => ({
      ...everyRow,
      platforms: [name],
      said: readSaid(field, folder),
      kind: 'platform',
      at: placeOf(field),
    }))
    .filter(({ said }) => said.size > 0)
}

/** Reads the list `recipes` of a file in `folder`, relative to the sources; nothing there is an empty one. */
export function readRules(field: Field, platforms: Platforms, folder = ''): RecipeRule[] {
  return (field.optional((one) => one.list()) ?? []).map((one) => readRule(one, platforms, folder))
}

/** What all that match say of a row, from top to bottom; `patches` are the files by the glob that a recipe writes (`FILE_MISSING` where there is none). */
export function makingOf(
  rules: readonly RecipeRule[],
  row: Wanted,
  version: Version,
  patches: ReadonlyMap<string, readonly Patch[]>,
): Making {
  const matching = rules.filter((rule) => matches(rule, row, version))
  return makingFrom(mergeSaid(matching.map(({ said }) => said)), patches, `${row.name} ${version.text}`)
}

/** The globs of all patches, each once: their files are to be found before a row is decided. */
export function patchGlobs(rules: readonly RecipeRule[]): string[] {
  const globs = rules.flatMap(({ said }) => {
    const value = said.get('patches')
    return Array.isArray(value) ? value : []
  })
  return [...new Set(globs)]
}

/** A line for each recipe that is for no row of the matrix: misspelt, or left over. Versions that nobody knows yet are given the benefit. */
export function idleRules(rules: readonly RecipeRule[], rows: readonly Wanted[]): string[] {
  const names = [...new Set(rows.map((row) => row.name))]
  const byProject = new Map<ProjectName, Wanted[]>(rows.map((row) => [row.project, []]))
  for (const row of rows) byProject.get(row.project)?.push(row)
  const concerned = ({ projects }: RecipeRule): readonly Wanted[] =>
    projects.length === 0 ? rows : projects.flatMap(({ project }) => byProject.get(project) ?? [])
  return rules
    .filter((rule) => rule.kind === 'recipe' && !concerned(rule).some((row) => mayMatch(rule, row)))
    .map(
      (rule) =>
        `${rule.at} is for no wheel of the matrix.${meantOf(rule.projects.find(({ project }) => !byProject.has(project))?.project, names)}`,
    )
}

const everyRow = { platforms: [], projects: [], pythons: [] }

function readRule(field: Field, platforms: Platforms, folder: string): RecipeRule {
  field.only('platforms', 'for', 'python', ...recipeKeys)
  const named = field.get('platforms')
  if (isSaid(named)) readPlatformNames(named, platforms)
  const said = readSaid(field, folder)
  if (said.size === 0) field.refuse('says nothing of what it selects', `It takes ${recipeKeys.join(', ')}.`)
  return {
    platforms: selected(named, (one) => one.text()),
    projects: selected(field.get('for'), readProject),
    pythons: selected(field.get('python'), readGlob),
    said,
    kind: 'recipe',
    at: placeOf(field),
  }
}

/** A selector that selects nothing would be read as one that selects all. */
function selected<T>(field: Field, read: (one: Field) => T): T[] {
  const items = field.optional((one) => oneOrMore(one).map(read))
  return items?.length === 0 ? field.refuse('selects nothing', 'Leave it out to select everything.') : (items ?? [])
}

function readProject(field: Field): RecipeRule['projects'][number] {
  const text = field.text()
  const found = parseRequirement(text)
  if (found === undefined)
    return field.refuse(`is '${text}', which is no project with a version specifier`, 'Write such as PyYAML >=5.4,<=6.0.')
  if (found.extras.length > 0 || found.url !== undefined || found.marker !== undefined)
    field.refuse('has an extra, an address or a marker', 'It takes a name and a version specifier.')
  return { project: found.project, versions: found.specifiers }
}

function readGlob(field: Field): RecipeRule['pythons'][number] {
  const text = field.text()
  const glob = text.toLowerCase()
  const pattern = glob.replaceAll(/\*+/g, '.*').replaceAll('?', '.')
  if (/^[a-z0-9_*?-]{1,100}$/.test(glob)) return { glob, pattern: new RegExp(`^${pattern}$`) }
  return field.refuse(`is '${text}', which is no glob on pythons`, 'Write such as cp314, cp*-abi3 or pp*.')
}

function placeOf(field: Field): string {
  return `${field.source}: ${field.path}`
}

function matches(rule: RecipeRule, row: Wanted, version: Version | undefined): boolean {
  const { platforms, projects, pythons } = rule
  return (
    (platforms.length === 0 || row.platform.names.some((name) => platforms.includes(name))) &&
    (projects.length === 0 ||
      projects.some((one) => one.project === row.project && (version === undefined || admits(one.versions, version)))) &&
    (pythons.length === 0 || pythons.some((one) => fitsPython(one, row)))
  )
}

function mayMatch(rule: RecipeRule, row: Wanted): boolean {
  return matches(rule, row, row.choice.kind === 'exact' ? row.choice.version : undefined)
}

/** A python goes by its short form, written out or not: cp314 is cp314-cp314 too, and py3 is py3-none to every glob. */
function fitsPython({ glob, pattern }: RecipeRule['pythons'][number], row: Wanted): boolean {
  if (pattern.test(pythonTitle(row))) return true
  const whole = formatTag(declaredTag(row.python, '')).replace(/-$/, '')
  return glob === whole || (whole.startsWith('py') && pattern.test(whole))
}

function meantOf(stray: ProjectName | undefined, names: readonly string[]): string {
  const meant = stray === undefined ? undefined : nearest(stray, names)
  return meant === undefined ? '' : ` Did you mean '${meant}'?`
}
