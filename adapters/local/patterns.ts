import { createContext, Script } from 'node:vm'
import { asProblem, Problem } from '../../core/problem.ts'
import type { Found, Patterns } from '../../core/matrix/pattern.ts'
import { findIn, readRegex } from '../../core/matrix/regex.ts'

const script = new Script('work()')

/**
 * Patterns that end: all matching together may take `budget` milliseconds. V8 gives up a match whose time in a script is over, however deep it
 * has lost its way (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options); a match that would take too much memory ends too.
 */
export function localPatterns(budget = 5000): Patterns {
  const room = createContext({})
  let left = budget
  const bounded = (work: () => void): void => {
    const began = performance.now()
    room['work'] = work
    try {
      script.runInContext(room, { timeout: Math.max(1, Math.ceil(left)) })
    } finally {
      left -= performance.now() - began
    }
  }
  return {
    find(pattern, texts, what, whole = false) {
      const regex = readRegex(pattern, what, whole)
      let found: (Found | undefined)[] = []
      try {
        bounded(() => {
          found = findIn(regex, texts)
        })
      } catch (error) {
        throw stopped(error, what, budget)
      }
      return found
    },
  }
}

function stopped(error: unknown, what: string, budget: number): Problem {
  // It is an Error of the script's own context: no instance of ours.
  const late = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  if (!late) return asProblem(error, 'INPUT_INVALID', `${what} takes too much memory`, remedy)
  return new Problem('INPUT_INVALID', `${what} takes too long: matching was given up after ${budget / 1000} s.`, remedy, error)
}

const remedy = 'Write a simpler expression: repetitions within repetitions, such as (a+)+, are tried in all their ways.'
