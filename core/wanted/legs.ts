import { compareVersions } from '../python/version.ts'
import { formatWheelName } from '../python/wheel-name.ts'
import type { Decision } from './decision.ts'
import { comparePythons, pythonOf } from './wanted-python.ts'
import type { Target, Wanted, WantedPlatform } from './wanted.ts'
import { declaredWheel } from './wish.ts'
import type { JobPackage, PlanLeg } from '../pipeline/job-data.ts'
import { nameLegs } from '../pipeline/leg-name.ts'
import { Problem } from '../problem.ts'
import { share } from './share.ts'
import { type Needs, together } from './together.ts'

/** The legs of a plan, and the leg in which each build takes place. */
export interface Legs {
  readonly jobs: readonly PlanLeg[]
  readonly legBy: ReadonlyMap<Decision, string>
}

/**
 * One leg for each (platform tag ignoring case, instance, arch) with something to build, split into parts of at most `wheelsPerJob` (0: never
 * split). What `needs` another wheel of its leg to be built stays with it, in a part that is larger where it must be. Names are told apart among
 * all platforms of the matrix, so that they stay when other wheels are done. Sorted, whatever the rows' order.
 */
export function planLegs(decisions: readonly Decision[], wheelsPerJob: number, needs: Needs = () => []): Legs {
  const platforms = new Map(decisions.map(({ row }) => [identity(row.platform), row.platform]))
  const sorted = [...platforms].sort(([a], [b]) => (a < b ? -1 : 1))
  const groups = sorted.map(([id, platform]) => ({ platform, parts: split(buildsOf(decisions, id), wheelsPerJob, needs) }))
  const names = nameLegs(groups.map(({ platform, parts }) => subjectOf(platform, parts.length)))
  const legBy = new Map<Decision, string>()
  const jobs = groups.flatMap(({ platform, parts }, group) =>
    parts.map((builds, part): PlanLeg => {
      const leg = names[group]?.[part] ?? ''
      for (const build of builds) legBy.set(build, leg)
      const { instance, arch } = platform
      const packages = builds.map(({ target }) => packageOf(target))
      return { leg, instance, arch, platform_tag: platformTag(builds), ...imageOf(builds), packages }
    }),
  )
  return { jobs, legBy }
}

type Build = Extract<Decision, { kind: 'build' }>

function identity({ tag, instance, arch }: WantedPlatform): string {
  return JSON.stringify([tag.toLowerCase(), instance, arch])
}

function subjectOf({ tag, instance, arch }: WantedPlatform, legs: number): { base: string; more: string[]; legs: number } {
  return { base: `wheel_${tag.toLowerCase()}`, more: [arch, instance], legs }
}

/** Of spellings that differ in case, the one that sorts first: it must not hang on the order of rows. */
function platformTag(builds: readonly Build[]): string {
  return builds.map(({ row }) => row.platform.tag).sort()[0] ?? ''
}

function buildsOf(decisions: readonly Decision[], id: string): Build[] {
  return decisions.filter((one): one is Build => one.kind === 'build' && identity(one.row.platform) === id).sort(compareBuilds)
}

function compareBuilds(a: Build, b: Build): number {
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
  return share(groups, most).map((targets) => targets.flatMap((target) => buildOf.get(target) ?? []))
}

/** What is to be built in legs that are going to be split, of several projects: there it matters what needs what. */
export function splitTargets(decisions: readonly Decision[], wheelsPerJob: number): Target[] {
  if (wheelsPerJob === 0) return []
  const ids = [...new Set(decisions.map(({ row }) => identity(row.platform)))]
  const legs = ids
    .map((id) => buildsOf(decisions, id))
    .filter((builds) => builds.length > wheelsPerJob && new Set(builds.map(({ row }) => row.project)).size > 1)
  return legs.flatMap((builds) => builds.map(({ target }) => target))
}

/** The container image of the leg; two for one leg are `MATRIX_INVALID`. */
function imageOf(builds: readonly Build[]): { readonly image?: string } {
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
export function packageOf(target: Target): JobPackage {
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
  }
}

/** PyPy's own ABI has a version of its own, which only PyPy itself tells. */
function isGuess({ python }: Wanted): boolean {
  return python.tag.startsWith('pp') && python.abi === ''
}
