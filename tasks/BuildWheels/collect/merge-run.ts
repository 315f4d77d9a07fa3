import type { ToldRun } from '../../../core/collect/suite-runs.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import type { Findings } from '../../../core/collect/tell.ts'
import { addCoverage, type GrowingCoverage } from '../../../core/coverage/merge.ts'
import { Problem } from '../../../core/problem.ts'
import { legName } from '../../../core/build/union.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Collected } from '../../../flows/collect-wheels.ts'
import type { CollectPorts } from './ports.ts'

/** What all suites have covered, and when the last of them was measured. */
type Merged = Pick<Findings, 'coverage' | 'measured'>

export const noCoverage: Merged = { coverage: undefined, measured: 0 }

/** The coverage of all suites that ran, merged. One that is told of and not there is `FILE_MISSING`, a broken one `FILE_INVALID`. */
export async function mergeRun(
  runs: readonly ToldRun[],
  { folderOf }: Pick<Collected, 'folderOf'>,
  { files }: Pick<CollectPorts, 'files'>,
): Promise<Merged> {
  const measured = runs.filter(({ run }) => run.coverage !== '')
  if (measured.length === 0) return noCoverage
  // Hundreds of legs with all of their lines are more than a process may hold at once.
  const coverage: GrowingCoverage = new Map()
  let newest = 0
  await inParallel(measured, 8, async ({ run, manifest }) => {
    const name = `${run.coverage} of ${legName(manifest)}`
    const bytes = await files.read(`${folderOf.get(manifest) ?? ''}/${run.coverage}`)
    if (bytes === undefined)
      throw new Problem(
        'FILE_MISSING',
        `The artifact of ${legName(manifest)} does not hold ${run.coverage}, of which its manifest tells.`,
        'Run that leg again.',
      )
    const report = parseCobertura(new TextDecoder().decode(bytes), name)
    addCoverage(coverage, report.coverage)
    newest = Math.max(newest, report.time)
  })
  return { coverage, measured: newest }
}
