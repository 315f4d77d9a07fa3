import { few } from '../../few.ts'
import { Problem } from '../../problem.ts'
import type { Fault } from './fault.ts'

const most = 20

/** Throws the Problem `WHEEL_INVALID` about every fault of every file at once, the first of them told; without any, what is merely odd, a sentence each. */
export function refuseFaults(all: readonly Fault[]): string[] {
  const faults = all.filter(({ severity }) => severity === 'fault')
  const text = ({ about, says }: Fault): string => `${about}: ${says}`
  if (faults.length === 0) return all.map((one) => `${text(one)}.`)
  throw new Problem(
    'WHEEL_INVALID',
    `Not everything can be released: ${few(faults.map(text), most, '; ')}.`,
    'Build these files anew, or leave them out by files.',
  )
}
