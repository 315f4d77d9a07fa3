import type { Outcome } from '../../core/outcome.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'
import { planOfWheels } from './wheels/plan-wheels.ts'

/** Plans what `mode` names; each mode gathers, plans, tells and leaves its plan. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  if (inputs.mode === 'wheels') return await planOfWheels(inputs, ports)
  if (inputs.mode === 'matrix') {
    const { planOfMatrix } = await import('./matrix/plan-matrix.ts')
    return await planOfMatrix(inputs, ports)
  }
  const { planOfChanges } = await import('./changes/plan-changes.ts')
  return await planOfChanges(inputs, ports)
}
