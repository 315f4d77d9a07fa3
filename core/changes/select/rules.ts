import type { Field } from '../../json.ts'
import { parseYaml } from '../../yaml.ts'
import { globFault } from '../glob-fault.ts'
import { type Globs, nameGlob, parseGlobs, placeholdersOf } from '../globs.ts'

/** What people say of files outside of packages: which packages they concern. */
export interface Rules {
  /** In the order of the file. */
  readonly rules: readonly Rule[]
  /** Paths that count for nothing. */
  readonly ignore: Globs
  /** Paths that concern every package, indirectly. */
  readonly shared: Globs
  /** What is selected where nothing else is. */
  readonly fallback: (Picked & Written) | undefined
}

/** What is said of a rule where it decides: where it is written. */
interface Written {
  /** `eng/rules.yml, line 3`; where several stand on one line, which of them it is. */
  readonly at: string
}

/** One rule: packages that a path concerns, or that are tested along with others. */
export type Rule =
  | (Written & { readonly kind: 'paths'; readonly paths: Globs; readonly picks: Picked })
  | (Written & { readonly kind: 'changed'; readonly changed: Globs; readonly picks: Picked })

/** Packages by globs of their names, of their folders, or both. */
export interface Picked {
  readonly packages: readonly string[]
  readonly folders: readonly string[]
  readonly as: 'direct' | 'indirect'
}

/** No rules. */
export const noRules: Rules = { rules: [], ignore: parseGlobs([]), shared: parseGlobs([]), fallback: undefined }

/**
 * Reads a rules file, YAML or JSON: `rules` of `paths` (or `changed`: names of packages that changed) with `packages` or `folders` and `as`,
 * `ignore`, `shared` and `fallback`. `<name>` of all paths of a rule may stand in its packages and folders. Anything else is `FILE_INVALID`.
 */
export function parseRules(text: string, source: string): Rules {
  const root = parseYaml(text, source, 'FILE_INVALID').only('rules', 'ignore', 'shared', 'fallback')
  return {
    rules: root.get('rules').optional((list) => parseList(list.list())) ?? [],
    ignore: parseGlobs(readGlobs(root.get('ignore'))),
    shared: parseGlobs(readGlobs(root.get('shared'))),
    fallback: root.get('fallback').optional(parseFallback),
  }
}

function parseList(list: readonly Field[]): Rule[] {
  const places = list.map(placeOf)
  const [seen, shared] = [new Set<string>(), new Set<string>()]
  for (const place of places) (seen.has(place) ? shared : seen).add(place)
  return list.map((field, at) => parseRule(field, shared.has(places[at] ?? '') ? `${places[at]}, ${field.path}` : (places[at] ?? '')))
}

/** As a part of a sentence. */
function placeOf({ source, line }: Field): string {
  const from = source.replace(/^The input/, 'the input')
  return line === undefined ? from : `${from}, line ${line}`
}

function parseRule(field: Field, at: string): Rule {
  const rule = field.only('paths', 'changed', 'packages', 'folders', 'as')
  const [paths, changed] = [readGlobs(rule.get('paths')), readGlobs(rule.get('changed'))]
  if (paths.length > 0 === changed.length > 0) rule.refuse("must say either 'paths' or 'changed'", 'Write one of them.')
  const picks = parsePicked(rule)
  requireCaptured(rule, picks, [...paths, ...changed])
  if (paths.length > 0) return { kind: 'paths', at, paths: parseGlobs(paths), picks }
  return { kind: 'changed', at, changed: parseGlobs(changed.map(nameGlob)), picks }
}

function parseFallback(field: Field): Picked & Written {
  const picks = parsePicked(field.only('packages', 'folders', 'as'))
  requireCaptured(field, picks, [''])
  return { ...picks, at: placeOf(field) }
}

function parsePicked(field: Field): Picked {
  const [packages, folders] = [readGlobs(field.get('packages')), readGlobs(field.get('folders'))]
  if (packages.length + folders.length === 0)
    field.refuse('names no packages', "Write 'packages' or 'folders'; '*' is every name, '**' every folder.")
  return { packages, folders, as: field.get('as').optional((as) => as.oneOf(['direct', 'indirect'])) ?? 'indirect' }
}

/** What stands for a part of what a rule begins with must be known from every glob of that. */
function requireCaptured(rule: Field, { packages, folders }: Picked, from: readonly string[]): void {
  const wanted = [...packages, ...folders].flatMap(placeholdersOf)
  const takes = from.filter((glob) => !glob.startsWith('!'))
  const unknown = wanted.find((name) => takes.some((glob) => !placeholdersOf(glob).includes(name)))
  if (unknown !== undefined)
    rule.refuse(`uses <${unknown}>, which not every path or name before has`, 'Write it there too, or split the rule.')
}

/** A glob or a list of them; not only ones that leave something out. */
function readGlobs(field: Field): string[] {
  const globs = field.optional((one) => (Array.isArray(one.value) ? one.list() : [one]).map(readGlob)) ?? []
  if (globs.length > 0 && globs.every((glob) => glob.startsWith('!')))
    field.refuse('only leaves out', "Write first what it takes, such as '**'.")
  return globs
}

function readGlob(field: Field): string {
  const glob = field.text().trim()
  const fault = globFault(glob)
  return fault === undefined ? glob : field.refuse(fault.what, fault.remedy)
}
