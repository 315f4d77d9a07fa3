import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { hint } from '../known-words.ts'
import { messageOf, Mistake } from '../mistake.ts'

interface Source {
  readonly file: string
  readonly lines: LineCounter
}

/** The places of a mapping by their keys. */
export type Places<Key extends string> = { readonly [key in Key]?: Place }

/** A node of a YAML file, read strictly: what is not expected is a Mistake with file and line. Every scalar is its source text. */
export class Place {
  readonly #source: Source
  readonly #node: Node | null
  readonly #at: number
  /** What this is, for messages: `stages[0].jobs[1]`. */
  readonly path: string

  constructor(source: Source, node: Node | null, at: number, path: string) {
    this.#source = source
    this.#node = node
    this.#at = node?.range?.[0] ?? at
    this.path = path
  }

  get line(): number {
    return this.#source.lines.linePos(this.#at).line
  }

  /** A Mistake that names this line. */
  mistake(says: string): Mistake {
    return new Mistake(`${this.#source.file}:${this.line}: ${says}`)
  }

  /** Runs work whose errors become Mistakes at this line. */
  judge<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw this.mistake(messageOf(error))
    }
  }

  get isText(): boolean {
    return isScalar(this.#node)
  }

  get isList(): boolean {
    return isSeq(this.#node)
  }

  /** Whether nothing stands here: `key:`. */
  get isEmpty(): boolean {
    return this.#node === null || (isScalar(this.#node) && this.#node.value === '' && this.#node.type === 'PLAIN')
  }

  text(): string {
    if (!isScalar(this.#node)) throw this.#expected('text')
    return String(this.#node.value)
  }

  boolean(): boolean {
    const text = this.text().toLowerCase()
    if (text !== 'true' && text !== 'false') throw this.#expected('true or false')
    return text === 'true'
  }

  /** A whole number of at least `least`. */
  whole(least: number): number {
    const text = this.text()
    if (!/^\d+$/.test(text) || Number(text) < least) throw this.#expected(`a whole number of at least ${least}`)
    return Number(text)
  }

  oneOf<Word extends string>(words: readonly Word[]): Word {
    const text = this.text()
    const word = words.find((one) => one === text)
    if (word === undefined) throw this.mistake(`'${text}' is no value of ${this.path}. ${hint(text, words)}`)
    return word
  }

  list(): readonly Place[] {
    if (!isSeq<Node | null>(this.#node)) throw this.#expected('a list')
    return this.#node.items.map((item, index) => new Place(this.#source, item, this.#at, `${this.path}[${index}]`))
  }

  /** Texts of a list, or the one text. */
  texts(): readonly string[] {
    return this.isList ? this.list().map((item) => item.text()) : [this.text()]
  }

  /** A mapping with free keys, in the order of the file. */
  entries(): readonly (readonly [string, Place])[] {
    if (!isMap<Node, Node | null>(this.#node)) throw this.#expected('a mapping')
    return this.#node.items.map(({ key, value }) => {
      const place = new Place(this.#source, key, this.#at, this.path === '' ? 'key' : `${this.path}: key`)
      const name = place.text()
      return [name, new Place(this.#source, value, key.range?.[0] ?? this.#at, this.path === '' ? name : `${this.path}.${name}`)]
    })
  }

  /** A mapping of texts. */
  record(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.entries().map(([key, value]) => [key, value.text()]))
  }

  /** A mapping of known keys only; `what` names it in the message about an unknown one. */
  fields<Key extends string>(what: string, known: readonly Key[]): Places<Key> {
    const found: { [key in Key]?: Place } = {}
    for (const [key, place] of this.entries()) {
      const name = known.find((one) => one === key)
      if (name === undefined) throw this.#unknown(key, what, known)
      found[name] = place
    }
    return found
  }

  #unknown(key: string, what: string, known: readonly string[]): Mistake {
    const flow = isMap(this.#node) && this.#node.flow === true && /[()]/.test(key)
    const quotes = flow ? ' Within { } a text with a comma needs quotes.' : ''
    const at = isMap<Node>(this.#node) ? this.#node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key : undefined
    return new Place(this.#source, at ?? this.#node, this.#at, key).mistake(`unknown key '${key}' in ${what}. ${hint(key, known)}${quotes}`)
  }

  #expected(wanted: string): Mistake {
    const found = isMap(this.#node) ? 'a mapping' : isSeq(this.#node) ? 'a list' : this.isEmpty ? 'nothing' : `'${this.text()}'`
    return this.mistake(`${this.path === '' ? 'The file' : this.path} must be ${wanted}, and is ${found}.`)
  }
}

/** Reads one YAML document by the failsafe schema. Throws Mistake for what is no YAML, is empty, or uses anchors, tags or `${{ }}`, which have no place here. */
export function readYaml(file: string, text: string): Place {
  const lines = new LineCounter()
  const document = parseDocument<Node>(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false })
  const source = { file, lines }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) throw new Mistake(`${file}:${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  if (document.contents === null) throw new Mistake(`${file}: The file is empty.`)
  refuseForeign(source, document)
  return new Place(source, document.contents, 0, '')
}

function refuseForeign(source: Source, document: Document): void {
  const refuse = (node: Node, says: string): never => {
    throw new Place(source, node, 0, '').mistake(says)
  }
  visit(document, {
    Alias: (_key, node) => refuse(node, 'YAML aliases are not supported by Azure Pipelines.'),
    Scalar: (_key, node) => {
      if (String(node.value).includes('${{'))
        refuse(node, 'Template expressions ${{ }} are not supported by the local agent. Use $[ ] or $( ), or write it out.')
    },
  })
}
