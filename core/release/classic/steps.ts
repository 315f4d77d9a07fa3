import { knownTasks } from '../approval/known-steps.ts'
import type { Policy } from '../plan/policy.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'
import type { ClassicStep } from './evidence.ts'

/** ManualIntervention@8, which runs on no agent (https://github.com/microsoft/azure-pipelines-tasks, task.json). */
const manualIntervention = 'bcb64569-d51a-4af0-9c01-ea5d05b3b622'

/**
 * What an attempt at a stage has run besides our task (its id is `ours`) and tasks that only fetch or set up: a warning, or a refusal where the policy
 * wants none. Which job of the stage ran it does not matter: jobs may share an agent. Where our own step is not among those told, they are not all told.
 */
export function judgeClassicSteps(
  steps: readonly ClassicStep[],
  ours: string,
  { knownStepsOnly }: Policy,
): { readonly warnings: readonly string[]; readonly refusals: readonly Refusal[] } {
  const known = [...Object.values(knownTasks), manualIntervention]
  const foreign = steps.filter(({ task }) => task !== '' && !known.some((id) => sameId(id, task))).map(({ name }) => name)
  const whole = steps.some(({ task }) => sameId(task, ours))
  const says = foreign.map((name) => `this stage ran '${name}', which could have changed what this step runs with`)
  const untold = unless(whole, 'STEP_FOREIGN', 'it is not told what this stage has run')
  return knownStepsOnly
    ? { warnings: [], refusals: [...untold, ...says.flatMap((one) => unless(false, 'STEP_FOREIGN', one))] }
    : { warnings: says, refusals: [] }
}
