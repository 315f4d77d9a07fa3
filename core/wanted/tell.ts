import { counted } from '../counted.ts'
import type { LogGroup } from '../log-group.ts'
import { code, lines, md, type Markdown, raw, table } from '../markdown.ts'
import type { Plan, PlanRow } from './plan-file.ts'

/** Beyond so many rows a summary is no longer one; the log and plan.json hold them all. */
const mostRows = 500

const titles: readonly (readonly [why: string, title: string])[] = [
  ['in-index', 'Already in the index'],
  ['in-index, recipe differs', 'Already in the index, by a recipe that has changed since'],
  ['upstream', 'Already upstream'],
  ['covered', 'Covered by another wheel of this plan'],
  ['covered, recipe differs', 'Covered by another wheel of this plan, whose recipe differs'],
  ['withdrawn', 'Withdrawn from the index'],
  ['requires-python', 'Not made for this Python'],
  ['no-sdist', 'Nothing to build from'],
]

/** What it comes to, in one sentence; `saved` is what the cache saves, `about 6 min saved`, empty where that is not known. */
export function headline(plan: Plan, saved = ''): string {
  if (plan.decisions.length === 0) return 'The matrix asks for no wheel, so there is nothing to build.'
  const { builds, restores, skips, errors, kept, cold } = sortOut(plan)
  const left = [
    ...(restores.length === 0 ? [] : [`${restores.length} to restore from the cache${saved === '' ? '' : `, ${saved}`}`]),
    ...(kept.length === 0 ? [] : [`${kept.length} in the cache, not planned`]),
    ...(cold.length === 0 ? [] : [`${cold.length} not in the cache, not planned`]),
    ...(skips.length === 0 ? [] : [`${skips.length} skipped`]),
    ...(errors.length === 0 ? [] : [`${errors.length} that cannot be resolved`]),
  ]
  const between = restores.length + kept.length + cold.length === 0 ? ', ' : '; '
  const rest = left.length === 0 ? '' : `; ${left.join(between)}`
  if (builds.length === 0) return `Nothing to build: of ${counted(plan.decisions.length, 'wheel')} wanted, ${left.join(between)}.`
  return `${counted(builds.length, 'wheel')} to build in ${counted(plan.jobs.length, 'job')}${unsure(builds)}${rest}.`
}

/** Jobs that look at their host first may have nothing to build. */
function unsure(builds: readonly PlanRow[]): string {
  const warm = builds.filter(({ why }) => why === 'stale-when').length
  return warm === 0 ? '' : `, ${warm} of which the cache has, unless they are stale`
}

/** The rows of a plan by what is done about them; `kept` and `cold` are those that only are told, since others were to be planned. */
function sortOut(plan: Plan): Readonly<Record<'builds' | 'cold' | 'errors' | 'kept' | 'restores' | 'skips', PlanRow[]>> {
  const isPlanned = ({ leg }: PlanRow): boolean => leg !== ''
  const [builds, restores] = [of(plan, 'build'), of(plan, 'restore')]
  return {
    builds: builds.filter(isPlanned),
    cold: builds.filter((row) => !isPlanned(row)),
    restores: restores.filter(isPlanned),
    kept: restores.filter((row) => !isPlanned(row)),
    skips: of(plan, 'skip'),
    errors: of(plan, 'error'),
  }
}

/** Every row with its reason: a group for each leg, then for what is restored, then one for each reason not to build, then the errors. */
export function tellPlan(plan: Plan): LogGroup[] {
  const { builds, restores, kept, cold, skips: skipped, errors: failed } = sortOut(plan)
  const legs = plan.jobs.map((job) => ({
    title: `${job.leg}: ${counted(job.packages.length, 'wheel')} on ${job.instance} (${job.arch})`,
    rows: builds.filter((row) => row.leg === job.leg),
  }))
  const cached = [
    ...(plan.restores ?? []).map(({ leg }) => ({ title: `${leg}, from the cache`, rows: restores.filter((row) => row.leg === leg) })),
    { title: 'In the cache, and not planned', rows: kept },
    { title: 'Not in the cache, and not planned', rows: cold },
  ]
  const skips = titles.map(([why, title]) => ({ title, rows: skipped.filter((row) => row.why === why) }))
  const others = [...cached, ...skips, { title: 'Not resolved', rows: failed }]
  return [...legs, ...others.map(({ title, rows }) => ({ title: `${title}: ${counted(rows.length, 'wheel')}`, rows }))]
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => ({ title, lines: rows.map((row) => `${rowTitle(row)}: ${row.says}`) }))
}

/** The plan for the run's summary page. */
export function summarisePlan(plan: Plan, saved = ''): Markdown {
  const { builds, restores } = sortOut(plan)
  const planned = new Set([...builds, ...restores])
  const others = plan.decisions.filter((row) => !planned.has(row))
  return lines(
    md`### Wheels to build`,
    md``,
    md`${headline(plan, saved)}`,
    md``,
    ...section('To build', ['Wheel', 'Python', 'Platform', 'Job', 'Why'], builds, (row) => [code(row.leg)]),
    ...section('Restored from the cache', ['Wheel', 'Python', 'Platform', 'Leg', 'Why'], restores, (row) => [code(row.leg)]),
    ...section('Not to build', ['Wheel', 'Python', 'Platform', 'Why'], others, () => []),
  )
}

/** `quick-hello 1.0 for cp312-abi3 on linux_x86_64`. */
export function rowTitle(row: PlanRow): string {
  return `${row.name} ${row.version} for ${pythonTitle(row)} on ${row.platform_tag}`
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly PlanRow[],
  more: (row: PlanRow) => ReturnType<typeof code>[],
): Markdown[] {
  if (rows.length === 0) return []
  const cells = rows
    .slice(0, mostRows)
    .map((row) => [`${row.name} ${row.version}`, pythonTitle(row), row.platform_tag, ...more(row), row.says])
  const rest = rows.length > mostRows ? [md`and ${rows.length - mostRows} more: the log and plan.json have them all.`, md``] : []
  return [md`#### ${title}`, md``, md`${raw(table(head, cells))}`, ...rest]
}

function pythonTitle({ python, abi }: PlanRow): string {
  return abi === '' ? python : `${python}-${abi}`
}

function of(plan: Plan, kind: PlanRow['kind']): PlanRow[] {
  return plan.decisions.filter((row) => row.kind === kind)
}
