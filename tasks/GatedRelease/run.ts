import type { Outcome } from '../../core/outcome.ts'
import type { Inputs } from './inputs.ts'
import { planRelease } from './plan-release.ts'
import type { Ports } from './ports.ts'
import { publishRelease } from './publish-release.ts'

/** The platform waits for the approval, between the two modes; this task proves it. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  return inputs.mode === 'plan' ? await planRelease(inputs, ports) : await publishRelease(inputs, ports)
}
