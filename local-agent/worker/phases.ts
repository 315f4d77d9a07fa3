import type { Step } from '../record.ts'
import { USE_PYTHON } from './header.ts'
import type { Masker } from './masking.ts'
import { phasesOf, type Phase } from './task-definition.ts'
import { Variables } from './variables.ts'

// Agent sources: Agent.Worker/JobExtension.cs InitializeJob.

/** One turn of a job: a step, or what its task does before all steps or after them. */
export interface Turn {
  /** As this phase has it: its display name and its condition. */
  readonly step: Step
  readonly phase: Phase
  /** Shared by the phases of one task instance, and by nobody else. */
  readonly taskVariables: Variables
}

/** The turns of a job: pre-job phases in the order of the steps, the steps, post-job phases in reverse order, `always()`, whether their step ran or not. */
export function turnsOf(steps: readonly Step[], extension: string, masker: Masker): readonly Turn[] {
  const turns = steps.flatMap((step) => {
    const taskVariables = new Variables(masker)
    return phasesOfStep(step, extension).map((phase): Turn => ({ step: inPhase(step, phase), phase, taskVariables }))
  })
  const of = (phase: Phase): readonly Turn[] => turns.filter((turn) => turn.phase === phase)
  return [...of('prejobexecution'), ...of('execution'), ...of('postjobexecution').toReversed()]
}

/** The service's own steps are tasks without other phases. */
function phasesOfStep(step: Step, extension: string): readonly Phase[] {
  return step.kind === 'task' && step.task !== USE_PYTHON ? phasesOf(step.task, extension) : ['execution']
}

function inPhase(step: Step, phase: Phase): Step {
  if (phase === 'prejobexecution') return { ...step, displayName: `Pre-job: ${step.displayName}` }
  return phase === 'execution' ? step : { ...step, displayName: `Post-job: ${step.displayName}`, condition: 'always()' }
}
