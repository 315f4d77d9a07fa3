import { parseChoice } from '../../../core/index/choice.ts'
import { barrenSays, planYank, tellYank, yankSummary } from '../../../core/index/yank.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Inputs } from '../inputs.ts'
import { mark } from './mark.ts'
import type { Ports } from '../ports.ts'

/** Yanks the files that `requirements` names, or takes that back (PEP 592): their bytes and addresses stay, and exact pins still find them. */
export async function yank(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const choices = inputs.requirements.map(parseChoice)
  const to = inputs.undo ? false : (inputs.reason ?? true)
  const projects = choices.flatMap((choice) => choice.projects)
  return await mark(
    projects,
    (documents) => {
      const plan = planYank(choices, documents, to)
      return { ...plan, says: tellYank(plan), warnings: plan.barren.map(barrenSays), summary: yankSummary(plan, inputs.dryRun) }
    },
    inputs,
    ports,
  )
}
