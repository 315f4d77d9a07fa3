import { join } from 'node:path'
import { type RowResult, suitesOf } from '../../../core/build/result.ts'
import { counted } from '../../../core/counted.ts'
import { type CoberturaReport, parseCobertura } from '../../../core/coverage/cobertura.ts'
import type { Coverage } from '../../../core/coverage/coverage.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { mergeCoverage } from '../../../core/coverage/merge.ts'
import { tellCoverage } from '../../../core/coverage/tell.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import { Problem } from '../../../core/problem.ts'
import type { Desk } from '../bench.ts'
import type { Ports } from '../ports.ts'
import { resultPath } from './publish-results.ts'

/**
 * What all suites of this job have covered together, told in its log, and published once where the input `publishCoverage` says so: of
 * several that a run publishes the service shows one. Undefined where none of them left coverage that can be read.
 */
export async function publishCoverage(results: readonly RowResult[], desk: Desk): Promise<Coverage | undefined> {
  const { inputs, ports } = desk
  const runs = suitesOf(results)
  const names = runs.map(({ coverage }) => coverage).filter((name) => name !== '')
  if (names.length === 0) {
    if (inputs.publishCoverage && runs.length > 0)
      ports.log.say(
        'warning',
        "The input 'publishCoverage' is set, and no suite of this job left coverage: run them with --cov-report=xml:{results}/coverage.xml.",
      )
    return undefined
  }
  const measured = names.map((name) => ({ name, path: resultPath(name, desk) }))
  const merged = await mergeReports(measured, ports)
  if (merged === undefined || !inputs.publishCoverage) return merged?.coverage
  if (results.some((result) => result.kind === 'kept' && result.attempt > 0))
    ports.log.say(
      'warning',
      'Coverage of what an earlier attempt has tested is not part of what is published: the mode collect merges all attempts.',
    )
  await publishMerged(merged, desk.folder, ports)
  return merged.coverage
}

/** Several reports of coverage as one. */
export interface MergedReports {
  readonly coverage: Coverage
  /** When the last of them was measured, in seconds since 1970. */
  readonly time: number
}

/** What some reports of suites (`name` for people) have covered together, told in the log; undefined where none of them can be read. */
export async function mergeReports(
  measured: readonly { readonly name: string; readonly path: string }[],
  ports: Pick<Ports, 'files' | 'log'>,
): Promise<MergedReports | undefined> {
  const reports: CoberturaReport[] = []
  for (const { name, path } of measured) reports.push(...(await read(name, path, ports)))
  if (reports.length === 0) return undefined
  const coverage = mergeCoverage(reports.map((report) => report.coverage))
  ports.log.say('info', `Coverage: ${tellCoverage(totalsOfAll(coverage))}, over ${counted(reports.length, 'suite')}.`)
  return { coverage, time: Math.max(0, ...reports.map(({ time }) => time)) }
}

/** Publishes them as the run's coverage; the file is written below `folder`. */
export async function publishMerged(
  { coverage, time }: MergedReports,
  folder: string,
  { files, pipeline }: Pick<Ports, 'files' | 'pipeline'>,
): Promise<void> {
  const path = join(folder, 'coverage', 'coverage.xml')
  await files.write(path, formatCobertura(coverage, time))
  pipeline.publishCoverage(path)
}

/** All is built and told by now: coverage that cannot be read any more is no failure of it. */
async function read(name: string, path: string, ports: Pick<Ports, 'files' | 'log'>): Promise<CoberturaReport[]> {
  try {
    const bytes = await ports.files.read(path)
    return [parseCobertura(new TextDecoder().decode(bytes), name)]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    ports.log.say('warning', `${error.message} Its coverage is left out.`)
    return []
  }
}
