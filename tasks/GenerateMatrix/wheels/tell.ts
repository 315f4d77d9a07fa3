import type { Log } from '../../../core/ports.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import type { Plan } from '../../../core/wanted/plan-file.ts'
import { headline, rowTitle, tellPlan } from '../../../core/wanted/tell.ts'
import { tellChoices } from '../../../core/wanted/tell-choices.ts'
import type { Ports } from '../ports.ts'
import { tellGroups } from '../tell-groups.ts'

/** Says what the matrix' open choices came to, what is going to be built and what is not, every row with its reason; last what it comes to. */
export async function tell(plan: Plan, decisions: readonly Decision[], saved: string, log: Log): Promise<void> {
  await tellGroups([tellChoices(decisions) ?? [], tellPlan(plan)].flat(), log)
  for (const row of plan.decisions.filter(({ why }) => why === 'no-sdist')) log.say('warning', `${rowTitle(row)}: ${row.says}.`)
  for (const row of plan.decisions.filter(({ why }) => why === 'covered, recipe differs'))
    log.say('warning', `${rowTitle(row)} (${row.at}): ${row.says}.`)
  log.say('info', headline(plan, saved))
}

/** What the plan rests on that its reader should know. */
export function warn({ log, store, cache }: Ports): void {
  const made = cache === undefined ? 'built' : 'built, or restored from the cache'
  if (store === undefined)
    log.say('warning', `No store was given, so every wheel of the matrix is ${made}. Set the input 'store' to where your wheels are.`)
}
