import type { ToldRun } from '../../../core/collect/suite-runs.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import type { Coverage } from '../../../core/coverage/coverage.ts'
import { mergeCoverage } from '../../../core/coverage/merge.ts'
import { Problem } from '../../../core/problem.ts'
import { legName } from '../../../core/build/union.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Collected } from '../../../flows/collect-wheels.ts'
import type { CollectPorts } from './ports.ts'

/** The coverage of all suites that ran, merged; undefined where none measured any. One that is told of and not there is `FILE_MISSING`, a broken one `FILE_INVALID`. */
export async function mergeRun(
  runs: readonly ToldRun[],
  { folderOf }: Pick<Collected, 'folderOf'>,
  { files }: Pick<CollectPorts, 'files'>,
): Promise<Coverage | undefined> {
  const measured = runs.filter(({ run }) => run.coverage !== '')
  if (measured.length === 0) return undefined
  const parts = await inParallel(measured, 8, async ({ run, manifest }) => {
    const name = `${run.coverage} of ${legName(manifest)}`
    const bytes = await files.read(`${folderOf.get(manifest) ?? ''}/${run.coverage}`)
    if (bytes === undefined)
      throw new Problem(
        'FILE_MISSING',
        `The artifact of ${legName(manifest)} does not hold ${run.coverage}, of which its manifest tells.`,
        'Run that leg again.',
      )
    return parseCobertura(new TextDecoder().decode(bytes), name).coverage
  })
  return mergeCoverage(parts)
}
