import { defaultPolicy, type Policy } from '../../../core/release/policy.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** The policy that the inputs and a policy file ask for. */
export async function policyOf(inputs: Inputs, _ports: Pick<Ports, 'files' | 'sources'>): Promise<Policy> {
  return await Promise.resolve({
    ...defaultPolicy,
    environment: inputs.environment,
    ...(inputs.minApprovers === undefined ? {} : { minApprovers: inputs.minApprovers }),
    ...(inputs.requireCode === undefined ? {} : { requireCode: inputs.requireCode }),
    ...(inputs.separationOfDuties === undefined ? {} : { separationOfDuties: inputs.separationOfDuties }),
  })
}
