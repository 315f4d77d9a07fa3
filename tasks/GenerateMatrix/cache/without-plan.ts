import { roughTime } from '../../../core/cache/time-saved.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import { counted } from '../../../core/counted.ts'
import { lines, md, type Markdown, raw, table } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { tellGroups } from '../tell-groups.ts'
import { countWarmth } from './tell-warmth.ts'
import type { Unit } from './unit.ts'

/** What is told of a failing step; the summary tells all. */
const mostTold = 20

/** Beyond so many rows a summary is no longer one. */
const mostRows = 500

type Judged = readonly (readonly [Unit, Warmth])[]

/** How a step ends that leaves no plan: one that only lists, and one that fails since something is cold; undefined where a plan is left. */
export async function withoutPlan(
  warmth: ReadonlyMap<Unit, Warmth>,
  { cache }: Pick<Inputs, 'cache'>,
  { log }: Pick<Ports, 'log'>,
): Promise<Outcome | undefined> {
  const judged = [...warmth].sort(([a], [b]) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
  const cold = judged.filter(([, { kind }]) => kind === 'cold')
  const isRefused = cache.failIfCold && cold.length > 0
  if (!cache.list && !isRefused) return undefined
  const headline = headlineOf(judged)
  const told = cache.list ? { title: 'What the cache has', of: judged } : { title: 'What it has not', of: cold }
  await tellGroups([{ title: told.title, lines: told.of.map(([unit, one]) => lineOf(unit, one)).sort() }], log)
  log.say('info', headline)
  const summary = summaryOf(headline, told.of)
  if (isRefused) return { result: 'failed', outputs: {}, summary, problems: coldProblems(cold) }
  return { result: 'succeeded', outputs: outputsOf(judged), summary, problems: [] }
}

/** `warm spam 1.0 for cp312 on linux_x86_64 0123456789ab 41 s`. */
function lineOf({ title, fingerprint: { key } }: Unit, warmth: Warmth): string {
  return [wordOf(warmth), title, key.slice(0, 12), detailOf(warmth)].join(' ').trimEnd()
}

function wordOf({ kind }: Warmth): string {
  return kind === 'cold' ? 'cold' : 'warm'
}

function detailOf(warmth: Warmth): string {
  if (warmth.kind === 'cold') return warmth.because
  const time = roughTime(warmth.seconds ?? 0)
  return warmth.kind === 'failed' ? `it failed${time === '' ? '' : `, after ${time}`}` : time
}

function headlineOf(judged: Judged): string {
  const { cold, warm, saved } = countWarmth(judged.map(([, one]) => one))
  return `Of ${counted(judged.length, 'result')} the cache has ${warm}${saved === '' ? '' : ` (${saved})`}; ${cold} cold.`
}

function summaryOf(headline: string, judged: Judged): Markdown {
  const rows = judged
    .slice(0, mostRows)
    .map(([unit, warmth]) => [wordOf(warmth), unit.title, unit.fingerprint.key.slice(0, 12), detailOf(warmth)])
  const rest = judged.length > mostRows ? [md``, md`and ${judged.length - mostRows} more: the log has them all.`] : []
  const told = rows.length === 0 ? [] : [md``, md`${raw(table(['', 'What', 'Key', 'Why, or what its build took'], rows))}`]
  return lines(md`### The cache`, md``, md`${headline}`, ...told, ...rest)
}

/** One for each of the first, then how many more there are. */
function coldProblems(cold: Judged): Problem[] {
  const remedy = 'Build it where the cache is written, or take failIfCold away.'
  const problems = cold
    .slice(0, mostTold)
    .map(([unit, warmth]) => new Problem('CACHE_COLD', `${unit.title} is cold: ${detailOf(warmth)}.`, remedy))
  const more = cold.length - mostTold
  return more > 0 ? [...problems, new Problem('CACHE_COLD', `And ${more} more are cold.`, 'The log has them all.')] : problems
}

/** Nothing is planned, and everything is counted. */
function outputsOf(judged: Judged): Record<string, string> {
  const { cold, warm } = countWarmth(judged.map(([, one]) => one))
  return {
    matrix: '{}',
    hasJobs: 'false',
    jobCount: '0',
    coldCount: String(cold),
    warmCount: String(warm),
    planFile: '',
    planArtifact: '',
    planDigest: '',
    maxParallel: '0',
  }
}
