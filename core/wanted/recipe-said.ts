import { isWithheld } from '../build/environment.ts'
import type { Field } from '../json.ts'
import { parseRequirement } from '../python/requirement.ts'
import { oneOrMore, readFlag, readWhole, readWord, unknown } from './written.ts'

/** What a recipe says of one key; null clears what stands above it. */
export type SaidValue = null | string | readonly string[] | ReadonlyMap<string, SaidValue>

/** What a recipe says. */
export type Said = ReadonlyMap<RecipeKey, SaidValue>

/** `folder` is that of the file that says it, relative to the sources; empty for the sources themselves. */
type Reader = (field: Field, folder: string) => SaidValue

/** Every key of a recipe, and how it is read. */
const readers = {
  system_packages: listOf(readSystemPackage),
  environment: readEnvironment,
  environment_pass: listOf(readPassed),
  build_constraints: listOf(readConstraint),
  config_settings: readSettings,
  patches: listOf(readGlob),
  before_build: listOf(readCommand),
  build: (field: Field) => String(readWhole(field, 0)),
  pure: (field: Field) => readWord(field, ['allow']),
  retag: (field: Field) => String(readFlag(field)),
  repair: readRepair,
  test_requires: listOf(readLine),
  test_constraints: listOf(readConstraint),
  test_environment: readEnvironment,
  test_command: readCommand,
} satisfies Record<string, Reader>

/** The name of something that a recipe can say. */
export type RecipeKey = keyof typeof readers

/** Names of all that a recipe can say. */
export const recipeKeys: readonly RecipeKey[] = Object.keys(readers).filter((key): key is RecipeKey => Object.hasOwn(readers, key))

/** Reads the recipe keys that stand in a map, a recipe or a platform, of a file in `folder` of the sources: paths come out relative to the sources. */
export function readSaid(field: Field, folder = ''): Said {
  const said = new Map<RecipeKey, SaidValue>()
  for (const key of recipeKeys) {
    const one = field.get(key)
    if (!one.missing) said.set(key, one.value === null ? null : readers[key](one, folder))
  }
  return said
}

function listOf(read: (field: Field, folder: string) => string): Reader {
  return (field, folder) => oneOrMore(field).map((one) => read(one, folder))
}

function readLine(field: Field): string {
  const text = field.text()
  if (text.trim() === '' || /[\u0000-\u001f\u007f]/.test(text)) field.refuse('must be one line of text')
  return text.trim()
}

function readCommand(field: Field): string {
  const text = field.text()
  return text.trim() === '' || text.includes('\0') ? field.refuse('must be a command', 'Leave it out, or write null to clear it.') : text
}

function readSystemPackage(field: Field): string {
  const text = field.text()
  return /^[A-Za-z0-9@][A-Za-z0-9@._+:/=~*-]*$/.test(text)
    ? text
    : field.refuse(`is '${text}', which is no package`, 'Write one name an item.')
}

function readConstraint(field: Field): string {
  const text = readLine(field)
  const found = parseRequirement(text)
  if (found === undefined) field.refuse(`is '${text}', which is no constraint`, 'Write such as Cython<3.')
  return found.extras.length === 0 ? text : field.refuse('has extras, which a constraint may not have', 'Leave out the [ ].')
}

/** Beside the file that names it; what comes of it is relative to the sources, as plan.json has it. Nothing outside of them reaches the legs. */
function readGlob(field: Field, folder: string): string {
  const text = readLine(field)
  const parts = text.split('/')
  const own = parts.slice(parts.findIndex((part) => part !== '.' && part !== '..'))
  if (/^[/~]|[\\:]/.test(text) || own.some((part) => part === '' || part === '.' || part === '..'))
    field.refuse(`is '${text}'`, 'Write a path or a glob relative to this file, such as patches/*.patch.')
  const inside = folder === '' ? [] : folder.split('/')
  const up = parts.filter((part) => part === '..').length
  if (up > inside.length)
    field.refuse(`is '${text}', which lies outside the sources`, 'It is relative to this file, and the sources are all that the jobs have.')
  return [...inside.slice(0, inside.length - up), ...own].join('/')
}

function readName(field: Field, name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) field.refuse(`names '${name}', which is no variable`, 'Letters, digits and underscores.')
  if (!isWithheld(name)) return name
  return field.refuse(`names ${name}, which never reaches a build`, 'The agent’s variables, and those of releases, are withheld.')
}

function readPassed(field: Field): string {
  const text = field.text()
  if (!text.includes('=')) return readName(field, text)
  return field.refuse('holds a value, which this file must not', 'Write the name alone: the value comes from the step’s env.')
}

function readEnvironment(field: Field): SaidValue {
  const entries = field.entries().filter(([name]) => !name.startsWith('x-'))
  return new Map(entries.map(([name, one]) => [readName(field, name), one.value === null ? null : readValue(one, name)] as const))
}

function readValue(field: Field, name: string): string {
  const text = field.text()
  if (text.includes('\0')) field.refuse('holds a NUL')
  if (!/^\$\([A-Za-z_][A-Za-z0-9_.]*\)$/.test(text)) return text
  return field.refuse(`is ${text}, which is not replaced here`, `Give it to the step’s env and write environment_pass: [${name}].`)
}

function readSettings(field: Field): SaidValue {
  const read = (one: Field): SaidValue =>
    one.value === null ? null : typeof one.value === 'string' ? one.text() : one.list().map((item) => item.text())
  return new Map(field.entries().map(([key, one]) => [readKey(field, key), read(one)] as const))
}

function readKey(field: Field, key: string): string {
  return key === '' || key.includes('=') ? field.refuse(`has the key '${key}'`, 'Write the value after a colon.') : key
}

/** What a command may name; the first two a repair must. */
const places = ['{wheel}', '{dest_dir}', '{project}', '{package}', '{python}']

function readRepair(field: Field): string {
  const text = readCommand(field).trim()
  if (['auto', 'none'].includes(text)) return text
  if (!/[\s{]/.test(text))
    unknown(field, text, ['auto', 'none'], `is '${text}', which is neither auto, none nor a command with {wheel} and {dest_dir}`)
  const stray = (text.match(/(?<!\$)\{[a-z_]+\}/g) ?? []).find((one) => !places.includes(one))
  if (stray !== undefined) unknown(field, stray, places, `has the place ${stray}, which is none`)
  const absent = places.slice(0, 2).find((place) => !text.includes(place))
  return absent === undefined
    ? text
    : field.refuse(`is a command without ${absent}`, 'It must say where the wheel is, and where the new one goes.')
}
