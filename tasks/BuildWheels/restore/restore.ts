import type { Outcome } from '../../../core/outcome.ts'
import type { RestoreInputs } from './inputs.ts'
import type { RestorePorts } from './ports.ts'

/** Brings what the cache has of a plan: each package as its leg would have left it. */
export async function restore(inputs: RestoreInputs, _ports: RestorePorts): Promise<Outcome> {
  return await Promise.reject(new Error(`to come: ${inputs.artifact}`))
}
