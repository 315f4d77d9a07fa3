import type { Suite } from '../../../core/suites/suite.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'

/** A suite that has ended on the host, whatever came of it. */
export interface EndedSuite {
  readonly suite: Suite
  /** Its reports are named by it: the label of the row, with the python where it is not the row's own. */
  readonly label: string
  /** For people: normalised name, version (empty where unknown) and the python's label (`3.11`, `pypy3.11`). */
  readonly project: string
  readonly version: string
  readonly python: string
  /** The wheel that it ran on; undefined where none was installed. */
  readonly facts: WheelFacts | undefined
  /** On the host: where it ran, which holds the project's `files` by the same paths, and the folder of its results. */
  readonly cwd: string
  readonly results: string
  /** Whether its commands failed; then what they printed may say where. */
  readonly failed: boolean
  readonly output: readonly string[]
}
