import type { Clock } from '../../core/ports.ts'

/** Begins to measure; the seconds since then, to a tenth. */
export function stopwatch(clock: Pick<Clock, 'now'>): () => number {
  const began = Date.parse(clock.now())
  return () => Math.round((Date.parse(clock.now()) - began) / 100) / 10
}
