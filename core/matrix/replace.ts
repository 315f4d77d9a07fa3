import { Problem } from '../problem.ts'
import type { Choice, Combination } from './matrix-file.ts'
import type { Found, Patterns } from './pattern.ts'

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

/**
 * Replaces values: of each the first replacement holds whose key and value match whole. What was given stays as it is; sets keep their name.
 * Each value is looked at by itself, also where the key of a replacement matches several parameters of one set.
 */
export function replaceChoices(
  combinations: readonly Combination[],
  replacements: readonly Replacement[],
  patterns: Patterns,
): readonly Combination[] {
  if (replacements.length === 0) return combinations
  const cells = combinations.flatMap((choices) => choices.flatMap(({ values }) => values))
  const rules = replacements.map((one) => ruleOf(one, cells, patterns))
  const changed = (choice: Choice): Choice => ({
    ...choice,
    values: choice.values.map(([name, value]) => [
      name,
      rules.map((rule) => rule(name, value)).find((text) => text !== undefined) ?? value,
    ]),
  })
  return combinations.map((choices) => choices.map(changed))
}

/** What a replacement makes of a cell; undefined where it does not match. */
type Rule = (name: string, value: string) => string | undefined

function ruleOf({ key, value, replacement, text }: Replacement, cells: Choice['values'], patterns: Patterns): Rule {
  const what = `The replacement '${text}'`
  const match = (pattern: string, texts: readonly string[]): Map<string, Found> => {
    const distinct = [...new Set(texts)]
    const found = patterns.find(pattern, distinct, what, true)
    return new Map(distinct.flatMap((one, at) => (found[at] === undefined ? [] : [[one, found[at]] as const])))
  }
  const names = match(
    key,
    cells.map(([name]) => name),
  )
  const values = match(
    value,
    cells.filter(([name]) => names.has(name)).map(([, one]) => one),
  )
  return (name, one) => {
    const found = names.has(name) ? values.get(one) : undefined
    return found === undefined ? undefined : fill(replacement, found)
  }
}

/** As .NET fills it (https://learn.microsoft.com/dotnet/standard/base-types/substitutions-in-regular-expressions): what names no group stays as it is written. */
function fill(replacement: string, found: Found): string {
  const { groups, named } = found
  return replacement.replaceAll(/\$(?:([$&_`'+])|(\d+)|\{(\w+)\})/g, (written: string, sign?: string, bare?: string, braced?: string) => {
    if (sign !== undefined) return signs(found)[sign] ?? ''
    const name = bare ?? braced ?? ''
    if (/^\d+$/.test(name)) return Number(name) < groups.length ? (groups[Number(name)] ?? '') : written
    return Object.hasOwn(named, name) ? (named[name] ?? '') : written
  })
}

/** The match is the whole text: nothing stands before or behind it. */
function signs({ groups }: Found): Record<string, string> {
  const whole = groups[0] ?? ''
  return { $: '$', '&': whole, _: whole, '+': groups.at(-1) ?? '' }
}
