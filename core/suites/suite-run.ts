/** How many tests a suite ran, over all of its reports. */
export interface TestCounts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

/** A test that failed, where its report says so. */
export interface FailingTest {
  /** `tests.test_hash.TestHash.test_long`. */
  readonly name: string
  /** The first line of what it said. */
  readonly says: string
  /** In the sources that are checked out, `/`-separated and relative to their top; undefined where that is not known. */
  readonly at: { readonly path: string; readonly line: number } | undefined
}

/** What came of one suite, for one wheel on one python, as the manifest tells of it too. */
export interface SuiteRun {
  readonly suite: string
  /** Normalised (PEP 503). */
  readonly project: string
  /** Empty where no wheel was installed that could tell. */
  readonly version: string
  /** The wheel's file name; empty for none. */
  readonly wheel: string
  /** `3.11`, `3.14t`, `pypy3.11`. */
  readonly python: string
  /** `allowed`: it failed, and may. */
  readonly result: 'passed' | 'failed' | 'allowed' | 'skipped'
  /** Why it was skipped or failed; empty otherwise. */
  readonly says: string
  readonly seconds: number
  /** Undefined where it left no report. */
  readonly counts: TestCounts | undefined
  /** The first of them. */
  readonly failing: readonly FailingTest[]
  /** Names, in the artifact, of its JUnit reports and of its coverage (Cobertura, with paths of the sources); empty for none. */
  readonly reports: readonly string[]
  readonly coverage: string
}
