import { canonical } from '../canonical.ts'
import type { NamedLeg } from './name-legs.ts'

/** The bytes of plan.json of the mode `matrix`: every leg with its cells, in order. No time and no secret: the same files give the same bytes. */
export function formatMatrixPlan(legs: readonly NamedLeg<unknown>[]): string {
  const jobs = legs.map(({ leg, cells }) => ({ leg, cells: Object.fromEntries(cells) }))
  return `${canonical({ version: 1, kind: 'matrix', jobs })}\n`
}
