import { share } from '../wanted/share.ts'

/**
 * Shares groups among as many parts of at most `most` members as `share` makes, so that the longest part takes as little time as may be: the longest group first, into the
 * part that has the least to do and room for it (Graham 1969, LPT), and then what makes the longest part shorter is moved or exchanged. Where nobody knows what a member
 * takes it counts as the median of the known; where none is known, or nothing is gained, the parts are those of `share`. Groups stay whole; parts, and what is in them, are
 * in the order that they were given in.
 */
export function balance<T>(groups: readonly (readonly T[])[], most: number, secondsOf: (one: T) => number | undefined): T[][] {
  const equal = share(groups, most)
  const usual = medianOf(groups.flatMap((group) => group.map(secondsOf)).filter((one) => one !== undefined))
  if (usual === undefined || equal.length < 2) return equal
  const timeOf = (members: readonly T[]): number => members.reduce((sum, one) => sum + (secondsOf(one) ?? usual), 0)
  const measured = groups.map((group, at) => ({ at, size: group.length, seconds: timeOf(group) }))
  const longestFirst = fill([...measured].sort(byTime), equal.length, most)
  const largestFirst = fill(
    [...measured].sort((a, b) => b.size - a.size || byTime(a, b)),
    equal.length,
    most,
  )
  const filled = [longestFirst, largestFirst].filter((bins) => bins !== undefined)
  for (const bins of filled) even(bins, most)
  const parted = filled.map((bins) => inOrder(bins).map((places) => places.flatMap((at) => groups[at] ?? [])))
  const longest = (parts: readonly (readonly T[])[]): number => Math.max(...parts.map(timeOf))
  return [equal, ...parted].reduce((best, parts) => (longest(parts) < longest(best) ? parts : best))
}

interface Measured {
  /** Its place among the groups. */
  readonly at: number
  readonly size: number
  readonly seconds: number
}

interface Bin {
  of: Measured[]
  size: number
  seconds: number
}

/** What goes out of one bin and what comes back for it, if anything does. */
interface Exchange {
  readonly with: Bin
  readonly gives: Measured
  readonly takes: Measured | undefined
  /** Of the longer of both, after it. */
  readonly seconds: number
}

/** Pairs that are looked at in all: some tens of milliseconds, after which not much is gained any more. */
const mostPairs = 3_000_000

function byTime(a: Measured, b: Measured): number {
  return b.seconds - a.seconds
}

/** Undefined where a group finds no room: those before it have taken too much of it everywhere. */
function fill(groups: readonly Measured[], parts: number, most: number): Bin[] | undefined {
  const bins = Array.from({ length: parts }, (): Bin => ({ of: [], size: 0, seconds: 0 }))
  for (const group of groups) {
    const open = bins.filter((bin) => bin.of.length === 0 || bin.size + group.size <= most)
    const [first] = open
    if (first === undefined) return undefined
    const emptiest = open.reduce((best, bin) => (isEmptier(bin, best) ? bin : best), first)
    put(emptiest, [...emptiest.of, group])
  }
  return bins
}

function isEmptier(one: Bin, other: Bin): boolean {
  return one.seconds < other.seconds || (one.seconds === other.seconds && one.size < other.size)
}

function put(bin: Bin, of: Measured[]): void {
  bin.of = of
  bin.size = of.reduce((sum, { size }) => sum + size, 0)
  bin.seconds = of.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** Makes the longest bin shorter as long as that goes, and there is a second to gain. */
function even(bins: readonly Bin[], most: number): void {
  const groups = bins.flatMap(({ of }) => of)
  const all = groups.reduce((sum, { seconds }) => sum + seconds, 0)
  const least = groups.reduce((longest, { seconds }) => Math.max(longest, seconds), all / bins.length)
  for (let pairs = 0; pairs < mostPairs;) {
    const longest = bins.reduce((best, bin) => (bin.seconds > best.seconds ? bin : best))
    pairs += longest.of.length * groups.length
    const best = longest.seconds < least + 1 ? undefined : bestExchange(longest, bins, most)
    if (best === undefined) return
    const { with: other, gives, takes } = best
    put(longest, [...longest.of.filter((one) => one !== gives), ...(takes === undefined ? [] : [takes])])
    put(other, [...other.of.filter((one) => one !== takes), gives])
  }
}

function bestExchange(longest: Bin, bins: readonly Bin[], most: number): Exchange | undefined {
  let best: Exchange | undefined
  for (const other of bins) {
    if (other === longest) continue
    const offers = [undefined, ...other.of]
    for (const gives of longest.of)
      for (const takes of offers) {
        const [moved, grown] = [gives.seconds - (takes?.seconds ?? 0), gives.size - (takes?.size ?? 0)]
        const seconds = Math.max(longest.seconds - moved, other.seconds + moved)
        if (seconds >= (best?.seconds ?? longest.seconds) || !hasRoom(longest, -grown, takes, most) || !hasRoom(other, grown, gives, most))
          continue
        best = { with: other, gives, takes, seconds }
      }
  }
  return best
}

/** Who gives away more than it takes needs none. */
function hasRoom({ size }: Bin, grown: number, come: Measured | undefined, most: number): boolean {
  return come === undefined || size + grown <= most
}

/** The places of the groups, bin by bin. */
function inOrder(bins: readonly Bin[]): number[][] {
  const places = bins.map(({ of }) => of.map(({ at }) => at).sort((a, b) => a - b))
  return places.sort(([a = 0], [b = 0]) => a - b)
}

function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}
