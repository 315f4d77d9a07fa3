import type { Field } from '../json.ts'
import { normalizeName, parseName, type ProjectName } from '../python/name.ts'
import { parseSpecifiers } from '../python/specifier.ts'
import { parseVersion } from '../python/version.ts'
import { pythonTitle } from './decision.ts'
import { readIndexSource, readPackageSource } from './package-source.ts'
import { hasThreeKeys, platformFinder, type Platforms, readPlatformNames, readThreeKeys } from './platforms.ts'
import { type PythonItem, readPythons } from './python-item.ts'
import type { Origin, VersionChoice, Wanted, WantedPlatform } from './wanted.ts'
import { isSaid, readFlag, readWhole } from './written.ts'

/** Where the rows of a file take their platforms from. */
export interface Platformed {
  readonly platforms: Platforms
  readonly platformOf: ReturnType<typeof platformFinder>
}

interface Subject {
  readonly project: ProjectName
  readonly name: string
  readonly choice: VersionChoice
  readonly origin: Origin
}

/** The rows of one entry of `packages`: of each of its versions on each of its platforms for each python there. */
export function* packageRows(name: string, field: Field, where: Platformed): Iterable<Wanted> {
  const project =
    parseName(name) ?? field.refuse('is not named as a Python project may be', 'Letters, digits, dots, dashes and underscores.')
  const origin = readIndexSource(field.get('source'))
  if (origin === undefined) {
    field.only('source', 'version', 'wheels', 'platforms', 'python')
    yield* wheelRows({ project, name, ...readPackageSource(field, project) }, [field], where)
    return
  }
  field.only('versions', 'source', 'wheels', 'platforms', 'python')
  const versions = readVersions(field.get('versions'))
  judge(field, where)
  for (const { choice, at } of versions) yield* wheelRows({ project, name, choice, origin }, [at, field], where)
}

/** What a package says for its versions is judged even where every version says its own. */
function judge(field: Field, where: Platformed): void {
  const [names, wheels, python] = [field.get('platforms'), field.get('wheels'), field.get('python')]
  if (isSaid(names)) readPlatformNames(names, where.platforms)
  if (isSaid(python)) readPythons(python)
  if (!isSaid(wheels)) return
  alone(wheels, names, python)
  for (const wheel of wheels.list()) Array.from(itemRows(nobody, wheel, where))
}

const nobody: Subject = { project: normalizeName('nobody'), name: '', choice: { kind: 'static' }, origin: { kind: 'index', url: '' } }

/** The items of `wheels` say platforms and pythons themselves. */
function alone(wheels: Field, names: Field, python: Field): void {
  if (!isSaid(wheels)) return
  if (isSaid(names)) names.refuse('stands beside wheels', 'Write it as an item of wheels.')
  if (isSaid(python)) python.refuse('stands beside wheels', 'Write it in the items of wheels.')
}

interface Version {
  readonly choice: VersionChoice
  readonly at: Field
}

/** A map of versions and what holds for each, or a list of them. */
function readVersions(field: Field): Version[] {
  const list = typeof field.value === 'string' ? [field] : Array.isArray(field.value) ? field.list() : undefined
  if (list !== undefined) return list.map((at) => ({ choice: choiceOf(at.text(), at, {}), at }))
  const entries = field.entries().filter(([text]) => !text.startsWith('x-'))
  return entries.map(([text, at]) => ({ choice: choiceOf(text, at, isSaid(at) ? readRange(at) : {}), at }))
}

interface Range {
  readonly take?: Field | undefined
  readonly pre?: Field | undefined
}

function readRange(field: Field): Range {
  const [take, pre] = [field.only('take', 'pre', 'wheels', 'platforms', 'python').get('take'), field.get('pre')]
  return { take: isSaid(take) ? take : undefined, pre: isSaid(pre) ? pre : undefined }
}

/** Reads `latest`, a version or a specifier. */
function choiceOf(text: string, at: Field, { take, pre }: Range): VersionChoice {
  const withPre = pre !== undefined && readFlag(pre)
  const set = /^\s*[<>=!~]/.test(text) ? parseSpecifiers(text) : undefined
  if (set !== undefined) return { kind: 'specifier', text: text.trim(), set, take: take === undefined ? 1 : readTake(take), pre: withPre }
  take?.refuse('is for version specifiers', "Write such as '>=2,<3': { take: 2 }.")
  if (text === 'latest') return { kind: 'latest', pre: withPre }
  pre?.refuse('is for latest and version specifiers', 'A version that is named is taken as it is.')
  const version = parseVersion(text)
  if (version !== undefined) return { kind: 'exact', version }
  return at.refuse('is neither a version nor latest, nor a version specifier', "Write 1.17.1, latest or '>=2.1,<3'.")
}

function readTake(field: Field): number | 'all' {
  return field.value === 'all' ? 'all' : readWhole(field, 1)
}

/** What is built where, said by the first of `places` that says it: the version's own entry, else the package's. */
function* wheelRows(subject: Subject, places: readonly [Field, ...Field[]], where: Platformed): Iterable<Wanted> {
  const maps = places.filter((one) => typeof one.value === 'object' && one.value !== null)
  const place = maps.find((one) => isSaid(one.get('wheels')) || isSaid(one.get('platforms')))
  const first: Field = places[0]
  if (place === undefined) first.refuse('does not say where it is built', 'Write platforms: [...] or wheels: [...].')
  const wheels = place.get('wheels')
  for (const one of maps.slice(0, maps.indexOf(place) + 1)) alone(wheels, one.get('platforms'), one.get('python'))
  if (isSaid(wheels)) for (const wheel of wheels.list()) yield* itemRows(subject, wheel, where)
  else yield* platformRows(subject, place.get('platforms'), maps.map((one) => one.get('python')).find(isSaid), { ...where, at: first.path })
}

function* itemRows(subject: Subject, wheel: Field, where: Platformed): Iterable<Wanted> {
  const [names, python] = [wheel.get('platforms'), wheel.get('python')]
  if (isSaid(names) && !hasThreeKeys(wheel)) {
    wheel.only('platforms', 'python')
    yield* platformRows(subject, names, isSaid(python) ? python : undefined, { ...where, at: wheel.path })
    return
  }
  if (isSaid(names)) names.refuse('stands beside platform_tag, platform_instance or platform_arch', 'It takes one or the other.')
  wheel.only('platform_tag', 'platform_instance', 'platform_arch', 'platforms', 'python')
  const platform = where.platformOf(readThreeKeys(wheel))
  for (const item of readPythons(python)) yield rowOf(subject, platform, item, item.at)
}

/** `python` is what the place itself says, in place of what the platforms say. */
function* platformRows(
  subject: Subject,
  names: Field,
  python: Field | undefined,
  where: Platformed & { readonly at: string },
): Iterable<Wanted> {
  const own = python === undefined ? undefined : readPythons(python)
  for (const named of readPlatformNames(names, where.platforms)) {
    const items = own ?? named.pythons
    if (items.length === 0) names.refuse(`names ${named.name}, which has no python`, 'Write python: [cp314] there or here.')
    for (const item of items) {
      const row = rowOf(subject, where.platformOf(named), item, where.at)
      yield { ...row, at: `${where.at} (${named.name}, ${pythonTitle(row)})` }
    }
  }
}

function rowOf(subject: Subject, platform: WantedPlatform, { python, testOn, buildWith }: PythonItem, at: string): Wanted {
  return { ...subject, python, platform, testOn, buildWith, at }
}
