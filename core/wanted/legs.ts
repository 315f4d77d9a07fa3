import { compareVersions } from '../python/version.ts'
import { formatWheelName } from '../python/wheel-name.ts'
import { balance } from '../cache/balance.ts'
import type { CacheWish } from '../cache/warmth.ts'
import type { Cached, Decision, Made } from './decision.ts'
import { identityOf } from './platforms.ts'
import { comparePythons, pythonOf } from './wanted-python.ts'
import type { Target, Wanted, WantedPlatform } from './wanted.ts'
import { declaredWheel } from './wish.ts'
import type { JobPackage, PlanLeg, WarmWheel } from '../pipeline/job-data.ts'
import { nameLegs } from '../pipeline/leg-name.ts'
import { Problem } from '../problem.ts'
import { type Needs, requiredBy, together } from './together.ts'

/** The legs of a plan, and the leg in which each build takes place, or would have taken place. */
export interface Legs {
  readonly jobs: readonly PlanLeg[]
  /** What a cache has, by the leg that would have built it all. */
  readonly restores: readonly PlanLeg[]
  readonly legBy: ReadonlyMap<Decision, string>
}

/**
 * One leg for each (platform tag ignoring case, instance, arch) with something to build, split into parts of at most `wheelsPerJob` (0: never
 * split). What `needs` another wheel of its leg to be built stays with it, in a part that is larger where it must be. Names are told apart among
 * all platforms of the matrix, so that they stay when other wheels are done. Sorted, whatever the rows' order. Parts take as long as each other as far
 * as a cache knows how long builds take. `status` leaves out what is to be built, or what is to be restored.
 */
export function planLegs(
  decisions: readonly Decision[],
  wheelsPerJob: number,
  needs: Needs = () => [],
  status: CacheWish['status'] = 'all',
): Legs {
  const groups = platformsOf(decisions).map(([id, platform]) => ({
    platform,
    parts: status === 'warm' ? [] : split(buildsOf(decisions, id), wheelsPerJob, needs),
    warm: restoresOf(decisions, id),
  }))
  const legBy = new Map<Decision, string>()
  const names = nameLegs(groups.map(({ platform, parts }) => subjectOf(platform, parts.length)))
  const jobs = groups.flatMap(({ parts, warm }, group) =>
    parts.map((builds, part) => ({ ...legOf(names[group]?.[part] ?? '', builds, legBy), ...warmFor(builds, warm, needs) })),
  )
  const whole = nameLegs(groups.map(({ platform }) => subjectOf(platform, 1)))
  const restored = groups.map(({ warm }, group) => ({ warm, leg: whole[group]?.[0] ?? '' })).filter(({ warm }) => warm.length > 0)
  const restores = status === 'cold' ? [] : restored.map(({ warm, leg }) => legOf(leg, warm, legBy))
  return { jobs, restores, legBy }
}

type Build = Extract<Decision, { kind: 'build' }>
type Restore = Extract<Decision, { kind: 'restore' }>

function platformsOf(decisions: readonly Decision[]): [string, WantedPlatform][] {
  const platforms = new Map(decisions.map(({ row }) => [identityOf(row.platform), row.platform]))
  return [...platforms].sort(([a], [b]) => (a < b ? -1 : 1))
}

function legOf(leg: string, rows: readonly Made[], legBy: Map<Decision, string>): PlanLeg {
  for (const one of rows) legBy.set(one, leg)
  const { instance = '', arch = '' } = rows[0]?.row.platform ?? {}
  const packages = rows.map(({ target, cached }) => packageOf(target, cached))
  return { leg, instance, arch, platform_tag: platformTag(rows), ...imageOf(rows), packages }
}

/** What of the same platform the cache has and a build of the leg requires: it was there for it before there was a cache. */
function warmFor(builds: readonly Build[], restores: readonly Restore[], needs: Needs): { readonly warm?: readonly WarmWheel[] } {
  const restoreOf = new Map(restores.filter(({ why }) => why === 'warm').map((one) => [one.target, one]))
  const required = requiredBy(
    builds.map(({ target }) => target),
    [...restoreOf.keys()],
    needs,
  ).flatMap((target) => restoreOf.get(target) ?? [])
  return required.length === 0 ? {} : { warm: required.map(warmWheel) }
}

function warmWheel({ target, cached }: Restore): WarmWheel {
  const { name, version, python_version } = packageOf(target)
  return { name, version, python: python_version, cache: cached.ref }
}

function subjectOf({ tag, instance, arch }: WantedPlatform, legs: number): { base: string; more: string[]; legs: number } {
  return { base: `wheel_${tag.toLowerCase()}`, more: [arch, instance], legs }
}

/** Of spellings that differ in case, the one that sorts first: it must not hang on the order of rows. */
function platformTag(builds: readonly Made[]): string {
  return builds.map(({ row }) => row.platform.tag).sort()[0] ?? ''
}

function buildsOf(decisions: readonly Decision[], id: string): Build[] {
  return decisions.filter((one): one is Build => one.kind === 'build' && identityOf(one.row.platform) === id).sort(compareRows)
}

function restoresOf(decisions: readonly Decision[], id: string): Restore[] {
  return decisions.filter((one): one is Restore => one.kind === 'restore' && identityOf(one.row.platform) === id).sort(compareRows)
}

function compareRows(a: Made, b: Made): number {
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0)
  return (
    text(a.row.project, b.row.project) ||
    compareVersions(a.target.version, b.target.version) ||
    comparePythons(a.row.python.tag, b.row.python.tag) ||
    text(a.row.python.abi, b.row.python.abi)
  )
}

function split(builds: readonly Build[], most: number, needs: Needs): Build[][] {
  if (builds.length <= most || most === 0) return builds.length === 0 ? [] : [[...builds]]
  const buildOf = new Map(builds.map((build) => [build.target, build]))
  const groups = together([...buildOf.keys()], needs)
  const secondsOf = (target: Target): number | undefined => buildOf.get(target)?.cached?.seconds
  return balance(groups, most, secondsOf).map((targets) => targets.flatMap((target) => buildOf.get(target) ?? []))
}

/** What is to be built where it matters what needs what: in legs of several projects that are going to be split, or of which a cache has some. */
export function targetsToRead(decisions: readonly Decision[], wheelsPerJob: number): Target[] {
  const isSplit = (builds: readonly Build[]): boolean => wheelsPerJob > 0 && builds.length > wheelsPerJob
  const legs = platformsOf(decisions).map(([id]) => ({ builds: buildsOf(decisions, id), warm: restoresOf(decisions, id) }))
  const several = legs.filter(({ builds, warm }) => new Set([...builds, ...warm].map(({ row }) => row.project)).size > 1)
  return several
    .filter(({ builds, warm }) => warm.length > 0 || isSplit(builds))
    .flatMap(({ builds }) => builds.map(({ target }) => target))
}

/** The container image of the leg; two for one leg are `MATRIX_INVALID`. */
function imageOf(builds: readonly Made[]): { readonly image?: string } {
  const [image = '', other] = [...new Set(builds.map(({ row }) => row.platform.image))].sort()
  if (other === undefined) return image === '' ? {} : { image }
  const { tag, instance, arch } = builds[0]?.row.platform ?? { tag: '', instance: '', arch: '' }
  throw new Problem(
    'MATRIX_INVALID',
    `The platform ${tag} on ${instance} (${arch}) is given the images '${image}' and '${other}'.`,
    'A job runs in one image: name one, or tell the platforms apart by platform_instance.',
  )
}

/** The wheel's entry in `job_data`, in spare-tire's words. */
export function packageOf(target: Target, cached?: Cached): JobPackage {
  const { row, version, source, making } = target
  const python = row.buildWith === '' ? pythonOf(row.python.tag) : row.buildWith
  return {
    name: row.name,
    version: version.canonical,
    python: /^\d/.test(python) ? `python${python}` : python,
    python_version: python,
    python_tag: row.python.tag,
    abi: row.python.abi,
    sdist_url: source.kind === 'sdist' ? source.url : '',
    sdist_sha256: source.kind === 'sdist' ? source.sha256 : '',
    expected_output_filename: isGuess(row) ? '' : formatWheelName(declaredWheel(target)),
    recipe: making.recipe,
    source: source.kind === 'sdist' ? { kind: 'sdist' } : source,
    build: making.build,
    pure: making.pure,
    test_on: row.testOn.map(pythonOf),
    ...(cached === undefined ? {} : { cache: cached.ref }),
  }
}

/** PyPy's own ABI has a version of its own, which only PyPy itself tells. */
function isGuess({ python }: Wanted): boolean {
  return python.tag.startsWith('pp') && python.abi === ''
}
