import type { ProjectListing } from '../ports.ts'
import type { ProjectName } from '../python/name.ts'
import { satisfies, type Wish } from '../python/satisfies.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { Sha256 } from '../sha256.ts'
import { type Facts, indexOf } from './facts.ts'
import { type Release, releasesOf, wheelVersions } from './releases.ts'
import type { Wanted } from './wanted.ts'

interface Shelved {
  readonly filename: string
  readonly requiresPython: string | undefined
  readonly withdrawn: boolean
  readonly recipe: Sha256 | undefined
}

/** A file that satisfies a wish. */
export interface Found {
  readonly file: string
  /** The number of its build tag, 0 without one. */
  readonly build: number
  readonly withdrawn: boolean
  /** The digest of the recipe that it was made by, where that is known. */
  readonly recipe: Sha256 | undefined
}

/** Files by the order key of their version: of a project's thousands a wish looks at those of its own version only. */
type Wheels = ReadonlyMap<string, readonly Shelved[]>

/** What exists already: the listings that were gathered, each parsed once. */
export class Shelf {
  private readonly facts: Facts
  private readonly releasesBy = new Map<string, Release[]>()
  private readonly storedBy = new Map<ProjectName, Wheels>()
  private readonly servedBy = new Map<string, Wheels>()

  constructor(facts: Facts) {
    this.facts = facts
  }

  /** The releases of a row's project in its index, highest first. */
  releases(row: Wanted): Release[] {
    return once(this.releasesBy, keyOf(row), () => releasesOf(row.project, this.upstream(row) ?? { files: [], deleted: [] }))
  }

  /** The listed file that installers would take of those that satisfy the wish: the one of the highest build tag; else a yanked or deleted one. */
  stored(wish: Wish): Found | undefined {
    const wheels = once(this.storedBy, wish.project, () => wheelsOf(wish.project, this.facts.store?.get(wish.project)))
    const fitting = (wheels.get(wish.version.order) ?? []).flatMap((one) => found(one, wish))
    return fitting.sort((a, b) => Number(a.withdrawn) - Number(b.withdrawn) || b.build - a.build)[0]
  }

  /** A file of the row's index, not yanked, that satisfies the wish. */
  served(row: Wanted, wish: Wish): string | undefined {
    const wheels = once(this.servedBy, keyOf(row), () => wheelsOf(row.project, this.upstream(row)))
    return wheels.get(wish.version.order)?.find((one) => !one.withdrawn && found(one, wish).length > 0)?.filename
  }

  private upstream(row: Wanted): ProjectListing | undefined {
    return this.facts.indexes.get(indexOf(row))?.projects.get(row.project)
  }
}

function keyOf(row: Wanted): string {
  return `${indexOf(row)} ${row.project}`
}

function found({ filename, requiresPython, withdrawn, recipe }: Shelved, wish: Wish): Found[] {
  const wheel = parseWheelName(filename)
  if (wheel === undefined || !satisfies({ ...wheel, requiresPython }, wish)) return []
  return [{ file: filename, build: wheel.build?.number ?? 0, withdrawn, recipe }]
}

function wheelsOf(project: ProjectName, listing: ProjectListing | undefined): Wheels {
  const listed = (listing?.files ?? []).map(({ filename, requiresPython, yanked, recipe }) => ({
    filename,
    requiresPython,
    withdrawn: yanked !== false,
    recipe,
  }))
  const unknown = { requiresPython: undefined, withdrawn: true, recipe: undefined }
  const deleted = (listing?.deleted ?? []).map((filename) => ({ filename, ...unknown }))
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
