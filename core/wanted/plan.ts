import { recipeDigest } from '../build/recipe.ts'
import { Problem } from '../problem.ts'
import type { Version } from '../python/version.ts'
import { cover } from './cover.ts'
import type { Decision } from './decision.ts'
import type { Facts, Rules } from './facts.ts'
import type { Resolution } from './resolution.ts'
import { resolveRow } from './resolve.ts'
import { type Found, Shelf } from './shelf.ts'
import type { Making, Target, Wanted } from './wanted.ts'
import { wishOf } from './wish.ts'

/**
 * Decides every row, in the order of the rows; one that takes several versions is decided for each, the highest first. The first that holds:
 * error, requires-python, no-sdist, in-index, withdrawn, upstream, covered, build. `force` passes over in-index and upstream only.
 */
export function planWheels(rows: readonly Wanted[], facts: Facts, rules: Rules): Decision[] {
  const shelf = new Shelf(facts)
  const resolved = new Map<string, Resolution[]>()
  const resolve = (row: Wanted): Resolution[] => {
    const key = questionOf(row)
    const found = resolved.get(key) ?? resolveRow(row, shelf, facts, rules.cutoff)
    resolved.set(key, found)
    return found
  }
  return cover(rows.flatMap((row) => resolve(row).map((resolution) => decide(row, resolution, shelf, facts, rules))))
}

/** What a row's version hangs on: the same for its project and python on every platform. */
function questionOf({ name, choice, origin, python, buildWith }: Wanted): string {
  const open = choice.kind === 'specifier' ? [choice.take, choice.pre] : choice.kind === 'latest' ? [choice.pre] : []
  const version = choice.kind === 'exact' ? choice.version.text : choice.kind === 'specifier' ? choice.text : choice.kind
  return JSON.stringify([name, version, open, origin, python.tag, buildWith])
}

function decide(row: Wanted, resolution: Resolution, shelf: Shelf, facts: Facts, rules: Rules): Decision {
  if (resolution.kind === 'error') return { kind: 'error', row, version: resolution.version, problem: resolution.problem }
  const { version } = resolution
  if (resolution.kind === 'skip') return { kind: 'skip', row, version, why: resolution.why, by: resolution.by }
  const making = makingFor(row, version, rules)
  if (making instanceof Problem) return { kind: 'error', row, version, problem: making }
  const target = { row, version, source: resolution.source, making }
  const there = existing(target, shelf, rules)
  if (there !== undefined && (there.why === 'withdrawn' || !rules.force)) return { kind: 'skip', row, version, ...there, meant: target }
  if (there !== undefined) return { kind: 'build', row, target, why: 'forced', by: there.by }
  return { kind: 'build', row, target, ...wanting(target, shelf, facts) }
}

/** Recipes that cannot be followed, a patch without a file, fail the rows that they are for. */
function makingFor(row: Wanted, version: Version, rules: Rules): Making | Problem {
  try {
    return rules.making(row, version)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

type Existing = Pick<Extract<Decision, { kind: 'skip' }>, 'why' | 'by' | 'recipe'>

function existing(target: Target, shelf: Shelf, rules: Rules): Existing | undefined {
  const wish = wishOf(target.row, target.version, target.making)
  const stored = shelf.stored(wish)
  if (stored?.withdrawn === true) return { why: 'withdrawn', by: stored.file }
  if (stored !== undefined) return { why: 'in-index', by: stored.file, ...drift(stored, target.making) }
  const served = rules.skipUpstream && target.row.origin.kind === 'index' ? shelf.served(target.row, wish) : undefined
  return served === undefined ? undefined : { why: 'upstream', by: served }
}

/** A listed wheel stays, however it was made: its name is taken. What has changed since is told. */
function drift({ recipe }: Found, making: Making): Pick<Existing, 'recipe'> {
  return recipe === undefined || recipe === recipeDigest(making.recipe) ? {} : { recipe: 'differs' }
}

/** Why it is built: nothing is there, or only what has a lower build tag than is asked for. */
function wanting({ row, version, making }: Target, shelf: Shelf, facts: Facts): Pick<Extract<Decision, { kind: 'build' }>, 'why' | 'by'> {
  if (facts.store === undefined) return { why: 'no-store', by: '' }
  const lower = making.build === 0 ? undefined : shelf.stored(wishOf(row, version, { ...making, build: 0 }))
  return lower === undefined ? { why: 'absent', by: '' } : { why: 'build-tag', by: lower.file }
}
