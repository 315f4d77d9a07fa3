import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml'
import { Field, type LineOf } from './json.ts'
import { Problem, type ProblemCode, reason } from './problem.ts'

/** Uses of anchors, multiplied through where they nest; a file of people has hundreds. */
const mostAliases = 20_000
const mostCharacters = 8 * 1024 * 1024

/** Brackets that are open at once, and columns before the first word of a line. The parser calls itself for each, and the end of the stack is not always survived. */
const deepest = 300

/**
 * Reads YAML (or JSON) that a person wrote: every scalar is its source text, `3.10` stays `3.10` and `no` stays `no` (the failsafe schema);
 * anchors, aliases and `<<` work. Broken, empty, oversized or exploding text is one Problem that names source and line, as do those of its fields. With `nulls` a plain
 * `null`, `~` or nothing is null.
 */
export function parseYaml(text: string, source: string, code: ProblemCode, { nulls = false }: { readonly nulls?: boolean } = {}): Field {
  if (text.length > mostCharacters) throw new Problem(code, `${source} is longer than 8 MiB.`, 'Split it.')
  if (isDeep(text)) throw new Problem(code, `${source} cannot be read: it is nested deeper than ${deepest} levels.`, 'Write it flatter.')
  const customTags: ['null'] | [] = nulls ? ['null'] : []
  const lineCounter = new LineCounter()
  // The parser compares each key of a map with all before it, which takes hours with as many as 8 MiB hold.
  const options = { schema: 'failsafe', merge: true, stringKeys: true, uniqueKeys: false, logLevel: 'error' } as const
  const document = parseDocument(text, { ...options, customTags, lineCounter })
  const value = valueOf(document, source, code)
  requireUnique(document, lineCounter, source, code)
  if (value === null || value === undefined) throw new Problem(code, `${source} is empty.`, 'Check the path, or write the file.')
  return new Field(value, source, code, [], lineFinder(document, lineCounter))
}

function isDeep(text: string): boolean {
  let open = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = Math.max(0, open + (bracket === '[' || bracket === '{' ? 1 : -1))
    if (open > deepest) return true
  }
  return text.split('\n').some((line) => (/^(?: |[-?:] ){0,301}/.exec(line)?.[0].length ?? 0) > deepest)
}

function valueOf(document: Document.Parsed, source: string, code: ProblemCode): unknown {
  const error = document.errors[0]
  if (error !== undefined) throw new Problem(code, `${source} cannot be read: ${says(error)}.`, 'Correct it there.', error)
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases })
    return value
  } catch (error) {
    throw new Problem(code, `${source} cannot be read: ${reason(error)}.`, 'Write out what the anchors repeat.', error)
  }
}

function requireUnique(document: Document, lines: LineCounter, source: string, code: ProblemCode): void {
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) {
          const { line, col } = lines.linePos(startOf(key) ?? 0)
          throw new Problem(code, `${source} cannot be read: Map keys must be unique at line ${line}, column ${col}.`, 'Correct it there.')
        }
        seen.add(key.value)
      }
    },
  })
}

function says(error: YAMLError): string {
  const first = (error.message.split('\n')[0] ?? '').replace(/:$/, '')
  return error.code === 'MULTIPLE_DOCS' ? 'it holds several documents, and this takes one' : first
}

/** What keys lead to, through anchors and `<<` to where it is written; of what is not there, what it would be in. */
function lineFinder(document: Document, lines: LineCounter): LineOf {
  return (keys) => {
    let node: unknown = document.contents
    let offset = startOf(node)
    for (const key of keys) {
      const found = within(node, key, document)
      offset = found?.offset ?? offset
      node = found?.node
    }
    return offset === undefined ? undefined : lines.linePos(offset).line
  }
}

interface Inside {
  readonly node: unknown
  readonly offset: number | undefined
}

/** A map's value stands where its key does, a list's item where it begins. */
function within(node: unknown, key: string | number, document: Document): Inside | undefined {
  if (isAlias(node)) return within(node.resolve(document), key, document)
  if (isSeq(node) && typeof key === 'number') return { node: node.items[key], offset: startOf(node.items[key]) }
  if (!isMap(node)) return undefined
  const own = node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
  if (own !== undefined) return { node: own.value, offset: startOf(own.key) }
  const merged = node.items.filter((pair) => isScalar(pair.key) && pair.key.value === '<<').map(({ value }) => value)
  return merged
    .flatMap((value) => (isSeq(value) ? value.items : [value]))
    .map((one) => within(one, key, document))
    .find((found) => found !== undefined)
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
