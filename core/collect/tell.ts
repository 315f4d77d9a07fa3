import { legName, type Offer } from '../build/union.ts'
import { addTo } from '../add-to.ts'
import { counted } from '../counted.ts'
import { coverageSummary } from '../coverage/tell.ts'
import type { Coverage } from '../coverage/coverage.ts'
import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import type { Problem } from '../problem.ts'
import { formatSize } from '../size.ts'
import type { TestCounts } from '../suites/suite-run.ts'
import type { ToldRun } from './suite-runs.ts'

/** What was found of a run, and what has become of it. */
export interface Findings {
  /** Why nothing was collected; none: all is well. */
  readonly problems: readonly Problem[]
  readonly files: readonly Offer[]
  readonly runs: readonly ToldRun[]
  /** Undefined where nothing was measured. */
  readonly coverage: Coverage | undefined
  /** What was merged, left out, or not done; a sentence without a full stop each. */
  readonly notes: readonly string[]
}

/** The summary of a collected run: what is wrong, tests with those that failed first, the release set, coverage, and what was merged and left. */
export function collectSummary({ problems, files, runs, coverage, notes }: Findings): Markdown {
  const wrong = problems.length === 0 ? [] : [md`### Nothing was collected`, md``, ...problems.map(({ text }) => md`- ${text}`), md``]
  const set = [
    md`### Release set: ${counted(files.length, 'file')}`,
    md``,
    table(['File', 'Size', 'SHA-256', 'Built by'], files.map(tellFile)),
  ]
  const told = notes.length === 0 ? [] : [md`### Merged and left`, md``, ...notes.map((note) => md`- ${note}.`), md``]
  return lines(...wrong, ...tellRuns(runs), ...set, ...(coverage === undefined ? [] : [coverageSummary(coverage), md``]), ...told)
}

function tellFile({ file, manifest }: Offer): Inline[] {
  return [code(file.name), raw(md`${formatSize(file.size)}`), code(file.sha256), raw(md`${legName(manifest)}, attempt ${manifest.attempt}`)]
}

/** Each that failed stands for itself; of those that passed how many there were is enough. */
function tellRuns(runs: readonly ToldRun[]): Markdown[] {
  if (runs.length === 0) return []
  const order = ['failed', 'allowed', 'skipped', 'passed']
  const apart = runs.filter(({ run }) => run.result !== 'passed').sort((a, b) => order.indexOf(a.run.result) - order.indexOf(b.run.result))
  const passed = new Map<string, ToldRun[]>()
  for (const one of runs) if (one.run.result === 'passed') addTo(passed, one.run.suite, one)
  const rows = [
    ...apart.slice(0, most).map(tellRun),
    ...[...passed].map(([suite, some]) => [suite, counted(some.length, 'run'), '', 'passed', countsOf(some), '']),
  ]
  const more = apart.length > most ? [md`and ${apart.length - most} more runs that did not pass`, md``] : []
  const failed = runs.filter(({ run }) => run.result === 'failed').length
  const title = md`### Tests: ${counted(runs.length, 'run')}, ${countsOf(runs)}${failed === 0 ? '' : `, ${counted(failed, 'run')} failed`}`
  return [title, md``, table(['Suite', 'Python', 'Leg', 'Result', 'Tests', 'What failed'], rows), ...more]
}

const most = 50

function tellRun({ run, manifest }: ToldRun): (string | Inline)[] {
  const shown = { failed: raw(md`**failed**`), allowed: 'failed, and may', skipped: 'skipped', passed: 'passed' }[run.result]
  const [first] = run.failing
  const what = first === undefined ? run.says : `${first.name}: ${first.says}`
  return [run.suite, run.python, legName(manifest), shown, tellCounts(run.counts), what]
}

function countsOf(runs: readonly ToldRun[]): string {
  const counts = runs.flatMap(({ run }) => run.counts ?? [])
  const sum = (key: keyof TestCounts): number => counts.reduce((all, one) => all + one[key], 0)
  return tellCounts({ tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') })
}

function tellCounts(counts: TestCounts | undefined): string {
  if (counts === undefined) return ''
  const { tests, failures, errors, skipped } = counts
  const failed = failures + errors
  return [
    `${tests - failed - skipped} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ].join(', ')
}
