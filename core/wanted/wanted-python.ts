import type { Field } from '../json.ts'
import { tagFits } from '../python/satisfies.ts'
import { type Interpreter, parseInterpreter, type Tag } from '../python/tag.ts'
import type { WantedPython } from './wanted.ts'

/** Reads `{tag, abi?}`; an ABI that is the tag's own is dropped, and cp314 with the ABI cp314t becomes cp314t. */
export function readPython(field: Field): WantedPython {
  field.only('tag', 'abi')
  const tag = field.get('tag').text().toLowerCase()
  const interpreter = parseInterpreter(tag)
  if (interpreter === undefined || interpreter.major !== 3) return noTag(field.get('tag'), tag)
  const abi = field.get('abi').optional((one) => one.text().toLowerCase()) ?? ''
  if (abi !== '' && !/^[a-z0-9_]+$/.test(abi))
    field.get('abi').refuse(`is '${abi}', which is no ABI tag`, 'Write abi3, none or such as cp314.')
  const free = abi === `${tag}t` && interpreter.implementation === 'cp'
  const python = free ? { tag: abi, abi: '' } : { tag, abi: abi === ownAbi(tag, interpreter) ? '' : abi }
  return isPossible(python)
    ? python
    : field.get('abi').refuse(`is '${abi}', which no wheel for ${tag} has`, 'Leave it out for the usual one.')
}

/** The tag that a wheel built as wished is going to have. */
export function declaredTag(python: WantedPython, platform: string): Tag {
  const interpreter = parseInterpreter(python.tag)
  const abi = python.abi === '' && interpreter !== undefined ? ownAbi(python.tag, interpreter) : python.abi
  return { python: python.tag.replace(/t$/, ''), abi, platform: platform.toLowerCase() }
}

function isPossible(python: WantedPython): boolean {
  return tagFits(declaredTag(python, 'any'), { python: python.tag, abi: python.abi, platform: 'any', pure: true })
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

function noTag(field: Field, tag: string): never {
  const [, free, major, minor, suffix] = /^(pypy)?(3)\.(\d+)(t?)$/.exec(tag) ?? []
  const meant = major === undefined ? undefined : `${free === undefined ? 'cp' : 'pp'}${major}${minor}${suffix}`
  const remedy = meant === undefined ? 'It takes cp314, cp314t, pp311, py3 and the like.' : `Did you mean '${meant}'?`
  field.refuse(`is '${tag}', which is no python tag`, remedy)
}
