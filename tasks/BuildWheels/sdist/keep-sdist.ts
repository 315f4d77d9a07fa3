import type { BuiltFile } from '../../../core/build/manifest.ts'
import { Problem } from '../../../core/problem.ts'
import type { Bench, Sdist } from '../bench.ts'
import { attachKept, wheelPath } from '../wheel/keep-wheel.ts'

/**
 * Brings a good sdist to the output directory with its sidecar and attaches both, once. What it adds to the manifest of this attempt: that of an earlier
 * one stands in the other's. Another sdist of that name is `CONFLICT`.
 */
export async function keepSdist(sdist: Sdist | undefined, bench: Bench): Promise<readonly BuiltFile[]> {
  if (sdist === undefined || sdist.attempt > 0) return []
  const { file } = sdist
  const before = bench.kept.get(file.name)
  if (before === file.sha256) return [file]
  if (before !== undefined)
    throw new Problem(
      'CONFLICT',
      `Another row of this job has built ${file.name} with other bytes.`,
      'Build one sdist of a project and version in a run: name each package once.',
    )
  await bench.ports.files.copy(sdist.path, wheelPath(file, bench))
  await attachKept(file, bench)
  return [file]
}
