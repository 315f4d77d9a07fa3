import { recipeDigest } from '../build/recipe.ts'
import { satisfies } from '../python/satisfies.ts'
import { type Decision, pythonTitle } from './decision.ts'
import { declaredWheel, wishOf } from './wish.ts'

type Build = Extract<Decision, { kind: 'build' }>

/**
 * Turns builds that another build makes needless into skips: cp314 where the same version is built as cp312-abi3, manylinux_2_28 where
 * it is built for manylinux_2_17, and all but the first of equal rows. What covers is itself built. Equal rows would make files of one name,
 * of which one only can be published: where their recipes differ, the first row's holds, and the others are told so. (What covers a row by
 * another tag is a wheel that the matrix asks for by itself, with its own recipe.)
 */
export function cover(decisions: readonly Decision[]): Decision[] {
  const groups = new Map<string, Build[]>()
  for (const build of decisions.filter(isBuild)) {
    const key = `${build.row.project} ${build.target.version.order}`
    groups.set(key, [...(groups.get(key) ?? []), build])
  }
  const coveredBy = new Map([...groups.values()].flatMap((builds) => [...coverGroup(builds)]))
  const equals = new Map<Decision, Build[]>()
  for (const [build, by] of coveredBy) if (isEqual(build, by)) equals.set(by, [...(equals.get(by) ?? []), build])
  return decisions.map((decision) => {
    if (decision.kind !== 'build') return decision
    const by = coveredBy.get(decision)
    return by === undefined ? standFor(decision, equals.get(decision) ?? []) : skipFor(decision, by)
  })
}

/** A wheel that stands for equal rows is tested on all interpreters that they name, and may be pure where all of them allow it. */
function standFor(build: Build, equals: readonly Build[]): Build {
  if (equals.length === 0) return build
  const { target } = build
  const testOn = [...new Set([build, ...equals].flatMap(({ row }) => row.testOn))]
  const pure = [build, ...equals].every((one) => one.target.making.pure)
  return { ...build, target: { ...target, row: { ...target.row, testOn }, making: { ...target.making, pure } } }
}

function isEqual(a: Build, b: Build): boolean {
  return declaredWheel(a.target).text === declaredWheel(b.target).text
}

function isBuild(decision: Decision): decision is Build {
  return decision.kind === 'build'
}

/** The first of equal rows stands for all; then a row is covered by one that is better, never by an equal. */
function coverGroup(builds: readonly Build[]): Map<Build, Build> {
  const covered = new Map<Build, Build>()
  const firsts = new Map<string, Build>()
  for (const build of builds) {
    const first = firsts.get(declaredWheel(build.target).text)
    if (first === undefined) firsts.set(declaredWheel(build.target).text, build)
    else covered.set(build, first)
  }
  const rows = [...firsts.values()]
  const beaten = rows.filter((row) => rows.some((other) => serves(other, row) && !serves(row, other)))
  const standing = rows.filter((row) => !beaten.includes(row))
  for (const row of beaten) {
    const by = standing.find((other) => serves(other, row))
    if (by !== undefined) covered.set(row, by)
  }
  for (const [row, by] of covered) covered.set(row, covered.get(by) ?? by)
  return covered
}

function serves(build: Build, wisher: Build): boolean {
  return build !== wisher && satisfies(declaredWheel(build.target), wishOf(wisher.row, wisher.target.version, wisher.target.making))
}

function skipFor(decision: Build, by: Build): Decision {
  const says = `${pythonTitle(by.row)} on ${by.row.platform.tag} (${by.row.at})`
  const differs = isEqual(decision, by) && digestOf(decision) !== digestOf(by)
  const skip = { kind: 'skip', row: decision.row, version: decision.target.version, why: 'covered', by: says } as const
  return differs ? { ...skip, recipe: 'differs' } : skip
}

function digestOf({ target }: Build): string {
  return recipeDigest(target.making.recipe)
}
