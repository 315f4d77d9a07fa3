import type { Instant } from '../instant.ts'
import { type Refusal, unless } from './refusal.ts'

/** Whether an approval was young enough when the job that publishes started; `hours` 0 asks for nothing. Both times are the service's. */
export function judgeAge(name: string, at: Instant, started: Instant, hours: number): Refusal[] {
  if (hours === 0) return []
  const age = (Date.parse(started) - Date.parse(at)) / 3_600_000
  if (Number.isNaN(age)) return unless(false, 'TIME_UNKNOWN', `it is not known how old the approval of ${name} was when this job started`)
  return unless(age <= hours, 'APPROVAL_OLD', `${name} approved at ${at}, more than ${hours} hours before this job started (${started})`)
}
