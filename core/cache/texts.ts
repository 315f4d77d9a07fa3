import type { Field } from '../json.ts'

/** Texts by name, as JSON holds them: no name means anything to the language, `__proto__` neither. */
export type Texts = Readonly<Record<string, string>>

/** Reads texts by name; what is broken is refused with the field's code. */
export function readTexts(field: Field): Texts {
  return Object.fromEntries(field.entries().map(([name, one]) => [name, one.text()]))
}

/** Reads lists of texts by name, each under a name of its own; what is broken is refused with the field's code. */
export function readTextsByName(field: Field): Readonly<Record<string, Texts>> {
  return Object.fromEntries(field.entries().map(([name, one]) => [name, readTexts(one)]))
}

/** The text of that name; undefined where none has it. */
export function textOf(texts: Texts, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined
}
