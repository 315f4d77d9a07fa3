import type { ProjectName } from './name.ts'
import { platformFits } from './platform.ts'
import { admitsPython } from './specifier.ts'
import { type Interpreter, type Tag, parseInterpreter } from './tag.ts'
import { type Version, sameVersion } from './version.ts'
import type { WheelName } from './wheel-name.ts'

/** One wheel that should exist. */
export interface Wish {
  readonly project: ProjectName
  readonly version: Version
  /** `cp314`, `cp314t`, `pp311`, or `py3` for any interpreter. */
  readonly python: string
  /** `cp314`, `abi3`, `none`, ...; empty means the python tag's own. */
  readonly abi: string
  readonly platform: string
  /** The least build number that will do; 0 takes a wheel without one. */
  readonly build: number
  /** Whether a wheel for any platform will do. */
  readonly pure: boolean
}

/**
 * Whether a file is what was wished: the one relation behind every skip, build result, restore and completeness check.
 * Its `requiresPython` is judged where known; names are compared parsed, never as text.
 */
export function satisfies(file: WheelName & { readonly requiresPython?: string | undefined }, wish: Wish): boolean {
  const interpreter = parseInterpreter(wish.python)
  return (
    interpreter !== undefined &&
    file.project === wish.project &&
    sameVersion(file.version, wish.version) &&
    (file.build?.number ?? 0) >= wish.build &&
    admitsInterpreter(file.requiresPython, interpreter) &&
    file.tags.some((tag) => tagFits(tag, wish))
  )
}

/** Whether Requires-Python admits some micro release of the interpreter; `py3` stands for whichever is admitted. */
export function admitsInterpreter(requiresPython: string | undefined, { implementation, major, minor }: Interpreter): boolean {
  return (implementation === 'py' && minor === 0) || admitsPython(requiresPython, `${major}.${minor}`)
}

/** Whether one plain tag serves the wish's interpreter, ABI and platform. */
export function tagFits(tag: Tag, wish: Pick<Wish, 'python' | 'abi' | 'platform' | 'pure'>): boolean {
  const interpreter = parseInterpreter(wish.python)
  if (interpreter === undefined) return false
  const abi = wish.abi.toLowerCase()
  return (
    abiFits(tag, interpreter, abi) &&
    (tag.platform === 'any' ? wish.pure || wish.platform.toLowerCase() === 'any' : platformFits(tag.platform, wish.platform))
  )
}

function abiFits(tag: Tag, interpreter: Interpreter, abi: string): boolean {
  const built = parseInterpreter(tag.python)
  if (built === undefined || built.major !== interpreter.major) return false
  if (tag.abi === 'none') return noneFits(built, interpreter, abi)
  if (tag.abi === stableAbi(interpreter, abi)) return built.implementation === 'cp' && built.minor <= interpreter.minor
  return !tag.abi.startsWith('abi3') && isSame(built, interpreter) && (abi === '' ? isOwnAbi(tag.abi, interpreter) : tag.abi === abi)
}

/** Code without an ABI: generic from its floor on, or made for this very interpreter, unless every CPython from a floor on is meant. */
function noneFits(built: Interpreter, interpreter: Interpreter, abi: string): boolean {
  if (built.implementation === 'py') return built.minor <= interpreter.minor
  return isSame(built, interpreter) && !abi.startsWith('abi3')
}

/** The stable ABI that serves the wish: abi3 with the GIL, abi3t (PEP 803) without it, none anywhere else. */
function stableAbi({ implementation, major, minor, freeThreaded }: Interpreter, abi: string): string | undefined {
  if (implementation !== 'cp') return undefined
  const name = `cp${major}${minor}`
  if (abi === 'abi3t' || abi === `${name}t` || (abi === '' && freeThreaded)) return 'abi3t'
  return ['abi3', name, ''].includes(abi) && !freeThreaded ? 'abi3' : undefined
}

function isSame(built: Interpreter, interpreter: Interpreter): boolean {
  return built.implementation === interpreter.implementation && built.minor === interpreter.minor
}

/** CPython before 3.8 has `m` and `u` in its ABI, PyPy its own version: pypy311_pp73. */
function isOwnAbi(abi: string, { implementation, major, minor, freeThreaded }: Interpreter): boolean {
  const name = `${implementation}${major}${minor}`
  if (implementation === 'pp') return new RegExp(`^pypy${major}${minor}_pp[0-9]+$`).test(abi)
  const old = implementation === 'cp' && (major < 3 || minor < 8)
  return abi === `${name}${freeThreaded ? 't' : ''}` || (old && [`${name}m`, `${name}mu`].includes(abi))
}
