import { nearest } from './nearest.ts'
import { Problem, type ProblemCode } from './problem.ts'

/** Keys of maps and indexes of lists that lead from the root to a value. */
export type Keys = readonly (string | number)[]

/** The line of what keys lead to, from 1 on; undefined where nobody knows. */
export type LineOf = (keys: Keys) => number | undefined

/**
 * A place in parsed JSON or YAML, read strictly: each reader either returns the asked type or throws one Problem
 * that names the place (`f.yml, line 3: packages.cffi.versions[0] must be a text, not a list`).
 */
export class Field {
  readonly value: unknown
  readonly source: string
  readonly code: ProblemCode
  private readonly keys: Keys
  private readonly lineOf: LineOf

  constructor(value: unknown, source: string, code: ProblemCode, keys: Keys = [], lineOf: LineOf = () => undefined) {
    this.value = value
    this.source = source
    this.code = code
    this.lineOf = lineOf
    this.keys = keys
  }

  /** `packages.cffi.versions[0]`; empty for the root. */
  get path(): string {
    return this.keys
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .replace(/^\./, '')
  }

  /** The line that it begins on, from 1 on; undefined where nobody knows. */
  get line(): number | undefined {
    return this.lineOf(this.keys)
  }

  get missing(): boolean {
    return this.value === undefined
  }

  get isMap(): boolean {
    return isRecord(this.value)
  }

  get(key: string): Field {
    const record = this.record()
    return this.child(Object.hasOwn(record, key) ? record[key] : undefined, key)
  }

  /** As `get`, whatever the case of the key; one that is written just so goes first. */
  like(key: string): Field {
    const record = this.record()
    const same = (one: string): boolean => one.toLowerCase() === key.toLowerCase()
    return this.get(Object.hasOwn(record, key) ? key : (Object.keys(record).find(same) ?? key))
  }

  /** What keys lead to, one after the other; missing where one of them is. */
  at(first: string, ...more: readonly string[]): Field {
    let field = this.get(first)
    for (const key of more) if (!field.missing) field = field.get(key)
    return field
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.mismatch('must be a text')
  }

  number(): number {
    return typeof this.value === 'number' && Number.isFinite(this.value) ? this.value : this.mismatch('must be a number')
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.mismatch('must be true or false')
  }

  list(): Field[] {
    if (!Array.isArray(this.value)) return this.mismatch('must be a list')
    return this.value.map((item: unknown, at) => this.child(item, at))
  }

  /** The items of a list; whatever else stands here is the only one, and null is none: PowerShell writes lists so. */
  items(): Field[] {
    if (this.value === undefined || this.value === null) return []
    return Array.isArray(this.value) ? this.list() : [this]
  }

  entries(): [string, Field][] {
    return Object.keys(this.record()).map((key) => [key, this.get(key)])
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const text = this.text()
    const found = allowed.find((one) => one === text)
    return found ?? this.mismatch(`must be one of ${allowed.join(', ')}`)
  }

  /** `read(this)`, or undefined when nothing stands here (absent or null). */
  optional<T>(read: (field: Field) => T): T | undefined {
    return this.value === undefined || this.value === null ? undefined : read(this)
  }

  /** Refuses keys that are not known, with the nearest right spelling; `x-*` is free (people's files only). */
  only(...known: readonly string[]): this {
    const stray = Object.keys(this.record()).find((key) => !known.includes(key) && !key.startsWith('x-'))
    if (stray === undefined) return this
    const meant = nearest(stray, known)
    const remedy = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean '${meant}'?`
    return this.refuseAt([...this.keys, stray], `does not know the key '${stray}'`, remedy)
  }

  /** Throws the Problem of this place: `<source>, line <line>: <path> <what>. <remedy>` */
  refuse(what: string, remedy = 'Correct it there.'): never {
    return this.refuseAt(this.keys, what, remedy)
  }

  private refuseAt(keys: Keys, what: string, remedy: string): never {
    const line = this.lineOf(keys)
    const place = `${this.source}${line === undefined ? '' : `, line ${line}`}: ${beginning(this.path) || 'the document'}`
    throw new Problem(this.code, `${place} ${what}.`, remedy)
  }

  private mismatch(must: string): never {
    return this.refuse(this.value === undefined ? `${must}, but it is missing` : `${must}, not ${kindOf(this.value)}`)
  }

  private record(): Record<string, unknown> {
    const value = this.value
    return isRecord(value) ? value : this.mismatch('must be a map')
  }

  private child(value: unknown, key: string | number): Field {
    return new Field(value, this.source, this.code, [...this.keys, key], this.lineOf)
  }
}

/** Parses JSON text into a field; broken JSON is one Problem that names the source. */
export function parseJson(text: string, source: string, code: ProblemCode): Field {
  try {
    return new Field(JSON.parse(text), source, code)
  } catch (error) {
    throw new Problem(code, `${source} is not JSON.`, 'It must be what the task that wrote it left; do not edit it by hand.', error)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? `the text ${JSON.stringify(beginning(value))}` : `the ${typeof value} ${JSON.stringify(value)}`
}

/** What stands there may be megabytes of anything. */
function beginning(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}...`
}

const mostShown = 200
