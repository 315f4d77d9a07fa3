import type { Wish } from '../python/satisfies.ts'
import { noRecipe } from '../build/recipe.ts'
import { cover } from './cover.ts'
import type { Decision } from './decision.ts'
import type { Facts, Rules } from './facts.ts'
import { type Resolution, resolveArchive, resolveFolder, resolveFromIndex } from './resolve.ts'
import { Shelf } from './shelf.ts'
import type { Wanted } from './wanted.ts'
import { wishOf } from './wish.ts'

/**
 * Decides every row, in the order of the rows. The first that holds: error, requires-python, no-sdist, in-index, withdrawn, upstream,
 * covered, build. `force` passes over in-index and upstream only.
 */
export function planWheels(rows: readonly Wanted[], facts: Facts, rules: Rules): Decision[] {
  const shelf = new Shelf(facts)
  return cover(rows.map((row) => decide(row, shelf, facts, rules)))
}

function decide(row: Wanted, shelf: Shelf, facts: Facts, rules: Rules): Decision {
  const resolution = resolve(row, shelf, facts, rules)
  if (resolution.kind === 'error') return { kind: 'error', row, version: resolution.version, problem: resolution.problem }
  const { version } = resolution
  const making = { recipe: noRecipe, build: 0, pure: false }
  if (resolution.kind === 'skip') return { kind: 'skip', row, version, why: resolution.why, by: resolution.by }
  const there = existing(wishOf(row, version, making), shelf, rules)
  if (there !== undefined && (there.why === 'withdrawn' || !rules.force)) return { kind: 'skip', row, version, ...there }
  const target = { row, version, source: resolution.source, making }
  if (there !== undefined) return { kind: 'build', row, target, why: 'forced', by: there.by }
  return { kind: 'build', row, target, why: facts.store === undefined ? 'no-store' : 'absent', by: '' }
}

function existing(wish: Wish, shelf: Shelf, rules: Rules): { why: 'in-index' | 'withdrawn' | 'upstream'; by: string } | undefined {
  const stored = shelf.stored(wish)
  if (stored !== undefined) return { why: stored.kind === 'listed' ? 'in-index' : 'withdrawn', by: stored.file }
  const served = rules.skipUpstream ? shelf.served(wish) : undefined
  return served === undefined ? undefined : { why: 'upstream', by: served }
}

function resolve(row: Wanted, shelf: Shelf, facts: Facts, rules: Rules): Resolution {
  if (row.origin.kind === 'archive') return resolveArchive(row)
  if (row.origin.kind === 'index') return resolveFromIndex(row, shelf.releases(row.project), facts.index, rules.cutoff)
  if (row.origin.kind === 'git') throw new Error('not resolved yet')
  const folder = facts.folders.get(row.origin.path)
  if (folder === undefined) throw new Error(`the folder ${row.origin.path} was not gathered`)
  return resolveFolder(row, folder)
}
