import type { ToldRun } from '../../../core/collect/suite-runs.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import type { Findings } from '../../../core/collect/tell.ts'
import { mergeCoverage } from '../../../core/coverage/merge.ts'
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
  const parts = await inParallel(measured, 8, async ({ run, manifest }) => {
    const name = `${run.coverage} of ${legName(manifest)}`
    const bytes = await files.read(`${folderOf.get(manifest) ?? ''}/${run.coverage}`)
    if (bytes === undefined)
      throw new Problem(
        'FILE_MISSING',
        `The artifact of ${legName(manifest)} does not hold ${run.coverage}, of which its manifest tells.`,
        'Run that leg again.',
      )
    return parseCobertura(new TextDecoder().decode(bytes), name)
  })
  return {
    coverage: mergeCoverage(parts.map(({ coverage }) => coverage)),
    measured: parts.reduce((newest, { time }) => Math.max(newest, time), 0),
  }
}
