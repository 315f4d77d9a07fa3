import { admits, parseSpecifiers } from './specifier.ts'
import { parseVersion } from './version.ts'

/** How texts are compared, where they are no versions. */
const judges = {
  '===': (left: string, right: string) => left.toLowerCase() === right.toLowerCase(),
  '==': (left: string, right: string) => left === right,
  '!=': (left: string, right: string) => left !== right,
  '<=': (left: string, right: string) => left <= right,
  '>=': (left: string, right: string) => left >= right,
  '<': (left: string, right: string) => left < right,
  '>': (left: string, right: string) => left > right,
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

/**
 * Compares as PEP 508 says: as versions where the left is one and the right makes a specifier (`3.10` is more than `3.9`, `3.*` is a prefix), else as
 * texts. Where PEP 508 asks for an error, for `~=` without versions, it does not hold.
 */
export function compareMarked(left: string, operator: MarkerOperator, right: string): boolean {
  if (operator === 'in' || operator === 'not in' || right.includes(',')) return judges[operator](left, right)
  const [specifiers, version] = [parseSpecifiers(`${operator}${right}`), parseVersion(left)]
  const areVersions = specifiers !== undefined && specifiers.specifiers.length === 1 && version !== undefined
  return areVersions ? admits(specifiers, version) : judges[operator](left, right)
}

function isOperator(text: string): text is MarkerOperator {
  return Object.hasOwn(judges, text)
}
