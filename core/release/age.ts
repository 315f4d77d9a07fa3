import { type Instant, millisecondsOf } from '../instant.ts'
import { type Refusal, type RefusalCode, unless } from './refusal.ts'

const hour = 3_600_000

/** That something was at most `hours` old at a moment, both as the service says; 0 is any age. An unreadable time is `TIME_UNKNOWN`. */
export function ageRefusal(code: RefusalCode, what: string, since: Instant, at: Instant, hours: number): Refusal[] {
  if (hours === 0) return []
  const age = millisecondsOf(at) - millisecondsOf(since)
  if (Number.isNaN(age)) return unless(false, 'TIME_UNKNOWN', `it is not known how old ${what} was when this job started`)
  return unless(age <= hours * hour, code, `${what} was ${Math.floor(age / hour)} hours old when this job started; ${hours} will do`)
}
