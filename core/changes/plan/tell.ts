import { counted } from '../../counted.ts'
import type { LogGroup } from '../../log-group.ts'
import { code, lines, md, type Markdown, raw, table } from '../../markdown.ts'
import type { ChangeJob, ChangePlan, PlannedPackage } from './plan-file.ts'
import { cacheCell, cacheClauses, cacheGroups } from './tell-cache.ts'

/** Beyond so many rows a summary is no longer one; the log and plan.json hold them all. */
const mostRows = 500
/** Paths that a log shows one by one. */
const mostPaths = 100

/** What it comes to, in one sentence. */
export function headline(plan: ChangePlan): string {
  const selected = plan.packages.filter((one) => one.selected !== 'not-selected')
  const cached = cacheClauses(plan)
  if (plan.packages.length === 0) return 'The repository holds no package, so there is nothing to build.'
  if (selected.length === 0) return `Nothing to build: ${nothingText(plan)}.`
  if (plan.jobs.length > 0) {
    const built = plan.restores === undefined ? selected : selected.filter(({ legs }) => legs.length > 0)
    const where = `${countText(built, plan)} in ${counted(plan.jobs.length, 'job')}`
    return `${[built.length === 0 ? where : `${where}: ${howText(built)}`, ...cached].join('; ')}.`
  }
  const which = `${countText(selected, plan)} selected (${howText(selected)})`
  return cached.length === 0 ? `${which}, but no job is left for any.` : `Nothing to build: ${which}; ${cached.join('; ')}.`
}

function countText(some: readonly PlannedPackage[], { packages }: ChangePlan): string {
  return `${some.length} of ${counted(packages.length, 'package')}`
}

/** `1 direct, 2 indirect`. */
function howText(some: readonly PlannedPackage[]): string {
  const counts = (['direct', 'indirect'] as const).map((as) => [some.filter(({ selected }) => selected === as).length, as] as const)
  return counts.flatMap(([count, as]) => (count === 0 ? [] : [`${count} ${as}`])).join(', ')
}

function nothingText({ changed, ignored }: ChangePlan): string {
  if (changed === 0) return 'no file changed'
  return ignored === changed ? 'all that changed is ignored' : 'what changed concerns no package'
}

/** What is planned and why: direct packages, indirect ones, the jobs, what to know, and paths that nothing claims. What is not selected is only counted. */
export function tellChanges(plan: ChangePlan): LogGroup[] {
  const [direct, indirect, rest] = [of(plan, 'direct'), of(plan, 'indirect'), of(plan, 'not-selected')]
  return [
    { title: `Direct: ${counted(direct.length, 'package')}`, lines: direct.map(packageLine) },
    { title: `Indirect: ${counted(indirect.length, 'package')}`, lines: indirect.map(packageLine) },
    { title: `Jobs: ${plan.jobs.length}`, lines: plan.jobs.map(jobLine) },
    ...cacheGroups(plan),
    { title: 'Notes', lines: plan.notes },
    { title: `Changed, but of no package and no rule: ${counted(plan.unclaimed.length, 'path')}`, lines: shortened(plan.unclaimed) },
    { title: `Not selected: ${counted(rest.length, 'package')}`, lines: rest.length === 0 ? [] : ['plan.json says of each why not.'] },
  ].filter((group) => group.lines.length > 0)
}

function packageLine({ name, folder, reason, says }: PlannedPackage): string {
  return isOfAll(reason) ? `${name} (${folder})` : `${name} (${folder}): ${says}`
}

/** What is the case of all packages is told once. */
function isOfAll(reason: PlannedPackage['reason']): boolean {
  return reason?.kind === 'everything'
}

/** `linux_312_b1: Pool=linux, PythonVersion=3.12, ArtifactPackageNames=a,b (before them: c)`: a cell names the packages. */
function jobLine({ leg, cells, packages, dependencies }: ChangeJob): string {
  const values = Object.entries(cells).map(([name, value]) => `${name}=${value}`)
  const before = dependencies.length === 0 ? '' : ` (before them: ${dependencies.map(({ name }) => name).join(', ')})`
  const none = packages.length === 0 ? ' (no packages of its own)' : ''
  return `${leg}: ${values.join(', ')}${before}${none}`
}

function shortened(paths: readonly string[]): string[] {
  const rest = paths.length - mostPaths
  return rest > 0 ? [...paths.slice(0, mostPaths), `and ${rest} more, which plan.json has`] : [...paths]
}

/** The plan for the run's summary page. */
export function summariseChanges(plan: ChangePlan): Markdown {
  const left = of(plan, 'not-selected').length
  return lines(
    md`### Packages to build`,
    md``,
    md`${headline(plan)} ${plan.says}`,
    md``,
    ...section('Direct', of(plan, 'direct'), plan),
    ...section('Indirect', of(plan, 'indirect'), plan),
    ...(left === 0 ? [] : [md`${counted(left, 'package')} not selected; plan.json says of each why not.`, md``]),
    ...listed('Notes', plan.notes),
    ...listed('Changed, but of no package and no rule', plan.unclaimed),
  )
}

function section(title: string, packages: readonly PlannedPackage[], { restores }: ChangePlan): Markdown[] {
  if (packages.length === 0) return []
  const hasCache = restores !== undefined
  const rows = packages
    .slice(0, mostRows)
    .map((one) => [
      one.name,
      code(one.folder),
      isOfAll(one.reason) ? '' : one.says,
      ...(hasCache ? [cacheCell(one)] : []),
      legsCell(one.legs),
    ])
  const head = ['Package', 'Folder', 'Why', ...(hasCache ? ['Cache'] : []), 'Jobs']
  return [md`#### ${title}`, md``, md`${raw(table(head, rows))}`, ...restOf(packages.length, mostRows)]
}

/** A package of a large matrix is in hundreds of jobs. */
function legsCell(legs: readonly string[]): ReturnType<typeof code> | string {
  const [first] = legs
  if (first === undefined) return ''
  return legs.length < 2 ? code(first) : raw(md`${code(first)} and ${legs.length - 1} more`)
}

function listed(title: string, texts: readonly string[]): Markdown[] {
  if (texts.length === 0) return []
  return [md`#### ${title}`, md``, ...texts.slice(0, mostPaths).map((text) => md`- ${text}`), md``, ...restOf(texts.length, mostPaths)]
}

function restOf(number: number, most: number): Markdown[] {
  return number > most ? [md`and ${number - most} more: plan.json has them all.`, md``] : []
}

function of({ packages }: ChangePlan, as: PlannedPackage['selected']): PlannedPackage[] {
  return packages.filter(({ selected }) => selected === as)
}
