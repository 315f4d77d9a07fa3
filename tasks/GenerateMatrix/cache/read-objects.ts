import type { TreeObject } from '../../../core/history.ts'
import type { PlannedCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/**
 * What every file of the repository holds, by git, or by the files themselves where there is no git. What a folder holds that is the cache, or where this plan is written, is
 * no part of it.
 */
export async function readObjects(
  { commit }: Pick<PlannedCheckout, 'commit' | 'top'>,
  _inputs: Pick<Inputs, 'cache' | 'changes'>,
  { history }: Pick<Ports, 'files' | 'history' | 'sources'>,
): Promise<readonly TreeObject[]> {
  return commit === '' ? [] : await history.objects()
}
