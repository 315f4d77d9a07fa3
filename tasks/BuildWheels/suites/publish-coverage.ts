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
  const reports: CoberturaReport[] = []
  for (const name of names) reports.push(...(await read(name, desk)))
  if (reports.length === 0) return undefined
  const coverage = mergeCoverage(reports.map((report) => report.coverage))
  ports.log.say('info', `Coverage: ${tellCoverage(totalsOfAll(coverage))}, over ${counted(reports.length, 'suite')}.`)
  if (!inputs.publishCoverage) return coverage
  if (results.some((result) => result.kind === 'kept' && result.attempt > 0))
    ports.log.say(
      'warning',
      'Coverage of what an earlier attempt has tested is not part of what is published: the mode collect merges all attempts.',
    )
  const path = join(desk.folder, 'coverage', 'coverage.xml')
  await ports.files.write(path, formatCobertura(coverage, Math.max(0, ...reports.map(({ time }) => time))))
  ports.pipeline.publishCoverage(path)
  return coverage
}

/** All is built and told by now: coverage that cannot be read any more is no failure of it. */
async function read(name: string, { outputDirectory, ports }: Desk): Promise<CoberturaReport[]> {
  try {
    const bytes = await ports.files.read(resultPath(name, { outputDirectory }))
    return [parseCobertura(new TextDecoder().decode(bytes), name)]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    ports.log.say('warning', `${error.message} Its coverage is left out.`)
    return []
  }
}
