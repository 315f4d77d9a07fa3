import type { Field } from '../json.ts'
import { nearest } from '../nearest.ts'

/** Whether something other than null stands there. */
export function isSaid(field: Field): boolean {
  return field.value !== undefined && field.value !== null
}

/** A list, or one item without its brackets: `platforms: linux` is `platforms: [linux]`. */
export function oneOrMore(field: Field): Field[] {
  return typeof field.value === 'string' ? [field] : field.list()
}

/** `true` or `false` as YAML writes them, in any of its cases. */
export function readFlag(field: Field): boolean {
  const text = field.text().toLowerCase()
  return text === 'true' || (text !== 'false' && field.refuse(`is '${field.text()}'`, 'Write true or false.'))
}

/** A whole number from `least` on, of at most nine digits. */
export function readWhole(field: Field, least: number): number {
  const text = field.text()
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1
  return number >= least ? number : field.refuse(`is '${text}'`, `Write a whole number from ${least} on.`)
}

/** One of a few words; a misspelt one is told the nearest. */
export function readWord<T extends string>(field: Field, words: readonly T[]): T {
  const text = field.text()
  return words.find((word) => word === text) ?? unknown(field, text, words)
}

/** Refuses a name that nothing has, with the nearest that something has. */
export function unknown(field: Field, text: string, known: readonly string[], what = `is '${text}', which is not known here`): never {
  const meant = nearest(text, known)
  const choice = known.length === 0 ? 'There are none.' : `Known here: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`
  return field.refuse(what, meant === undefined ? choice : `Did you mean '${meant}'?`)
}

/** A text of one line that agents hand on as it is: they trim, and replace macros. */
export function readCell(field: Field): string {
  const text = field.text()
  if (text === '') field.refuse('is empty')
  if (text !== text.trim() || /[\u0000-\u001f\u007f]/.test(text) || text.length > 500) field.refuse('must be one short line')
  return text.includes('$(') ? field.refuse('holds a $( ), which the agents would replace', 'Write the value itself.') : text
}
