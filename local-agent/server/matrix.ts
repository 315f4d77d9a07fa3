import { messageOf } from '../mistake.ts'
import type { Legs } from './pipeline.ts'
import { forbiddenName } from './yaml-jobs.ts'

/** One agent job of a job as written. */
export interface Leg {
  /** The reference name: `__default` of a plain job, a legal node name of a leg, `JobN` of a slice or where the given name is illegal. */
  readonly name: string
  /** The name as given; empty for a plain job. */
  readonly shown: string
  /** The cells of the leg, without what only the server sets. */
  readonly variables: Readonly<Record<string, string>>
  readonly position: number
  readonly total: number
  /** System.ParallelExecutionType; empty for a plain job. */
  readonly parallel: 'MultiConfiguration' | 'MultiMachine' | ''
}

/** The name of the one leg of a plain job. */
export const PLAIN_LEG = '__default'
const MAX_JOBS = 256
/** A job without a strategy. */
export const plain: readonly Leg[] = [{ name: PLAIN_LEG, shown: '', variables: {}, position: 1, total: 1, parallel: '' }]
const SERVER_SET = /^(system|build|agent)\./i

/** The legs of a literal matrix; of one without legs a plain job, as the service does. Throws Error with the service's words for too many. */
export function expand(legs: Legs): readonly Leg[] {
  if (legs.size === 0) return plain
  if (legs.size > MAX_JOBS)
    throw new Error(`The matrix expansion resulted in ${legs.size} jobs which exceeds the maximum allowable job count of ${MAX_JOBS}.`)
  refuseTwins([...legs.keys()])
  return [...legs].map(([shown, cells], index) => {
    for (const cell of Object.keys(cells)) refuseForbidden(shown, cell)
    const variables = Object.fromEntries(Object.entries(cells).filter(([name]) => !SERVER_SET.test(name)))
    return { name: legal(shown, index), shown, variables, position: index + 1, total: legs.size, parallel: 'MultiConfiguration' }
  })
}

/** The legs of the JSON that a `$[ ]` gave; empty text, null and `{}` give a plain job. Throws Error. */
export function expandJson(text: string): readonly Leg[] {
  const json = readJson(text.trim() === '' ? 'null' : text)
  if (json === null) return plain
  if (!isObject(json)) throw new Error('The matrix is no JSON object of legs.')
  return expand(new Map(Object.entries(json).map(([leg, cells]) => [leg, readCells(leg, cells)])))
}

/** `parallel: count`: equal jobs that tell themselves apart by System.JobPositionInPhase. Throws Error for too many. */
export function slices(count: number): readonly Leg[] {
  if (count > MAX_JOBS) throw new Error(`${count} jobs exceed the maximum allowable job count of ${MAX_JOBS}.`)
  return Array.from({ length: count }, (_, index) => {
    const name = `Job${index + 1}`
    return { name, shown: name, variables: {}, position: index + 1, total: count, parallel: 'MultiMachine' }
  })
}

/** Illegal names do not fail: the reference name becomes `JobN`, and whoever uses the given name in `outputs` finds nothing. */
function legal(name: string, index: number): string {
  return /^[A-Za-z]\w{0,99}$/.test(name) ? name : `Job${index + 1}`
}

function refuseTwins(names: readonly string[]): void {
  const folded = names.map((name) => name.toLowerCase())
  const twin = names.find((name, index) => folded.indexOf(name.toLowerCase()) !== index)
  if (twin !== undefined) throw new Error(`The matrix has two legs named '${twin}' (names are compared ignoring case).`)
}

function refuseForbidden(leg: string, cell: string): void {
  const forbidden = forbiddenName(cell)
  if (forbidden !== undefined) throw new Error(`Leg '${leg}' of the matrix: ${forbidden}`)
}

function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (error) {
    throw new Error(`The matrix is no JSON (${messageOf(error)}): ${text.slice(0, 80)}`, { cause: error })
  }
}

function readCells(leg: string, cells: unknown): Readonly<Record<string, string>> {
  if (!isObject(cells)) throw new Error(`Leg '${leg}' of the matrix is no JSON object of variables.`)
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, readCell(leg, name, value)]))
}

/** Numbers and booleans are coerced as the service does: 3.10 is `3.1`, true is `True`. */
function readCell(leg: string, name: string, value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`Variable '${name}' of leg '${leg}' of the matrix is no text.`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
