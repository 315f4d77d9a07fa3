import assert from 'node:assert/strict'
import { clockUntil, systemClock, timeUntil } from '../../../adapters/local/clock.ts'

describe('systemClock', () => {
  it('tells the time as an Instant', () => {
    assert.match(systemClock.now(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.ok(Math.abs(Date.parse(systemClock.now()) - Date.now()) < 60_000)
  })
  it('wakes up', async () => await systemClock.sleep(1))
  it('wakes up early once it is cancelled, and sleeps no more then', async () => {
    const cancel = new AbortController()
    const clock = clockUntil(cancel.signal)
    const asleep = clock.sleep(3_600_000)
    cancel.abort()
    await Promise.all([asleep, clock.sleep(3_600_000)])
  })
  it('tells whether it was cancelled', async () => {
    const cancel = new AbortController()
    const { clock, cancelled } = timeUntil(cancel.signal)
    const before = cancelled()
    cancel.abort()
    await clock.sleep(3_600_000)
    assert.deepEqual([before, cancelled()], [false, true])
  })
})
