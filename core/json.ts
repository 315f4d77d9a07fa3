import { nearest } from './nearest.ts'
import { Problem, type ProblemCode } from './problem.ts'

/**
 * A place in parsed JSON or YAML, read strictly: each reader either returns the asked type or throws one Problem
 * that names the place (`packages.cffi.versions[0]: must be a text, not a list`).
 */
export class Field {
  readonly value: unknown
  readonly path: string
  readonly source: string
  readonly code: ProblemCode

  constructor(value: unknown, source: string, code: ProblemCode, path = '') {
    this.value = value
    this.source = source
    this.code = code
    this.path = path
  }

  get missing(): boolean {
    return this.value === undefined
  }

  get(key: string): Field {
    const record = this.record()
    return this.child(Object.hasOwn(record, key) ? record[key] : undefined, this.path === '' ? key : `${this.path}.${key}`)
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
    return this.value.map((item: unknown, at) => this.child(item, `${this.path}[${at}]`))
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
    return this.refuse(
      `does not know the key '${stray}'`,
      meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean '${meant}'?`,
    )
  }

  /** Throws the Problem of this place: `<source>: <path> <what>. <remedy>` */
  refuse(what: string, remedy = 'Correct it there.'): never {
    throw new Problem(this.code, `${this.source}: ${this.path === '' ? 'the document' : this.path} ${what}.`, remedy)
  }

  private mismatch(must: string): never {
    return this.refuse(this.value === undefined ? `${must}, but it is missing` : `${must}, not ${kindOf(this.value)}`)
  }

  private record(): Record<string, unknown> {
    const value = this.value
    return isRecord(value) ? value : this.mismatch('must be a map')
  }

  private child(value: unknown, path: string): Field {
    return new Field(value, this.source, this.code, path)
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
  return typeof value === 'object' ? 'a map' : `the ${typeof value === 'string' ? 'text' : typeof value} ${JSON.stringify(value)}`
}
