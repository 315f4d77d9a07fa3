import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'

/** What suites check, and extra files are made of: a wheel, or the sources alone. */
export interface Subject {
  /** On the host; empty for none. */
  readonly wheel: string
  readonly facts: WheelFacts | undefined
}

/** A suite, and what it is run on. */
export interface Trial {
  readonly suite: Suite
  readonly subject: Subject
  readonly toolchain: Toolchain
}
