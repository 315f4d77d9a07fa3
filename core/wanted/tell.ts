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

/** What it comes to, in one sentence. */
export function headline(plan: Plan): string {
  const [builds, skips, errors] = [of(plan, 'build'), of(plan, 'skip'), of(plan, 'error')]
  if (plan.decisions.length === 0) return 'The matrix asks for no wheel, so there is nothing to build.'
  const left = [
    ...(skips.length === 0 ? [] : [`${skips.length} skipped`]),
    ...(errors.length === 0 ? [] : [`${errors.length} that cannot be resolved`]),
  ]
  const rest = left.length === 0 ? '' : `; ${left.join(', ')}`
  if (builds.length === 0) return `Nothing to build: of ${counted(plan.decisions.length, 'wheel')} wanted, ${left.join(', ')}.`
  return `${counted(builds.length, 'wheel')} to build in ${counted(plan.jobs.length, 'job')}${rest}.`
}

/** Every row with its reason: a group for each leg, then one for each reason not to build, then the errors. */
export function tellPlan(plan: Plan): LogGroup[] {
  const legs = plan.jobs.map((job) => ({
    title: `${job.leg}: ${counted(job.packages.length, 'wheel')} on ${job.instance} (${job.arch})`,
    rows: plan.decisions.filter((row) => row.leg === job.leg),
  }))
  const skips = titles.map(([why, title]) => ({ title, rows: of(plan, 'skip').filter((row) => row.why === why) }))
  const errors = { title: 'Not resolved', rows: of(plan, 'error') }
  return [...legs, ...[...skips, errors].map(({ title, rows }) => ({ title: `${title}: ${counted(rows.length, 'wheel')}`, rows }))]
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => ({ title, lines: rows.map((row) => `${rowTitle(row)}: ${row.says}`) }))
}

/** The plan for the run's summary page. */
export function summarisePlan(plan: Plan): Markdown {
  const builds = of(plan, 'build')
  const others = plan.decisions.filter((row) => row.kind !== 'build')
  return lines(
    md`### Wheels to build`,
    md``,
    md`${headline(plan)}`,
    md``,
    ...section('To build', ['Wheel', 'Python', 'Platform', 'Job', 'Why'], builds, (row) => [code(row.leg)]),
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
