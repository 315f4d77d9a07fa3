import type { ProjectListing } from '../ports.ts'
import type { ProjectName } from '../python/name.ts'
import { satisfies, type Wish } from '../python/satisfies.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { Facts } from './facts.ts'
import { type Release, releasesOf, wheelVersions } from './releases.ts'

interface Shelved {
  readonly filename: string
  readonly requiresPython: string | undefined
  readonly withdrawn: boolean
}

/** Files by the order key of their version: of a project's thousands a wish looks at those of its own version only. */
type Wheels = ReadonlyMap<string, readonly Shelved[]>

/** What exists already: the listings that were gathered, each parsed once. */
export class Shelf {
  private readonly facts: Facts
  private readonly releasesBy = new Map<ProjectName, Release[]>()
  private readonly storedBy = new Map<ProjectName, Wheels>()
  private readonly servedBy = new Map<ProjectName, Wheels>()

  constructor(facts: Facts) {
    this.facts = facts
  }

  /** The upstream's releases of a project, highest first. */
  releases(project: ProjectName): Release[] {
    return once(this.releasesBy, project, () => releasesOf(project, this.facts.upstream.get(project) ?? { files: [], deleted: [] }))
  }

  /** A listed file that satisfies the wish; `withdrawn` when only yanked or deleted ones do. */
  stored(wish: Wish): { readonly kind: 'listed' | 'withdrawn'; readonly file: string } | undefined {
    const wheels = once(this.storedBy, wish.project, () => wheelsOf(wish.project, this.facts.store?.get(wish.project)))
    const fitting = (wheels.get(wish.version.order) ?? []).filter((one) => fits(one, wish))
    const found = fitting.find((one) => !one.withdrawn) ?? fitting[0]
    return found && { kind: found.withdrawn ? 'withdrawn' : 'listed', file: found.filename }
  }

  /** An upstream file, not yanked, that satisfies the wish. */
  served(wish: Wish): string | undefined {
    const wheels = once(this.servedBy, wish.project, () => wheelsOf(wish.project, this.facts.upstream.get(wish.project)))
    return wheels.get(wish.version.order)?.find((one) => !one.withdrawn && fits(one, wish))?.filename
  }
}

function fits({ filename, requiresPython }: Shelved, wish: Wish): boolean {
  const wheel = parseWheelName(filename)
  return wheel !== undefined && satisfies({ ...wheel, requiresPython }, wish)
}

function wheelsOf(project: ProjectName, listing: ProjectListing | undefined): Wheels {
  const listed = (listing?.files ?? []).map(({ filename, requiresPython, yanked }) => ({
    filename,
    requiresPython,
    withdrawn: yanked !== false,
  }))
  const deleted = (listing?.deleted ?? []).map((filename) => ({ filename, requiresPython: undefined, withdrawn: true }))
  const versionOf = wheelVersions(project)
  const wheels = new Map<string, Shelved[]>()
  for (const file of [...listed, ...deleted]) {
    const order = versionOf(file.filename)?.order
    if (order === undefined) continue
    const same = wheels.get(order) ?? []
    if (same.push(file) === 1) wheels.set(order, same)
  }
  return wheels
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
