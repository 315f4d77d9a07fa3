import type { ProjectListing } from '../ports.ts'
import type { ProjectName } from '../python/name.ts'
import { satisfies, type Wish } from '../python/satisfies.ts'
import { parseWheelName, type WheelName } from '../python/wheel-name.ts'
import type { Facts } from './facts.ts'
import { type Release, releasesOf } from './releases.ts'

interface Shelved {
  readonly wheel: WheelName & { readonly requiresPython?: string | undefined }
  readonly withdrawn: boolean
}

/** What exists already: the listings that were gathered, each parsed once. */
export class Shelf {
  private readonly facts: Facts
  private readonly releasesBy = new Map<ProjectName, Release[]>()
  private readonly storedBy = new Map<ProjectName, Shelved[]>()
  private readonly servedBy = new Map<ProjectName, Shelved[]>()

  constructor(facts: Facts) {
    this.facts = facts
  }

  /** The upstream's releases of a project, highest first. */
  releases(project: ProjectName): Release[] {
    return once(this.releasesBy, project, () => releasesOf(project, this.facts.upstream.get(project) ?? { files: [], deleted: [] }))
  }

  /** A listed file that satisfies the wish; `withdrawn` when only yanked or deleted ones do. */
  stored(wish: Wish): { readonly kind: 'listed' | 'withdrawn'; readonly file: string } | undefined {
    const fitting = once(this.storedBy, wish.project, () => shelved(this.facts.store?.get(wish.project))).filter(({ wheel }) =>
      satisfies(wheel, wish),
    )
    const found = fitting.find((one) => !one.withdrawn) ?? fitting[0]
    return found && { kind: found.withdrawn ? 'withdrawn' : 'listed', file: found.wheel.text }
  }

  /** An upstream file, not yanked, that satisfies the wish. */
  served(wish: Wish): string | undefined {
    const wheels = once(this.servedBy, wish.project, () => shelved(this.facts.upstream.get(wish.project)))
    return wheels.find((one) => !one.withdrawn && satisfies(one.wheel, wish))?.wheel.text
  }
}

function shelved(listing: ProjectListing | undefined): Shelved[] {
  const listed = (listing?.files ?? []).map(({ filename, requiresPython, yanked }) => ({
    filename,
    requiresPython,
    withdrawn: yanked !== false,
  }))
  const deleted = (listing?.deleted ?? []).map((filename) => ({ filename, requiresPython: undefined, withdrawn: true }))
  return [...listed, ...deleted].flatMap(({ filename, requiresPython, withdrawn }) => {
    const wheel = parseWheelName(filename)
    return wheel === undefined ? [] : [{ wheel: { ...wheel, requiresPython }, withdrawn }]
  })
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
