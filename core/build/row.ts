import type { CacheRef } from '../pipeline/cache-ref.ts'
import type { JobPackage, LegWork } from '../pipeline/job-data.ts'
import { Problem } from '../problem.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import type { Wish } from '../python/satisfies.ts'
import { parseVersion } from '../python/version.ts'
import { parseSha256, type Sha256 } from '../sha256.ts'
import { type AskedPython, parseAskedPython } from './interpreter.ts'
import { noRecipe, type Recipe } from './recipe.ts'

/** Where a wheel is made from. */
export type Source =
  | { readonly kind: 'sdist'; readonly url: string; readonly sha256: Sha256 | undefined }
  | { readonly kind: 'archive'; readonly path: string }
  /** `time`: of its commit, in seconds since 1970; 0 where unknown. */
  | { readonly kind: 'folder'; readonly path: string; readonly time: number }
  | { readonly kind: 'git'; readonly url: string; readonly commit: string; readonly subdirectory: string }

/** One wheel that this job is to build. */
export interface Row {
  readonly name: string
  /** Empty where only the built wheel will tell. */
  readonly version: string
  readonly python: AskedPython
  /** Sets rows of one package and python apart: `abi3`, or empty. */
  readonly variant: string
  readonly source: Source
  readonly recipe: Recipe
  /** What the built wheel is tested on besides its own python. */
  readonly testOn: readonly AskedPython[]
  /** What the leg is built on, as the matrix names it; empty where it does not. */
  readonly instance: string
  readonly arch: string
  /** What the wheel must satisfy; without one it need only fit its interpreter. */
  readonly wish: Wish | undefined
  /** A `dependency` is built for other rows of its leg: not tested, and never published. */
  readonly origin: 'built' | 'dependency'
  /** Projects of the same leg that it needs, at first or second hand: their wheels are taken, whatever an index has. */
  readonly local: readonly ProjectName[]
  /** Where the cache keeps what its package comes to, for all pythons of this leg together; absent without a key in the plan. */
  readonly cache?: CacheRef
}

/** The rows of a leg, equal ones once; a python or version that cannot be read is `PLAN_INVALID`. */
export function rowsOf(work: LegWork): Row[] {
  return distinct(work.packages.map((one) => rowOf(one, work)))
}

function rowOf(one: JobPackage, work: LegWork): Row {
  const version = parseVersion(one.version)
  const python = parseAskedPython(one.python.replace(/^python/, ''))
  if (version === undefined) return refuse(one, `names no version: '${one.version}'`)
  if (python === undefined) return refuse(one, `names no python: '${one.python}'`)
  return {
    name: one.name,
    version: one.version,
    python,
    variant: isOwnAbi(one) ? '' : one.abi,
    source: sourceOf(one),
    recipe: one.recipe,
    instance: work.instance,
    arch: work.arch,
    testOn: one.test_on.map((label) => parseAskedPython(label) ?? refuse(one, `is tested on no python: '${label}'`)),
    origin: 'built',
    local: [],
    ...(one.cache === undefined ? {} : { cache: one.cache }),
    wish: {
      project: normalizeName(one.name),
      version,
      python: one.python_tag,
      abi: one.abi,
      platform: work.platform_tag,
      build: one.build,
      pure: one.pure,
    },
  }
}

/** cp314 and cp314t for cp314 (its label tells them apart), none for py3, PyPy's own for PyPy: what goes without saying. */
function isOwnAbi({ abi, python_tag: tag }: JobPackage): boolean {
  return ['', tag, `${tag}t`].includes(abi) || (abi === 'none' && tag.startsWith('py')) || abi.startsWith('pypy')
}

function sourceOf(one: JobPackage): Source {
  const { source } = one
  if (source.kind === 'folder') return { kind: 'folder', path: source.path, time: source.time }
  if (source.kind === 'git') return source
  const sha256 = one.sdist_sha256 === '' ? undefined : parseSha256(one.sdist_sha256)
  if (one.sdist_sha256 !== '' && sha256 === undefined) return refuse(one, `has no SHA-256: '${one.sdist_sha256}'`)
  return { kind: 'sdist', url: one.sdist_url, sha256 }
}

function refuse(one: JobPackage, what: string): never {
  throw new Problem('PLAN_INVALID', `job_data: ${one.name} ${what}.`, 'It must be what GenerateMatrix left; do not edit it by hand.')
}

/** Rows of the input `packages`: each folder or sdist file for each python. Without a name of its own it is called as its path ends. */
export function rowsOfPackages(
  packages: readonly { readonly path: string; readonly kind: 'archive' | 'folder'; readonly name?: string }[],
  pythons: readonly AskedPython[],
): Row[] {
  return distinct(
    packages.flatMap(({ path, kind, name = lastPart(path) }) =>
      pythons.map((python) => plainRow(name, kind === 'folder' ? { kind, path, time: 0 } : { kind, path }, python)),
    ),
  )
}

/** A row of which nothing is known but its source: the built wheel will tell the rest. */
export function plainRow(name: string, source: Source, python: AskedPython): Row {
  const unknown = { version: '', variant: '', instance: '', arch: '', wish: undefined } as const
  return { name, source, python, ...unknown, recipe: noRecipe, testOn: [], origin: 'built', local: [] }
}

/** The project that a row is planned to build. */
export function projectOf({ name, wish }: Row): ProjectName {
  return wish?.project ?? normalizeName(name)
}

function lastPart(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.')
  return parts.at(-1)?.replace(/\.(?:tar\.gz|tgz|zip)$/i, '') ?? 'package'
}

function distinct(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [`${keyOf(row.source)}\n${titleOf(row)}`, row])).values()]
}

/** The same for rows that are built from the same tree. */
export function keyOf(source: Source): string {
  if (source.kind === 'sdist') return `${source.url} ${source.sha256 ?? ''}`
  return source.kind === 'git' ? `git ${source.url} ${source.commit} ${source.subdirectory}` : source.path
}

/** An sdist's address as manifests tell it, which are attached: without its fragment and the credentials of an index. */
export function publicUrl(url: string): string {
  return url.replace(/#.*$/s, '').replace(/:\/\/[^/@]*@/, '://')
}

/** What manifests tell of the key of what a row comes to, where its plan knows one. */
export function fingerprintOf({ cache }: Pick<Row, 'cache'>): { readonly fingerprint?: string } {
  return cache === undefined ? {} : { fingerprint: cache.key }
}

/** `MarkupSafe 2.1.2 for 3.14`, for people. */
export function titleOf(row: Row): string {
  const variant = row.variant === '' ? '' : ` (${row.variant})`
  return `${[row.name, row.version].filter((part) => part !== '').join(' ')} for ${row.python.label}${variant}`
}

/**
 * `MarkupSafe-2.1.2-3.14`: a name for the folder and the log of each row, the same on every retry. Rows of one name from
 * different sources are numbered; no two are equal, ignoring case.
 */
export function labelsOf(rows: readonly Row[]): string[] {
  const taken = new Set<string>()
  return rows.map((row) => {
    const label = labelOf(row)
    let name = label
    for (let at = 2; taken.has(name.toLowerCase()); at++) name = `${label}_${at}`
    taken.add(name.toLowerCase())
    return name
  })
}

function labelOf(row: Row): string {
  return [row.name, row.version, row.python.label, row.variant]
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/[^A-Za-z0-9_.+!]+/g, '_'))
    .join('-')
}
