import { inShort } from '../../in-short.ts'
import type { ProjectName } from '../../python/name.ts'
import { testedAlong } from './along.ts'
import { Choices } from './choices.ts'
import { type CommonFile, commonNote } from './around-packages.ts'
import type { Diff } from '../diff.ts'
import { isMatch } from '../globs.ts'
import type { LocalPackage } from '../local-package.ts'
import { chooseLocked } from './locked.ts'
import { type LockChange, isLockFile, lockScope } from '../locks/locks.ts'
import { isInPackage, ownersOf, packagesBelow, touch } from './owners.ts'
import { affectedBy, type PackageGraph } from './package-graph.ts'
import { type Directory, directoryOf, pick } from './picking.ts'
import type { Rules } from './rules.ts'
import { chooseByRules, unknownInRules } from './ruling.ts'
import type { ChangeSelection } from './selection.ts'

/** All that is known of a change. */
export interface Question {
  readonly diff: Diff
  /** Only what lies there counts; empty for all. */
  readonly targetPath: string
  /** In any order. */
  readonly packages: readonly LocalPackage[]
  /** Of these packages. */
  readonly graph: PackageGraph
  readonly rules: Rules
  /** How many steps of dependency are followed; `Infinity` for all. */
  readonly depth: number
  /** Of what `sharedLocks` names. */
  readonly locks: readonly LockChange[]
  /** What packages are made or planned with, whoever's it is; unless rules speak of it. */
  readonly common: readonly CommonFile[]
  /** Packages that the base has and that are none of these. */
  readonly gone: readonly ProjectName[]
  /** Those among them, and others, that the repository still holds: nobody plans them. */
  readonly unplanned: ReadonlySet<ProjectName>
  /** What a hook has added; none before it is asked. */
  readonly added: readonly Added[]
}

/** A package that a hook selects. */
export interface Added {
  readonly project: ProjectName
  readonly as: 'direct' | 'indirect'
}

/** A question, and what of its answer is there. */
interface Draft extends Question {
  /** Sorted by name. */
  readonly packages: readonly LocalPackage[]
  /** Paths that count, the deepest first. */
  readonly paths: readonly string[]
  readonly directory: Directory
  readonly choices: Choices
  readonly notes: string[]
}

/**
 * Decides about every package as azure-sdk's pull requests do (Get-PrPkgProperties of Package-Properties.ps1): what a path touches and what is
 * tested along with it, then what rules and a hook say, then what they do not have: locks, shared files, and who needs what changed. Only where
 * all of that selects nothing the fallback does.
 */
export function selectChanged(question: Question): ChangeSelection {
  const packages = sortPackages(question.packages)
  const paths = targeted(question)
  const draft: Draft = { ...question, packages, paths, directory: directoryOf(packages), choices: new Choices(), notes: [] }
  const shared = paths.filter((path) => isMatch(draft.rules.shared, path))
  const known = new Set([...draft.locks.map(({ path }) => path), ...shared])
  const left = chooseTouched(draft, known)
  const spokenOf = chooseByRules(draft.choices, draft.rules.rules, paths, draft.directory)
  draft.notes.push(...unknownInRules(draft.rules, draft.directory))
  chooseAdded(draft, 'direct')
  for (const lock of [...draft.locks].sort((a, b) => compare(a.path, b.path)))
    draft.notes.push(...chooseLocked(draft.choices, lock, packages))
  if (shared[0] !== undefined) for (const one of packages) draft.choices.choose(one, 'indirect', { kind: 'shared', path: shared[0] })
  chooseDependents(draft)
  chooseAdded(draft, 'indirect')
  const spoken = new Set([...spokenOf, ...known])
  chooseCommon(draft, spoken)
  if (draft.choices.none) chooseFallback(draft)
  for (const { path } of draft.common) spoken.add(path)
  const unclaimed = left.filter((path) => !spoken.has(path)).sort()
  return { choices: draft.choices.of(packages), unclaimed, notes: [...new Set(draft.notes)] }
}

/** Every package, as if it had changed itself. */
export function selectEverything(packages: readonly LocalPackage[], says: string): ChangeSelection {
  const choices = sortPackages(packages).map((one) => ({ package: one, as: 'direct', reason: { kind: 'everything', says } }) as const)
  return { choices, unclaimed: [], notes: [] }
}

/** The lock files among paths that may concern several packages: they lie above some and in no package's folder, the one at the top aside. */
export function sharedLocks(paths: readonly string[], packages: readonly LocalPackage[]): string[] {
  const named = paths.filter(isLockFile)
  if (named.length === 0) return []
  const [owners, scopes] = [ownersOf(packages), packagesBelow(packages)]
  return named.filter((path) => scopes.has(lockScope(path)) && !isInPackage(owners, path))
}

/** The paths that count, the deepest first: changed and deleted ones below the target, without what is excluded or ignored. */
export function targeted({ diff, targetPath, rules }: Pick<Question, 'diff' | 'targetPath' | 'rules'>): string[] {
  const counts = counting(diff.excludePaths, rules)
  return [...new Set([...diff.changed, ...diff.deleted])]
    .filter((path) => targetPath === '' || path === targetPath || path.startsWith(`${targetPath}/`))
    .filter(counts)
    .map((path) => ({ path, depth: path.split('/').length }))
    .sort((a, b) => b.depth - a.depth || compare(a.path, b.path))
    .map(({ path }) => path)
}

/** Whether a path counts at all: it begins as none that is excluded, ignoring case, and no rule ignores it. */
export function counting(excludePaths: readonly string[], { ignore }: Pick<Rules, 'ignore'>): (path: string) => boolean {
  const excluded = excludePaths.filter((one) => one !== '').map((one) => one.toLowerCase())
  return (path) => !excluded.some((one) => path.toLowerCase().startsWith(one)) && !isMatch(ignore, path)
}

/** Answers the paths that touch nothing. */
function chooseTouched({ choices, packages, paths, notes }: Draft, common: ReadonlySet<string>): readonly string[] {
  const { touched, left } = touch(ownersOf(packages), paths, common)
  for (const one of touched) choices.choose(one.package, 'direct', one.reason)
  const alongWith = testedAlong(packages)
  // One level only: what is tested along brings nothing along.
  for (const by of packages.filter((one) => choices.isDirect(one)))
    for (const { text, one } of alongWith(by)) {
      if (one === undefined) notes.push(`${by.name} is tested along with ${text}, which is no package of this repository.`)
      else choices.choose(one, 'indirect', { kind: 'additional', by: by.name })
    }
  return left
}

function chooseAdded({ choices, graph, added }: Draft, as: Added['as']): void {
  for (const one of added.filter((item) => item.as === as)) {
    const found = graph.packages.get(one.project)
    if (found !== undefined) choices.choose(found, as, { kind: 'hook' })
  }
}

/** In doubt a file that many may read concerns them, and that is told. */
function chooseCommon({ choices, common, notes }: Draft, claimed: ReadonlySet<string>): void {
  for (const one of [...common].sort((a, b) => compare(a.path, b.path))) {
    if (claimed.has(one.path)) continue
    const reason = { kind: 'common', path: one.path, what: one.what } as const
    const chosen = one.packages.filter((item) => choices.choose(item, 'indirect', reason))
    if (chosen.length > 0) notes.push(commonNote({ ...one, packages: chosen }))
  }
}

function chooseDependents({ choices, packages, graph, gone, unplanned, depth, notes }: Draft): void {
  if (depth === 0) return
  const changed = [...packages.filter((one) => choices.isDirect(one)).map(({ project }) => project), ...gone]
  const reached = affectedBy(graph, changed, depth)
  const lost = new Set<ProjectName | '…' | undefined>(gone.filter((one) => !unplanned.has(one)))
  const nameOf = (project: ProjectName): string => graph.packages.get(project)?.name ?? project
  for (const { project, chain } of reached) {
    const one = graph.packages.get(project)
    if (one !== undefined)
      choices.choose(one, 'indirect', {
        kind: 'needs',
        chain: chain.map((link) => (link === '…' ? link : nameOf(link))),
        ...(lost.has(chain[0]) ? { gone: true } : {}),
      })
  }
  for (const one of gone.filter((project) => lost.has(project)).sort(compare)) {
    const by = (graph.outside.get(one) ?? []).map(({ from }) => nameOf(from))
    notes.push(`${one} is no package of this repository any more${by.length === 0 ? '' : `, and needed by ${inShort(by.join(', '))}`}.`)
  }
  const told = new Set([...changed, ...reached.map(({ project }) => project)])
  notes.push(...graph.refused.filter(({ to }) => told.has(to)).map(({ says }) => says))
}

/** azure-sdk's is its template, so that no pull request is without any test. */
function chooseFallback({ choices, rules, directory, packages }: Draft): void {
  const templates = packages.filter(({ service }) => /^template(?:\/aztemplate)?$/i.test(service))
  const picked = rules.fallback === undefined ? templates : pick(directory, rules.fallback, {})
  for (const one of picked) choices.choose(one, rules.fallback?.as ?? 'indirect', { kind: 'fallback' })
}

function sortPackages(packages: readonly LocalPackage[]): LocalPackage[] {
  return [...packages].sort((a, b) => compare(a.name, b.name) || compare(a.folder, b.folder))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
