import { admits, parseSpecifiers, type SpecifierSet } from './specifier.ts'
import { parseVersion } from './version.ts'

/** How texts are compared where they are no versions; then they have no order. */
const judges = {
  '===': (left: string, right: string) => left.toLowerCase() === right.toLowerCase(),
  '==': (left: string, right: string) => left === right,
  '!=': (left: string, right: string) => left !== right,
  '<=': () => false,
  '>=': () => false,
  '<': () => false,
  '>': () => false,
  '~=': () => false,
  in: (left: string, right: string) => right.includes(left),
  'not in': (left: string, right: string) => !right.includes(left),
} as const

/** A comparison of PEP 508. */
export type MarkerOperator = keyof typeof judges

/** Reads a comparison, `not in` with one blank; undefined for what is none. */
export function parseMarkerOperator(text: string): MarkerOperator | undefined {
  return isOperator(text) ? text : undefined
}

/** Whether a comparison is of versions alone, and a text to compare with is none that it takes: `>= 'win32'`, `>= '3.*'`, `~= '3'`. */
export function lacksVersion(operator: MarkerOperator, text: string): boolean {
  return /^[<>~]/.test(operator) && specifierOf(operator, text) === undefined
}

/**
 * Compares as PEP 508 says: as versions where the left is one and the right makes a specifier (`3.10` is more than `3.9`, `3.*` is a prefix), else as
 * texts. What is no version is neither before nor after anything, as in packaging since its version 26: a variable that is not set is not less than 4.
 */
export function compareMarked(left: string, operator: MarkerOperator, right: string): boolean {
  const [specifier, version] = [specifierOf(operator, right), parseVersion(left)]
  return specifier === undefined || version === undefined ? judges[operator](left, right) : admits(specifier, version)
}

function specifierOf(operator: MarkerOperator, text: string): SpecifierSet | undefined {
  if (operator === 'in' || operator === 'not in' || text.includes(',')) return undefined
  const specifiers = parseSpecifiers(`${operator}${text}`)
  return specifiers?.specifiers.length === 1 ? specifiers : undefined
}

function isOperator(text: string): text is MarkerOperator {
  return Object.hasOwn(judges, text)
}
