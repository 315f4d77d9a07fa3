import { parseProjectLine, planStatus, statusSummary, tellStatus } from '../../../core/index/set-status.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Inputs } from '../inputs.ts'
import { mark } from './mark.ts'
import type { Ports } from '../ports.ts'

/** Gives the projects that `requirements` names a status (PEP 792). */
export async function status(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const names = inputs.requirements.map(parseProjectLine)
  const to = { status: inputs.status, ...(inputs.reason === undefined ? {} : { reason: inputs.reason }) }
  return await mark(
    names,
    (documents) => {
      const plan = planStatus(names, documents, to)
      return { ...plan, says: tellStatus(plan), summary: statusSummary(plan, inputs.dryRun) }
    },
    inputs,
    ports,
  )
}
