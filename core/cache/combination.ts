import type { MatrixLeg } from '../matrix/leg.ts'
import { type KeyInput, listValue } from './fingerprint.ts'

/** What of a combination's name stands in a place, whose parts are cut at 100. */
const mostName = 90

/** What tells a combination of a matrix apart at a place of the cache: its name for people, and its cells, whatever their order. */
export function combinationUnit({ name, cells }: MatrixLeg): string {
  return `${name === '' ? 'job' : name.slice(0, mostName)}-${listValue(sorted(cells).flat()).slice(0, 8)}`
}

/** The same text for combinations of one name and the same cells, and for no others. */
export function combinationKey({ name, cells }: MatrixLeg): string {
  return JSON.stringify([name, ...sorted(cells)])
}

/** What a key takes of a combination: each cell. */
export function cellInputs({ cells }: MatrixLeg): KeyInput[] {
  return sorted(cells).map(([name, value]) => ({ name: `cell ${name}`, value }))
}

/** Of two cells of one name a job has the last. */
function sorted(cells: MatrixLeg['cells']): (readonly [string, string])[] {
  return [...new Map(cells)].sort(([a], [b]) => (a < b ? -1 : 1))
}
