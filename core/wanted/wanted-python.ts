import { type Interpreter, parseInterpreter, type Tag } from '../python/tag.ts'
import type { WantedPython } from './wanted.ts'

/** The tag that a wheel built as wished is going to have. */
export function declaredTag(python: WantedPython, platform: string): Tag {
  const interpreter = parseInterpreter(python.tag)
  const abi = python.abi === '' && interpreter !== undefined ? ownAbi(python.tag, interpreter) : python.abi
  return { python: python.tag.replace(/t$/, ''), abi, platform: platform.toLowerCase() }
}

/** The ABI of a wheel that says none: cp314 has cp314, PyPy 3.11 pypy311_pp73 (its ABI 7.3 since 2020), py3 none. */
export function ownAbi(tag: string, interpreter: Interpreter): string {
  if (interpreter.implementation === 'py') return 'none'
  if (interpreter.implementation === 'cp') return tag
  return `pypy${interpreter.major}${interpreter.minor}_pp73`
}

/** How people and agents say it: `3.14`, `3.14t`, `pypy3.11`, and `3` for whichever. */
export function pythonOf(tag: string): string {
  const interpreter = parseInterpreter(tag)
  if (interpreter === undefined) return tag
  const { implementation, major, minor, freeThreaded } = interpreter
  if (implementation === 'py' && minor === 0) return String(major)
  return `${implementation === 'pp' ? 'pypy' : ''}${major}.${minor}${freeThreaded ? 't' : ''}`
}

/** Lowest first: CPython by version, each before its free-threaded twin, then PyPy, then whichever. */
export function comparePythons(a: string, b: string): number {
  const rank = (tag: string): number => {
    const found = parseInterpreter(tag)
    if (found === undefined) return Infinity
    return ['cp', 'pp', 'py'].indexOf(found.implementation) * 1e6 + found.minor * 10 + (found.freeThreaded ? 1 : 0)
  }
  return rank(a) - rank(b)
}
