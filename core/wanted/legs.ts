import { compareVersions } from '../python/version.ts'
import { formatWheelName } from '../python/wheel-name.ts'
import type { Decision } from './decision.ts'
import { comparePythons, pythonOf } from './wanted-python.ts'
import type { Target, Wanted, WantedPlatform } from './wanted.ts'
import { declaredWheel } from './wish.ts'
import type { JobPackage, PlanLeg } from '../pipeline/job-data.ts'
import { nameLegs } from '../pipeline/leg-name.ts'

/** The legs of a plan, and the leg in which each build takes place. */
export interface Legs {
  readonly jobs: readonly PlanLeg[]
  readonly legBy: ReadonlyMap<Decision, string>
}

/**
 * One leg for each (platform tag ignoring case, instance, arch) with something to build, split into parts of at most `wheelsPerJob` (0: never
 * split). Names are told apart among all platforms of the matrix, so that they stay when other wheels are done. Sorted, whatever the rows' order.
 */
export function planLegs(decisions: readonly Decision[], wheelsPerJob: number): Legs {
  const platforms = new Map(decisions.map(({ row }) => [identity(row.platform), row.platform]))
  const sorted = [...platforms].sort(([a], [b]) => (a < b ? -1 : 1))
  const groups = sorted.map(([id, platform]) => ({ platform, parts: split(buildsOf(decisions, id), wheelsPerJob) }))
  const names = nameLegs(groups.map(({ platform, parts }) => subjectOf(platform, parts.length)))
  const legBy = new Map<Decision, string>()
  const jobs = groups.flatMap(({ platform, parts }, group) =>
    parts.map((builds, part): PlanLeg => {
      const leg = names[group]?.[part] ?? ''
      for (const build of builds) legBy.set(build, leg)
      const { instance, arch } = platform
      return { leg, instance, arch, platform_tag: platformTag(builds), packages: builds.map(({ target }) => packageOf(target)) }
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

function split(builds: readonly Build[], most: number): Build[][] {
  if (builds.length === 0) return []
  const parts = most === 0 ? 1 : Math.ceil(builds.length / most)
  // Parts of even size: 11 wheels at 10 a job are 6 and 5, not 10 and 1.
  return Array.from({ length: parts }, (_, at) =>
    builds.slice(Math.round((at * builds.length) / parts), Math.round(((at + 1) * builds.length) / parts)),
  )
}

/** The wheel's entry in `job_data`, in spare-tire's words. */
export function packageOf(target: Target): JobPackage {
  const { row, version, source, making } = target
  const python = pythonOf(row.python.tag)
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
