import { tokens, type Token } from './lexer.ts'
import { ExpressionError, type Value } from './value.ts'

/** An expression as read: its tree. */
export type Node =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'member'; readonly of: Node; readonly key: Node }

const MAX_DEPTH = 50
const WORDS: Readonly<Record<string, Value>> = { true: true, false: false, null: null }

/** Reads an expression. Throws ExpressionError with the position of what is wrong. */
export function parse(source: string): Node {
  const reader = new Reader(tokens(source))
  const node = reader.expression(1)
  const rest = reader.next()
  if (rest.kind !== 'end') throw unexpected(rest, 'the end')
  return node
}

function unexpected(token: Token, wanted: string): ExpressionError {
  const what = token.kind === 'end' ? 'the expression ends' : `'${token.text}' stands`
  return new ExpressionError(`${what} at position ${token.at + 1} where ${wanted} is expected`)
}

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(all: readonly Token[]) {
    this.#tokens = all
  }

  next(): Token {
    const token = this.#peek()
    this.#at++
    return token
  }

  expression(depth: number): Node {
    if (depth > MAX_DEPTH) throw new ExpressionError(`an expression may be nested ${MAX_DEPTH} deep at most`)
    let node = this.#operand(depth)
    while (this.#is('.') || this.#is('[')) node = this.next().text === '.' ? this.#property(node) : this.#index(node, depth)
    return node
  }

  #operand(depth: number): Node {
    const token = this.next()
    if (token.kind === 'text') return { kind: 'literal', value: token.text.slice(1, -1).replaceAll("''", "'") }
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) }
    if (token.kind !== 'word') throw unexpected(token, 'a value')
    if (this.#is('(')) return this.#call(token.text, depth)
    const word = WORDS[token.text.toLowerCase()]
    return word === undefined ? { kind: 'named', name: token.text } : { kind: 'literal', value: word }
  }

  #call(name: string, depth: number): Node {
    this.next()
    const args: Node[] = []
    while (!this.#is(')')) {
      if (args.length > 0) this.#expect(',', "',' or ')'")
      args.push(this.expression(depth + 1))
    }
    this.next()
    return { kind: 'call', name, args }
  }

  #property(of: Node): Node {
    const token = this.next()
    if (token.kind !== 'word') throw unexpected(token, 'a name')
    return { kind: 'member', of, key: { kind: 'literal', value: token.text } }
  }

  #index(of: Node, depth: number): Node {
    const key = this.expression(depth + 1)
    this.#expect(']', "']'")
    return { kind: 'member', of, key }
  }

  #expect(sign: string, wanted: string): void {
    const token = this.next()
    if (token.kind !== 'sign' || token.text !== sign) throw unexpected(token, wanted)
  }

  #is(sign: string): boolean {
    const token = this.#peek()
    return token.kind === 'sign' && token.text === sign
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? { kind: 'end', text: '', at: 0 }
  }
}
