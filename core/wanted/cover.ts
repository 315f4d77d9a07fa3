import { recipeDigest } from '../build/recipe.ts'
import { plainPlatform, platformFits } from '../python/platform.ts'
import { satisfies, type Wish } from '../python/satisfies.ts'
import type { WheelName } from '../python/wheel-name.ts'
import { type Decision, pythonTitle } from './decision.ts'
import { declaredTag } from './wanted-python.ts'
import type { Target } from './wanted.ts'
import { declaredWheel, wishOf } from './wish.ts'

type Build = Extract<Decision, { kind: 'build' }>

/** A build, with what it is going to make and what would do in its place. */
interface Candidate {
  readonly build: Build
  readonly wheel: WheelName
  readonly wish: Wish
  /** The same for rows, of one version, that each other's wheels would do for. */
  readonly sort: string
}

/**
 * Turns builds that another build makes needless into skips: cp314 where the same version is built as cp312-abi3, manylinux_2_28 where
 * it is built for manylinux_2_17, and all but the first of equal rows. What covers is itself built. Equal rows would make files of one name,
 * of which one only can be published: where their recipes differ, the first row's holds, and the others are told so. (What covers a row by
 * another tag is a wheel that the matrix asks for by itself, with its own recipe.)
 */
export function cover(decisions: readonly Decision[]): Decision[] {
  const groups = new Map<string, Candidate[]>()
  for (const build of decisions.filter((one) => one.kind === 'build')) {
    const { row, version, making } = build.target
    const key = `${row.project} ${version.order}`
    const group = groups.get(key) ?? []
    if (group.push({ build, wheel: declaredWheel(build.target), wish: wishOf(row, version, making), sort: sortOf(build.target) }) === 1)
      groups.set(key, group)
  }
  const changed = new Map<Decision, Decision>([...groups.values()].flatMap((group) => [...coverGroup(group)]))
  return decisions.map((decision) => changed.get(decision) ?? decision)
}

/** The first of equal rows stands for all; then a row is covered by one that is better, never by an equal. */
function coverGroup(group: readonly Candidate[]): Map<Decision, Decision> {
  const bySort = new Map<string, Candidate[]>()
  for (const one of group) bySort.set(one.sort, [...(bySort.get(one.sort) ?? []), one])
  const firsts = [...bySort.values()].flatMap(([first]) => first ?? [])
  const better = betterThan(firsts)
  const changed = new Map<Decision, Decision>()
  for (const [first, ...equals] of bySort.values()) {
    if (first === undefined) continue
    const by = better(first)
    if (by === undefined) changed.set(first.build, standFor(first.build, equals))
    for (const { build } of by === undefined ? equals : [first, ...equals]) changed.set(build, skipFor(build, by ?? first))
  }
  return changed
}

/** Finds the row that is to be built in place of another. Only platforms that may serve each other are looked at: a matrix has many. */
function betterThan(rows: readonly Candidate[]): (row: Candidate) => Candidate | undefined {
  const byPlatform = new Map<string, Candidate[]>()
  for (const row of rows) byPlatform.set(row.wish.platform, [...(byPlatform.get(row.wish.platform) ?? []), row])
  const tags = [...byPlatform.keys()]
  const near = new Map(
    tags.map((tag) => {
      const serving = tags.filter((other) => other.toLowerCase() === 'any' || platformFits(other.toLowerCase(), tag))
      return [tag, serving.flatMap((other) => byPlatform.get(other) ?? [])] as const
    }),
  )
  const serving = (row: Candidate): Candidate[] => (near.get(row.wish.platform) ?? []).filter((other) => serves(other, row))
  const beaten = new Set(rows.filter((row) => serving(row).some((other) => !serves(row, other))))
  return (row) => (beaten.has(row) ? rows.find((other) => !beaten.has(other) && serves(other, row)) : undefined)
}

/** What may turn out to be for any platform serves only those whom that would do: the wheel that is declared is not the only one it may become. */
function serves(one: Candidate, wisher: Candidate): boolean {
  const takesPure = wisher.wish.pure || wisher.wish.platform.toLowerCase() === 'any'
  return one !== wisher && (takesPure || !one.wish.pure) && satisfies(one.wheel, wisher.wish)
}

/** A wheel that stands for equal rows is tested on all interpreters that they name, and may be pure where all of them allow it. */
function standFor(build: Build, equals: readonly Candidate[]): Build {
  if (equals.length === 0) return build
  const { target } = build
  const all = [build, ...equals.map((one) => one.build)]
  const testOn = [...new Set(all.flatMap(({ row }) => row.testOn))]
  const pure = all.every((one) => one.target.making.pure)
  return { ...build, target: { ...target, row: { ...target.row, testOn }, making: { ...target.making, pure } } }
}

function skipFor(build: Build, { build: by, sort }: Candidate): Decision {
  const { row, target } = build
  const says = `${pythonTitle(by.row)} on ${by.row.platform.tag} (${by.row.at})`
  const skip = { kind: 'skip', row, version: target.version, why: 'covered', by: says, meant: target } as const
  const differs = sortOf(target) === sort && digestOf(build) !== digestOf(by)
  return differs ? { ...skip, recipe: 'differs' } : skip
}

/** Spellings of a version or of a platform tag make no other wheel. */
function sortOf({ row, making }: Target): string {
  const { python, abi, platform } = declaredTag(row.python, row.platform.tag)
  return [making.build, python, abi, plainPlatform(platform)].join('-')
}

function digestOf({ target }: Build): string {
  return recipeDigest(target.making.recipe)
}
