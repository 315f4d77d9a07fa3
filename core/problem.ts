/** What a `Problem` may be about; tests assert the code, the texts are for people. */
export type ProblemCode =
  | 'APPROVAL_MISSING'
  | 'ARTIFACT_INVALID'
  | 'ARTIFACT_MISSING'
  | 'BUILD_FAILED'
  | 'CACHE_COLD'
  | 'CACHE_INVALID'
  | 'CHECK_FAILED'
  | 'CONFLICT'
  | 'CREDENTIALS'
  | 'EXTRA_MISSING'
  | 'FILE_INVALID'
  | 'FILE_MISSING'
  | 'HASH_MISMATCH'
  | 'HOST_FAILED'
  | 'HOST_LOST'
  | 'HOST_UNREACHABLE'
  | 'INDEX_INVALID'
  | 'INDEX_UNREACHABLE'
  | 'INPUT_INVALID'
  | 'INPUT_MISSING'
  | 'INPUT_UNKNOWN'
  | 'INTERPRETER_MISSING'
  | 'LEG_MISSING'
  | 'LOSS'
  | 'MATRIX_INVALID'
  | 'NAME_INVALID'
  | 'NO_PLAN'
  | 'NOT_SUPPORTED'
  | 'NO_WHEELS'
  | 'PLAN_CHANGED'
  | 'PLAN_INVALID'
  | 'PULL_REQUEST'
  | 'REFUSED'
  | 'RELEASE_FAILED'
  | 'RELEASE_SET'
  | 'RESULTS_MISSING'
  | 'RUN_UNWELL'
  | 'SERVICE_UNREACHABLE'
  | 'STORE_REFUSED'
  | 'STORE_UNREACHABLE'
  | 'STORE_UNSAFE'
  | 'TESTS_FAILED'
  | 'TOO_MANY_JOBS'
  | 'TWINE_MISSING'
  | 'UNRESOLVED'
  | 'VERSION_INVALID'
  | 'WHEEL_INVALID'

const brand = Symbol.for('wheelworks.problem')

/**
 * All that a user may be told of a failure: what is the case, and what to do about it.
 * Anything else that is thrown is a fault of ours and is reported as one.
 * `instanceof` goes by a registered symbol, since every bundle of a task holds a copy of this class.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly remedy: string
  /** A place in a source file that it is about: for people's editors and the run's page. */
  readonly at?: { readonly path: string; readonly line: number; readonly column: number }
  readonly [brand] = true

  static override [Symbol.hasInstance](value: unknown): value is Problem {
    return typeof value === 'object' && value !== null && brand in value
  }

  constructor(code: ProblemCode, message: string, remedy: string, cause?: unknown, at?: Problem['at']) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'Problem'
    this.code = code
    this.remedy = remedy
    if (at !== undefined) this.at = at
  }

  /** `<what is the case> <what to do>`, for logs and summaries. */
  get text(): string {
    return `${this.message} ${this.remedy}`.trim()
  }
}

/** Passes a `Problem` on and turns anything else into one, keeping it as the cause. */
export function asProblem(error: unknown, code: ProblemCode, message: string, remedy: string): Problem {
  return error instanceof Problem ? error : new Problem(code, `${message}: ${reason(error)}.`, remedy, error)
}

/** The one-line reason of anything thrown; `fetch` and the SDKs keep theirs in `cause`. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error.cause instanceof Error ? reason(error.cause) : ''
  const own = error.message.trim() || error.name
  return inner === '' || own.includes(inner) ? own : `${own} (${inner})`
}
