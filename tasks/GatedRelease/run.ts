import type { Outcome } from '../../core/outcome.ts'
import type { Inputs } from './inputs.ts'
import { planRelease } from './plan/plan-release.ts'
import type { Ports } from './ports.ts'
import { publishRelease } from './publish/publish-release.ts'

/** The platform waits for the approval, between the two modes; this task proves it. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  if (inputs.mode === 'plan') return await planRelease(inputs, ports)
  if (inputs.mode === 'publish') return await publishRelease(inputs, ports)
  return await (await import('./record/verify-release.ts')).verifyRelease(inputs, ports)
}
