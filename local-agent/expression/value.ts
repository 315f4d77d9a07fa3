/** What an expression may be worth; objects are looked up by key ignoring case. */
export type Value = null | boolean | number | string | Values

/** An object of values. */
export interface Values {
  readonly [key: string]: Value
}

/** An expression that cannot be read or worked out; the message names the place. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/** Empty text, 0 and null are false; every object is true (DTExpressions, EvaluationResult). */
export function toBoolean(value: Value): boolean {
  return typeof value === 'object' ? value !== null : Boolean(value)
}

/** Null is 0, true is 1, text is read as a decimal number, thousands separated or not; undefined where there is no such number. */
export function toNumber(value: Value): number | undefined {
  if (value === null) return 0
  if (typeof value === 'string') return readNumber(value.trim())
  return typeof value === 'object' ? undefined : Number(value)
}

function readNumber(text: string): number | undefined {
  if (text === '') return 0
  return /^[+-]?(\d[\d,]*\.?\d*|\.\d+)$/.test(text) ? Number(text.replaceAll(',', '')) : undefined
}

/** Null is empty, booleans are `True` and `False`; undefined for objects, which have no text. */
export function toText(value: Value): string | undefined {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? undefined : String(value)
}

/** Equality after the right operand has taken the left one's type; text compares ordinally, ignoring case. */
export function equal(left: Value, right: Value): boolean {
  if (left === null) return right === null || right === ''
  if (typeof left === 'boolean') return left === toBoolean(right)
  if (typeof left === 'number') return left === toNumber(right)
  if (typeof left === 'object') return left === right
  const text = toText(right)
  return text !== undefined && fold(left) === fold(text)
}

/** Negative, zero or positive; null on the left counts as the number 0. Throws ExpressionError where the right has no value of the left's type. */
export function compare(left: Value, right: Value): number {
  if (typeof left === 'boolean') return Number(left) - Number(toBoolean(right))
  if (typeof left === 'string') return compareText(fold(left), fold(need(toText(right), right, 'text')))
  return need(toNumber(left), left, 'a number') - need(toNumber(right), right, 'a number')
}

function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** The value, or an ExpressionError that says what could not be converted. */
export function need<T>(converted: T | undefined, value: Value, wanted: string): T {
  if (converted === undefined) throw new ExpressionError(`${literal(value)} cannot be read as ${wanted}`)
  return converted
}

/** Ordinal comparison that ignores case is comparison in upper case (.NET's OrdinalIgnoreCase). */
export function fold(text: string): string {
  return text.toUpperCase()
}

/** A member of an object by its name ignoring case; null where there is none. */
export function member(of: Value, key: Value): Value {
  if (of === null || typeof of !== 'object') return null
  const wanted = fold(toText(key) ?? '')
  const name = Object.keys(of).find((known) => fold(known) === wanted)
  return name === undefined ? null : (of[name] ?? null)
}

/** The value as one would write it in an expression, for traces and messages. */
export function literal(value: Value): string {
  if (value === null) return 'Null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return toText(value) ?? 'Object'
}
