import { Problem } from '../problem.ts'
import type { Found } from './pattern.ts'

/** Reads a regular expression as .NET does, ignoring case; one that is none is `INPUT_INVALID` and begins with `what`. */
export function readRegex(pattern: string, what: string, whole: boolean): RegExp {
  try {
    return new RegExp(whole ? `^(?:${pattern})$` : pattern, 'i')
  } catch (error) {
    throw new Problem('INPUT_INVALID', `${what} is no regular expression.`, 'Write one, with \\ before signs that mean themselves.', error)
  }
}

/** The first match in each text, at its place; undefined where there is none. */
export function findIn(regex: RegExp, texts: readonly string[]): (Found | undefined)[] {
  return texts.map((text) => {
    const match = regex.exec(text)
    return match === null ? undefined : { groups: [...match], named: { ...match.groups } }
  })
}
