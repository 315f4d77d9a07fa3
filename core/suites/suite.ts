import type { Environment } from '../build/environment.ts'
import type { Marker } from '../python/marker.ts'

/** A named set of commands by which a package is checked: on its installed wheel, outside the source tree, in an environment of its own. */
export interface Suite {
  /** Letters, digits, `_`, `-` and `.`; unique ignoring case. */
  readonly name: string
  /** For the host's shell, with `{project}`, `{wheel}`, `{python}` and `{results}`. */
  readonly run: string
  /** Before it, in the same folder and environment; empty for none. A failure fails the suite. */
  readonly before: string
  /** After it, whatever came of it; empty for none. */
  readonly after: string
  /** Requirements, one each; placeholders are replaced. */
  readonly requires: readonly string[]
  /** Requirement files, relative to the project. */
  readonly requirements: readonly string[]
  readonly constraints: readonly string[]
  /** Extras of the wheel. */
  readonly extras: readonly string[]
  readonly environment: Environment
  /** Variables of the step that it sees too. */
  readonly pass: readonly string[]
  /** Files and folders of the project (globs) that are copied to where it runs. */
  readonly files: readonly string[]
  /** Seconds that `before` and `run` may take; 0 for no bound. */
  readonly seconds: number
  /** Whoever it holds for passes the suite over. */
  readonly skipIf: Marker | undefined
  /** A failure is a warning. */
  readonly allowFailure: boolean
  /** `none`: the wheel is not installed (static checks). */
  readonly install: 'wheel' | 'none'
  /** What its run must leave in its folder of results. */
  readonly expects: readonly ('tests' | 'coverage')[]
}
