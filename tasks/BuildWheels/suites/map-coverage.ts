import type { Coverage } from '../../../core/coverage/coverage.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import type { Place } from '../place.ts'

/** Where a suite ran, on the host, and the wheel it ran on. */
export interface Measured {
  /** Where its `files` were copied to, at the paths that they have in the project. */
  readonly cwd: string
  /** Undefined where none was installed. */
  readonly facts: WheelFacts | undefined
}

/** A suite's coverage of the sources. */
export interface MappedCoverage {
  /** Cobertura, its paths `/`-separated and relative to the checkout's top; not yet redacted. */
  readonly text: string
  /** The same; without any file where nothing of the sources was measured. */
  readonly coverage: Coverage
  /** What people must know of it: files that are not of the sources, the source tree measured in place of the wheel. */
  readonly warnings: readonly string[]
}

/** Brings a suite's Cobertura report (`name` for people) to the paths of the sources; one that cannot be read is `FILE_INVALID`. */
export async function mapCoverage(_text: string, _name: string, _measured: Measured, _place: Place): Promise<MappedCoverage> {
  throw new Error('coverage is not mapped yet')
}
