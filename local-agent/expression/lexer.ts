import { ExpressionError } from './value.ts'

/** A piece of an expression and where it starts, counted from 0. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', /'(?:[^']|'')*'/y],
  ['number', /[+-]?(?:\d[\d.]*|\.\d+)(?!\w)/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['sign', /[()[\],.]/y],
]

const HINTS: Readonly<Record<string, string>> = {
  "'": "a text that starts with ' is not closed",
  $: "macros $(x) have no place in an expression, use variables['x']:",
  '"': 'texts stand in single quotes, not in double ones:',
}

/** The tokens of an expression, an `end` last. Throws ExpressionError for a character that starts none, and for versions (1.2.3). */
export function tokens(source: string): readonly Token[] {
  if (source.length > 21_000) throw new ExpressionError('an expression may have at most 21000 characters')
  const found: Token[] = []
  let at = blanks(source, 0)
  while (at < source.length) {
    const token = tokenAt(source, at, found.at(-1))
    found.push(token)
    at = blanks(source, at + token.text.length)
  }
  return [...found, { kind: 'end', text: '', at }]
}

function blanks(source: string, from: number): number {
  let at = from
  while (/\s/.test(source.charAt(at))) at++
  return at
}

function tokenAt(source: string, at: number, before: Token | undefined): Token {
  // After a name a dot is a dereference, never the start of a number.
  const forms = source[at] === '.' && before !== undefined && /[\w\])*]$/.test(before.text) ? FORMS.slice(2) : FORMS
  for (const [kind, form] of forms) {
    form.lastIndex = at
    const text = form.exec(source)?.[0]
    if (text !== undefined) return legal({ kind, text, at })
  }
  throw new ExpressionError(`${HINTS[source.charAt(at)] ?? `unexpected character '${source.charAt(at)}'`} at position ${at + 1}`)
}

function legal(token: Token): Token {
  if (token.kind === 'number' && !Number.isFinite(Number(token.text)))
    throw new ExpressionError(`'${token.text}' at position ${token.at + 1} is no number (version literals are not supported here)`)
  return token
}
