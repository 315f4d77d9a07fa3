import { Problem } from '../problem.ts'

/** A replacement of values: `keyRegex=valueRegex/replacement`. */
export interface Replacement {
  /** Must match a whole name. */
  readonly key: string
  /** Must match a whole value. */
  readonly value: string
  /** With `$1`, `${name}`, `$&` and `$$` as .NET has them. */
  readonly replacement: string
  /** As written. */
  readonly text: string
}

/** Reads a replacement: `=` and `/` that belong to a part are written `\\=` and `\\/`. Anything else is `INPUT_INVALID` of that input. */
export function parseReplacement(text: string, input: string): Replacement {
  const [key, value, replacement, ...more] = parts(text)
  if (key !== undefined && value !== undefined && replacement !== undefined && more.length === 0)
    return { key, value, replacement: replacement.replaceAll(/\\([=/])/g, '$1'), text }
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' holds '${text}'.`,
    'Write keyRegex=valueRegex/replacement, with = and / inside of them as \\= and \\/.',
  )
}

/** Cut at `=` and `/` that no backslash stands before. */
function parts(text: string): string[] {
  return text.split(/(?<!\\)[=/]/)
}
