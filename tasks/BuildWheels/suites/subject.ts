import type { WheelFacts } from '../../../core/wheel/inspect.ts'

/** What suites check, and extra files are made of: a wheel, or the sources alone. */
export interface Subject {
  /** On the host; empty for none. */
  readonly wheel: string
  readonly facts: WheelFacts | undefined
}
