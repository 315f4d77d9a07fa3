/** A leg, as far as it is cut into slices. */
interface Cut {
  readonly packages: readonly unknown[]
}

/** Which of several equal jobs this one is: `position` from 1 to `of`. */
export interface Slice {
  readonly position: number
  readonly of: number
}

/** The slice that a job of `parallel: N`, or of several agents in a classic pipeline, is; undefined for any other job. */
export function sliceOf(variable: (name: string) => string | undefined): Slice | undefined {
  if (variable('System.ParallelExecutionType')?.toLowerCase() !== 'multimachine') return undefined
  const [position, of] = [Number(variable('System.JobPositionInPhase')), Number(variable('System.TotalJobsInPhase'))]
  return Number.isSafeInteger(position) && Number.isSafeInteger(of) && position >= 1 && position <= of ? { position, of } : undefined
}

/**
 * A slice's share of some legs: the shares of all slices are disjoint, and together they are the legs. With as many legs as slices, or more,
 * legs stay whole (what build-depends on each other is in one leg) and the longest go first to who has least; with fewer, the packages are cut
 * into runs of their order whose lengths differ by one at most. Legs without a package in the share are left out.
 */
export function shareOf<L extends Cut>(legs: readonly L[], slice: Slice): L[] {
  const filled = legs.filter((leg) => leg.packages.length > 0)
  return filled.length >= slice.of ? wholeLegs(filled, slice) : cutLegs(filled, slice)
}

function wholeLegs<L extends Cut>(legs: readonly L[], { position, of }: Slice): L[] {
  const loads = Array.from({ length: of }, () => 0)
  const own = new Set<L>()
  for (const leg of [...legs].sort((a, b) => b.packages.length - a.packages.length)) {
    const least = loads.indexOf(Math.min(...loads))
    loads[least] = (loads[least] ?? 0) + leg.packages.length
    if (least === position - 1) own.add(leg)
  }
  return legs.filter((leg) => own.has(leg))
}

function cutLegs<L extends Cut>(legs: readonly L[], { position, of }: Slice): L[] {
  const count = legs.reduce((sum, leg) => sum + leg.packages.length, 0)
  const [first, end] = [Math.floor(((position - 1) * count) / of), Math.floor((position * count) / of)]
  let before = 0
  return legs.flatMap((leg) => {
    const packages = leg.packages.slice(Math.max(first - before, 0), Math.max(end - before, 0))
    before += leg.packages.length
    return packages.length === 0 ? [] : [{ ...leg, packages }]
  })
}
