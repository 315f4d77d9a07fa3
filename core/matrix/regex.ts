import { Problem } from '../problem.ts'
import type { Found } from './pattern.ts'

/** Characters of an expression; a longer one would take long to read alone. */
const longest = 10_000

/** Groups of an expression: every match in every text has them all. */
const mostGroups = 100

/** What an expression consists of: an escape, a class, the begin of a group, a quantifier in braces, or a sign. */
const tokens =
  /\\(?:k(?:<\w+>|'\w+')|[1-9]\d*|[pP]\{[^}]*\}|[^])|\[(?:\^|(?!\^))(?:\]|\\[^]|[^\]\\])(?:\\[^]|[^\]\\])*\]|\(\?(?:#[^)]*\)|<[=!]|[=!:>(]|<[^>]*>|'[^']*'|[a-zA-Z-]+[:)])|\{\d+(?:,\d*)?\}|[^]/g

/** Letters of one case, which are those of the other too wherever case is ignored; not so in .NET. */
const ofOneCase = /\\[pP]\{L[ult]\}/

/** The end of the text, or before its last line break, as .NET has it. */
const end = String.raw`(?=\n?(?![^]))`

const controls: Readonly<Record<string, string>> = { [String.raw`\a`]: String.raw`\x07`, [String.raw`\e`]: String.raw`\x1b` }

/** What .NET writes otherwise than JavaScript. */
const escapes: Readonly<Record<string, string>> = {
  [String.raw`\A`]: '(?<![^])',
  [String.raw`\z`]: '(?![^])',
  [String.raw`\Z`]: end,
  ...controls,
}

/** What holds within a group: whether `.` is a line break too, and whether `^` and `$` are those of a line. */
interface Scope {
  readonly s: boolean
  readonly m: boolean
}

/** What was read of an expression so far. */
interface Reading {
  readonly what: string
  /** One for each group that is open, the innermost last. */
  readonly scopes: Scope[]
  /** The outermost group that is open, by name and number; empty where it is not kept. */
  outermost: readonly string[]
  /** Groups that have matched wherever this is reached. A reference to one that has not fits nowhere in .NET, and everywhere here. */
  readonly sure: Set<string>
  /** How many groups have a name, and how many a number alone. */
  named: number
  numbered: number
}

/**
 * Reads a regular expression as .NET does
 * (https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference), ignoring case; `\w`, `\d` and `\b` know
 * ASCII only. What is none, and what has no counterpart here, is `INPUT_INVALID` and begins with `what`.
 */
export function readRegex(pattern: string, what: string, whole: boolean): RegExp {
  if (pattern.length > longest)
    throw refused(what, `has ${pattern.length} characters, and ${longest} are the most`, 'Write a shorter expression.')
  const source = translate(pattern, what)
  try {
    const alone = new RegExp(source, 'iu')
    return whole ? new RegExp(`^(?:${source})$`, 'iu') : alone
  } catch (error) {
    const why = error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : ''
    throw refused(what, `is no regular expression: ${why}`, String.raw`Write \ before signs that are meant as they stand.`, error)
  }
}

/** The first match in each text, at its place; undefined where there is none. */
export function findIn(regex: RegExp, texts: readonly string[]): (Found | undefined)[] {
  return texts.map((text) => {
    const match = regex.exec(text)
    return match === null ? undefined : { groups: [...match], named: { ...match.groups } }
  })
}

function refused(what: string, says: string, remedy: string, cause?: unknown): Problem {
  return new Problem('INPUT_INVALID', `${what} ${says}.`, remedy, cause)
}

/** The same for JavaScript with the flags `iu`, which take nothing silently for something else. */
function translate(pattern: string, what: string): string {
  const reading: Reading = { what, scopes: [{ s: false, m: false }], outermost: [], sure: new Set(), named: 0, numbered: 0 }
  const source = pattern.replaceAll(tokens, (token, at: number) => {
    if (token === ')') close(reading, /^\)(?:\(\?#[^)]*\))*(?:[?*]|\{0)/.test(pattern.slice(at)))
    if (token === '|' && reading.scopes.length === 1) reading.sure.clear()
    return translated(token, reading)
  })
  if (reading.named > 0 && reading.numbered > 0) throw unknown(what, 'groups with names beside groups without')
  if (reading.named + reading.numbered > mostGroups)
    throw refused(what, `has ${reading.named + reading.numbered} groups, and ${mostGroups} are the most`, 'Write (?:..) for groups.')
  return source
}

/** Outermost groups alone are sure: others may be in what is optional, or in one of several ways. */
function close({ scopes, sure, outermost }: Reading, optional: boolean): void {
  if (scopes.length > 1) scopes.pop()
  if (scopes.length === 1 && !optional) for (const one of outermost) sure.add(one)
}

function translated(token: string, reading: Reading): string {
  if (token.startsWith('\\')) return escape(token, reading)
  if (token.startsWith('[') && token.length > 1) return charClass(token, reading.what)
  if (token.startsWith('(')) return group(token, reading)
  return sign(token, reading.scopes.at(-1))
}

function sign(token: string, scope: Scope | undefined): string {
  if (token === '.') return scope?.s === true ? '[^]' : String.raw`[^\n]`
  if (token === '^') return scope?.m === true ? String.raw`(?<![^\n])` : '^'
  if (token === '$') return scope?.m === true ? String.raw`(?![^\n])` : end
  return /^[{}\]]$/.test(token) ? `\\${token}` : token
}

function escape(token: string, { what, sure }: Reading): string {
  if (token === String.raw`\G` || ofOneCase.test(token)) throw unknown(what, token)
  const [, number, name] = /^\\(?:(\d+)|k.(.*).)$/.exec(token) ?? []
  if (!sure.has(number ?? name ?? '') && (number ?? name) !== undefined)
    throw unknown(what, `${token} where its group may not have matched`)
  return escapes[token] ?? plain(token.replace(/^\\k'(.*)'$/, String.raw`\k<$1>`))
}

/** A sign that needs no backslash may have one in .NET, and not here. */
function plain(escaped: string): string {
  return /^\\[^\w^$\\.*+?()[\]{}|/]$/u.test(escaped) ? escaped.slice(1) : escaped
}

function charClass(token: string, what: string): string {
  if (/[^\\]-\[/.test(token)) throw unknown(what, 'a class that is taken from a class, as in [a-z-[aeiou]]')
  if (ofOneCase.test(token)) throw unknown(what, token)
  const [, begin = '', inside = ''] = /^(\[\^?)([^]*)\]$/.exec(token) ?? []
  const first = inside.startsWith(']') ? `\\${inside}` : inside
  const inner = first.replaceAll(/\\[^]/g, (one) => (one === String.raw`\-` ? one : (controls[one] ?? plain(one))))
  return `${begin}${inner}]`
}

function group(token: string, reading: Reading): string {
  const { scopes, what } = reading
  const inside = scopes.at(-1) ?? { s: false, m: false }
  if (token.startsWith('(?#')) return ''
  const [, options, ending] = /^\(\?([a-zA-Z-]+)([:)])$/.exec(token) ?? []
  if (options !== undefined && ending === ')') scopes.splice(-1, 1, optionsOf(options, inside, what))
  if (ending === ')') return ''
  scopes.push(options === undefined ? inside : optionsOf(options, inside, what))
  return opened(token, reading)
}

function opened(token: string, reading: Reading): string {
  if (token === '(?>' || token === '(?(') throw unknown(reading.what, token)
  const name = /^\(\?[<'](?![=!])(.*)[>']$/.exec(token)?.[1]
  if (name?.includes('-') === true) throw unknown(reading.what, token)
  if (name !== undefined) reading.named++
  if (token === '(') reading.numbered++
  if (reading.scopes.length === 2) reading.outermost = name !== undefined || token === '(' ? referredTo(name, reading) : []
  if (name !== undefined) return `(?<${name}>`
  return /^\(\?[a-zA-Z-]/.test(token) ? '(?:' : token
}

function referredTo(name: string | undefined, { named, numbered }: Reading): string[] {
  return [...(name === undefined ? [] : [name]), `${named + numbered}`]
}

/** `i` always holds; `s` and `m` are known. */
function optionsOf(options: string, scope: Scope, what: string): Scope {
  const [on = '', off = ''] = options.split('-')
  if (!/^[ism]*(?:-[smnx]*)?$/.test(options)) throw unknown(what, `the options (?${options})`)
  const now = (letter: 's' | 'm'): boolean => (scope[letter] || on.includes(letter)) && !off.includes(letter)
  return { s: now('s'), m: now('m') }
}

function unknown(what: string, construct: string): Problem {
  return refused(what, `uses ${construct}, which .NET reads in a way of its own`, 'Write it another way.')
}
