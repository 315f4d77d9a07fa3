import { Problem } from '../problem.ts'
import type { Fact } from './evidence.ts'

/** The value of a fact without which there is nothing to judge; an unknown one is a Problem `SERVICE_UNREACHABLE`. */
export function demandFact<T>(fact: Fact<T>): T {
  if (fact.kind === 'known') return fact.value
  const says = `${fact.why.charAt(0).toUpperCase()}${fact.why.slice(1)}.`
  throw new Problem('SERVICE_UNREACHABLE', says, "Check that this pipeline's build service may view builds in that project, and run again.")
}
