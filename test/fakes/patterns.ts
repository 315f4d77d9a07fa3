import type { Patterns } from '../../core/matrix/pattern.ts'
import { findIn, readRegex } from '../../core/matrix/regex.ts'

/** Patterns without a limit of time: for expressions that a test itself writes. */
export const directPatterns: Patterns = {
  find: (pattern, texts, what, whole = false) => findIn(readRegex(pattern, what, whole), texts),
}
