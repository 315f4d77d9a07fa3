import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** `mode: verify`: the record of an old run is held against what the service and the index tell now. */
export async function verifyRelease(_inputs: Inputs, _ports: Ports): Promise<Outcome> {
  return await Promise.reject(new Problem('NOT_SUPPORTED', 'Verifying is not there yet.', 'Use plan and publish.'))
}
