import { runTitle } from '../../../core/suites/run-title.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { attach, type Desk } from '../bench.ts'
import { freeName } from '../suites/free-name.ts'
import { legOf, resultPath } from '../suites/publish-results.ts'
import { publishTests } from '../suites/publish-tests.ts'
import type { Fit } from './fit.ts'

/** Brings the reports and the coverage of an entry's suites to where suites leave theirs, attached, and publishes their tests. The runs, by the names that they have now. */
export async function bringReports({ entry, pathOf }: Pick<Fit, 'entry' | 'pathOf'>, desk: Desk): Promise<SuiteRun[]> {
  const bring = async (name: string, as: 'coverage' | 'report'): Promise<string[]> => {
    const sha256 = entry.stored.find((one) => one.as === as && one.name === name)?.sha256
    if (sha256 === undefined) return []
    // Rows of one name have left it under a name that another may have here.
    const free = freeName(name, (one) => !desk.kept.has(one))
    const path = resultPath(free, desk)
    desk.kept.set(free, sha256)
    await desk.ports.files.copy(pathOf({ as, name }), path)
    attach(desk, path)
    return [free]
  }
  const runs: SuiteRun[] = []
  for (const run of entry.manifest.suites ?? []) {
    const reports: string[] = []
    for (const name of run.reports) reports.push(...(await bring(name, 'report')))
    const [coverage = ''] = run.coverage === '' ? [] : await bring(run.coverage, 'coverage')
    runs.push({ ...run, reports, coverage })
    if ((run.counts?.tests ?? 0) > 0 && reports.length > 0) publish(run, reports, desk)
  }
  return runs
}

function publish(run: SuiteRun, reports: readonly string[], desk: Desk): void {
  const { inputs, ports, redact } = desk
  if (!inputs.publishTestResults) return
  const title = redact(`${runTitle(run, legOf(inputs.where))} (from the cache)`)
  const paths = reports.map((name) => resultPath(name, desk))
  publishTests(title, paths, ports)
}
