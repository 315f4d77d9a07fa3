import type { KeyInput } from '../../../core/cache/fingerprint.ts'
import type { TreeObject } from '../../../core/history.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/**
 * What every key of a plan depends on, whatever is built: the files, variables and texts that the inputs of the cache name. A variable whose value is a secret is
 * `INPUT_INVALID`; a glob of files that fits none is told by a warning.
 */
export function plainInputs(
  objects: readonly TreeObject[],
  { cache }: Pick<Inputs, 'cache'>,
  _ports: Pick<Ports, 'environment' | 'log' | 'secrets'>,
): readonly KeyInput[] {
  return cache.salt.map((value, at) => ({ name: `salt ${at + objects.length}`, value }))
}

/** What builds and is seen nowhere in the repository: the first toolchain whose glob fits the platform tag or leg; none where no toolchain does. */
export function toolchainInputs(_platformOrLeg: string, _inputs: Pick<Inputs, 'cache'>): readonly KeyInput[] {
  return []
}
