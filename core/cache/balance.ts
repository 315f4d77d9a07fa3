import { share } from '../wanted/share.ts'

/**
 * Shares groups among as many parts of at most `most` members as `share` makes, so that the longest part takes as little time as may be: the longest group first, into the
 * part that has the least to do and room for it (Graham 1969, LPT). Where nobody knows what a member takes it counts as the median of the known; where none is known, or
 * nothing is gained, the parts are those of `share`. Groups stay whole; parts, and what is in them, are in the order that they were given in.
 */
export function balance<T>(groups: readonly (readonly T[])[], most: number, secondsOf: (one: T) => number | undefined): T[][] {
  const equal = share(groups, most)
  const known = groups.flatMap((group) => group.map(secondsOf)).filter((one) => one !== undefined)
  const usual = medianOf(known)
  if (usual === undefined || equal.length < 2) return equal
  const timeOf = (members: readonly T[]): number => members.reduce((sum, one) => sum + (secondsOf(one) ?? usual), 0)
  const measured = groups.map((group, at) => ({ at, size: group.length, seconds: timeOf(group) }))
  const longest = fill([...measured].sort(byTime), equal.length, most)
  const largest = fill(
    [...measured].sort((a, b) => b.size - a.size || byTime(a, b)),
    equal.length,
    most,
  )
  const parted = [longest, largest].flatMap((bins) =>
    bins === undefined ? [] : [bins.map(({ of }) => of.flatMap((at) => groups[at] ?? []))],
  )
  return [equal, ...parted].reduce((best, parts) => (longestOf(parts, timeOf) < longestOf(best, timeOf) ? parts : best))
}

interface Measured {
  /** Its place among the groups. */
  readonly at: number
  readonly size: number
  readonly seconds: number
}

interface Bin {
  readonly of: number[]
  size: number
  seconds: number
}

function byTime(a: Measured, b: Measured): number {
  return b.seconds - a.seconds || a.at - b.at
}

/** Undefined where a group finds no room: those before it have taken too much of it everywhere. */
function fill(groups: readonly Measured[], parts: number, most: number): Bin[] | undefined {
  const bins = Array.from({ length: parts }, (): Bin => ({ of: [], size: 0, seconds: 0 }))
  for (const { at, size, seconds } of groups) {
    const open = bins.filter((bin) => bin.of.length === 0 || bin.size + size <= most)
    const [first] = open
    if (first === undefined) return undefined
    const emptiest = open.reduce((best, bin) => (isEmptier(bin, best) ? bin : best), first)
    emptiest.of.push(at)
    emptiest.size += size
    emptiest.seconds += seconds
  }
  for (const { of } of bins) of.sort((a, b) => a - b)
  return bins.sort((a, b) => (a.of[0] ?? 0) - (b.of[0] ?? 0))
}

function isEmptier(one: Bin, other: Bin): boolean {
  return one.seconds < other.seconds || (one.seconds === other.seconds && one.size < other.size)
}

function longestOf<T>(parts: readonly (readonly T[])[], timeOf: (members: readonly T[]) => number): number {
  return parts.reduce((most, part) => Math.max(most, timeOf(part)), 0)
}

function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}
