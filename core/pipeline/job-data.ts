import { requireVersion } from '../build/manifest.ts'
import { noRecipe, parseRecipe, type Recipe, recipeJson } from '../build/recipe.ts'
import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import { type CacheRef, cacheRefJson, parseCacheRef } from './cache-ref.ts'
import { folderLegJson, type FolderWork, isFolderLeg, parseFolderLeg } from './folder-leg.ts'

/** One wheel that a leg is to build. The members up to `expected_output_filename`, and `constraints` in JSON, but for `sdist_sha256`, are spare-tire's and hold what they hold there. */
export interface JobPackage {
  readonly name: string
  readonly version: string
  /** The interpreter's program: `python3.14`, `python3.14t`, `pypy3.11`, `python3` for whichever. */
  readonly python: string
  /** The interpreter as people say it: `3.14`, `3.14t`, `pypy3.11`, `3`. */
  readonly python_version: string
  /** `cp314`, `cp314t`, `pp311`, `py3` */
  readonly python_tag: string
  /** `abi3`, `abi3t`, `none`, ...; empty for the python tag's own. */
  readonly abi: string
  /** Empty for a source that is a folder. */
  readonly sdist_url: string
  readonly sdist_sha256: string
  /** Advice only; empty when unknown. */
  readonly expected_output_filename: string
  /** Its build constraints stand in JSON under `constraints`, as newline-separated lines; the rest under `recipe`, where there is any. */
  readonly recipe: Recipe
  readonly source: JobSource
  /** A lowest PEP 427 build number; 0 for none. */
  readonly build: number
  /** Whether a `none-any` wheel will do. */
  readonly pure: boolean
  /** Interpreters that the built wheel is tested on too, as people say them: `3.15`. */
  readonly test_on: readonly string[]
  /** Where the cache keeps it; absent without a cache. */
  readonly cache?: CacheRef
}

/** Where a wheel is made from. A folder is relative to the sources; `time` is its commit's, in seconds since 1970, 0 where unknown. */
export type JobSource =
  | { readonly kind: 'sdist' }
  | { readonly kind: 'folder'; readonly path: string; readonly commit: string; readonly time: number }
  | { readonly kind: 'git'; readonly url: string; readonly commit: string; readonly subdirectory: string }

/** A leg as plan.json holds it. */
export interface PlanLeg {
  readonly leg: string
  readonly instance: string
  readonly arch: string
  readonly platform_tag: string
  /** The container image that it runs in, where there is one. */
  readonly image?: string
  readonly packages: readonly JobPackage[]
  /** Wheels for the same platform that a build of this leg requires, and that are not built since the cache has them; absent where there are none. */
  readonly warm?: readonly WarmWheel[]
}

/** A wheel of the plan that the cache has. */
export interface WarmWheel {
  readonly name: string
  readonly version: string
  /** The interpreter as people say it: `3.14`, `3.14t`, `pypy3.11`, `3`. */
  readonly python: string
  readonly cache: CacheRef
}

/** What one leg is to do, whole: the leg, and the SHA-256 of the plan.json that it is from. */
export interface LegWork extends PlanLeg {
  readonly version: 1
  readonly planDigest: string
}

/** `job_data` of a leg: its work inlined, or a reference to the plan's artifact. */
export type JobData =
  | { readonly kind: 'inline'; readonly work: LegWork }
  | { readonly kind: 'folders'; readonly work: FolderWork }
  | { readonly kind: 'reference'; readonly leg: string; readonly planDigest: string; readonly plan: string }

/** One line of canonical JSON. `$(` is written so that no agent takes it for a macro. */
export function formatJobData(data: JobData): string {
  return canonical({ ...dataJson(data), version: 1 }).replaceAll('$(', String.raw`\u0024(`)
}

function dataJson(data: JobData): Record<string, Json> {
  if (data.kind === 'inline') return { ...legJson(data.work), planDigest: data.work.planDigest }
  if (data.kind === 'folders') return { ...folderLegJson(data.work), planDigest: data.work.planDigest }
  return { leg: data.leg, planDigest: data.planDigest, plan: data.plan }
}

/** A leg as a member of plan.json. */
export function legJson(leg: PlanLeg): Record<string, Json> {
  const { instance, arch, platform_tag } = leg
  const image = leg.image === undefined ? {} : { image: leg.image }
  const warm = leg.warm === undefined ? {} : { warm: leg.warm.map((one) => ({ ...one, cache: cacheRefJson(one.cache) })) }
  return { leg: leg.leg, instance, arch, platform_tag, ...image, packages: leg.packages.map(packageJson), ...warm }
}

function packageJson(one: JobPackage): Json {
  const recipe = recipeJson({ ...one.recipe, build_constraints: [] })
  const said = { ...one, constraints: one.recipe.build_constraints.join('\n'), source: { ...one.source } }
  return {
    ...said,
    recipe: Object.keys(recipe).length === 0 ? undefined : recipe,
    test_on: one.test_on.length === 0 ? undefined : one.test_on,
    cache: one.cache === undefined ? undefined : cacheRefJson(one.cache),
  }
}

/** Reads `job_data`; anything broken, or of a newer format, is `PLAN_INVALID`. */
export function parseJobData(text: string, source: string): JobData {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireVersion(root)
  if (isFolderLeg(root)) return { kind: 'folders', work: { ...parseFolderLeg(root), planDigest: root.get('planDigest').text() } }
  if (root.get('plan').missing) return { kind: 'inline', work: parseLegWork(root) }
  return { kind: 'reference', leg: root.get('leg').text(), planDigest: root.get('planDigest').text(), plan: root.get('plan').text() }
}

/** The work that `job_data` inlines. */
function parseLegWork(root: Field): LegWork {
  return { ...parsePlanLeg(root), version: 1, planDigest: root.get('planDigest').text() }
}

/** A leg of plan.json. */
export function parsePlanLeg(root: Field): PlanLeg {
  const image = root.get('image').optional((one) => one.text())
  const warm = root.get('warm').optional((one) => one.list().map(parseWarm))
  return {
    leg: root.get('leg').text(),
    instance: root.get('instance').text(),
    arch: root.get('arch').text(),
    platform_tag: root.get('platform_tag').text(),
    ...(image === undefined ? {} : { image }),
    packages: root.get('packages').list().map(parsePackage),
    ...(warm === undefined ? {} : { warm }),
  }
}

function parseWarm(field: Field): WarmWheel {
  const text = (key: string): string => field.get(key).text()
  return { name: text('name'), version: text('version'), python: text('python'), cache: parseCacheRef(field.get('cache')) }
}

function parsePackage(field: Field): JobPackage {
  const text = (key: string): string => field.get(key).text()
  const recipe = field.get('recipe').optional(parseRecipe) ?? noRecipe
  const cache = field.get('cache').optional(parseCacheRef)
  return {
    name: text('name'),
    version: text('version'),
    python: text('python'),
    python_version: text('python_version'),
    python_tag: text('python_tag'),
    abi: text('abi'),
    sdist_url: text('sdist_url'),
    sdist_sha256: text('sdist_sha256'),
    expected_output_filename: text('expected_output_filename'),
    recipe: {
      ...recipe,
      build_constraints: text('constraints')
        .split('\n')
        .filter((line) => line.trim() !== ''),
    },
    source: parseSource(field.get('source')),
    build: field.get('build').number(),
    pure: field.get('pure').flag(),
    test_on: field.get('test_on').optional((one) => one.list().map((item) => item.text())) ?? [],
    ...(cache === undefined ? {} : { cache }),
  }
}

function parseSource(field: Field): JobSource {
  const text = (key: string): string => field.get(key).text()
  const kind = field.get('kind').oneOf(['sdist', 'folder', 'git'])
  if (kind === 'sdist') return { kind }
  if (kind === 'git') return { kind, url: text('url'), commit: text('commit'), subdirectory: text('subdirectory') }
  return { kind, path: text('path'), commit: text('commit'), time: field.get('time').optional((one) => one.number()) ?? 0 }
}
