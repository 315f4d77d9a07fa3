import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { findPackages } from '../../../flows/find-packages.ts'
import type { Ports } from '../ports.ts'
import type { ChangesInputs } from './inputs.ts'

/** The packages that a plan is about. */
export interface ReadPackages {
  /** Sorted by project name; every name once. */
  readonly packages: readonly LocalPackage[]
  /** What the reader should know of how they were found. */
  readonly notes: readonly string[]
}

/**
 * The packages of the repository at `top`, or those that `packageInfo` tells of, with what their ci files say. All that is broken is one Problem
 * `FILE_INVALID` that lists it.
 */
export async function readPackages(
  inputs: Pick<ChangesInputs, 'packages' | 'packageInfo'>,
  ports: Pick<Ports, 'files' | 'processes' | 'environment' | 'sources'>,
  where: { readonly top: string; readonly tracked: readonly string[] | undefined },
): Promise<ReadPackages> {
  const { packages, notes } = await findPackages({ ...where, globs: inputs.packages }, ports)
  return { packages, notes }
}
