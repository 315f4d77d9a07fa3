import type { Outcome } from '../../core/outcome.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'
import { publish } from './publish/publish.ts'

/** Does what `mode` names; each mode gathers, plans, tells and applies. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  if (inputs.mode === 'publish') return await publish(inputs, ports)
  if (inputs.mode === 'rebuild') return await (await import('./rebuild/rebuild.ts')).rebuild(inputs, ports)
  if (inputs.mode === 'yank') return await (await import('./mark/yank.ts')).yank(inputs, ports)
  if (inputs.mode === 'status') return await (await import('./mark/status.ts')).status(inputs, ports)
  return await verifyAll(inputs, ports)
}

async function verifyAll(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const outcome = await (await import('./verify/verify.ts')).verify(inputs, ports)
  return inputs.checkUrl === undefined ? outcome : await (await import('./check/check-index.ts')).checkWholeIndex(outcome, inputs, ports)
}
